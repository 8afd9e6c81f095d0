"""Staff sign in and out; their sessions live and end as they should."""

import re
from datetime import timedelta

import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from clientela.core.seals import token_hash
from clientela.staff.models import Session
from tests.cast import PASSWORD, Cast, as_staff


def sign_in(client: Client, email: str, password: str = PASSWORD, **more: str):
    return client.post("/admin/login", {"email": email, "password": password, **more})


def test_signs_in_and_goes_where_they_wanted(client: Client, cast: Cast) -> None:
    answer = client.get("/admin/customers?q=anna")
    assert answer.headers["Location"] == "/admin/login?next=%2Fadmin%2Fcustomers%3Fq%3Danna"
    answer = sign_in(client, "Owner@example.com", next="/admin/customers?q=anna")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/admin/customers?q=anna")
    assert client.get("/admin").status_code == 200


def test_cookie_is_for_this_browser_session_alone(client: Client, cast: Cast) -> None:
    """SE-03: HttpOnly, SameSite=Lax, ends with the browser; another name than the customers' cookie."""
    cookie = sign_in(client, "owner@example.com").cookies["staff"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert cookie["max-age"] == "" and cookie["expires"] == ""


def test_over_tls_the_cookie_is_bound_to_the_host(client: Client, cast: Cast, settings) -> None:
    """SE-03: `__Host-` and Secure."""
    settings.TLS = True
    cookie = sign_in(client, "owner@example.com").cookies["__Host-staff"]
    assert cookie["secure"] and cookie["httponly"]


def test_the_database_holds_no_token(client: Client, cast: Cast) -> None:
    """SE-01: reading the database gives no session."""
    token = sign_in(client, "owner@example.com").cookies["staff"].value
    assert len(token) >= 43
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM staff_session s WHERE s::text LIKE %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)
        cursor.execute("SELECT count(*) FROM journal_event e WHERE e::text LIKE %s", [f"%{token}%"])
        assert cursor.fetchone() == (0,)


def test_a_preset_cookie_is_never_taken_over(client: Client, cast: Cast) -> None:
    """SE-02: signing in makes a new token, whatever the browser held before."""
    client.cookies["staff"] = "preset-by-somebody-else"
    token = sign_in(client, "owner@example.com").cookies["staff"].value
    assert token != "preset-by-somebody-else"
    assert not Session.objects.filter(token_hash=token_hash("preset-by-somebody-else")).exists()


def test_signing_in_again_ends_the_session_before(client: Client, cast: Cast) -> None:
    """SE-02: the old token is dead."""
    old = sign_in(client, "owner@example.com").cookies["staff"].value
    sign_in(client, "owner@example.com")
    replay = Client()
    replay.cookies["staff"] = old
    assert replay.get("/admin").status_code == 302


def test_log_out_ends_it_on_the_server(cast: Cast) -> None:
    """SE-04: a copy of the cookie is worthless; the cache is cleared; logging out is a POST."""
    client = as_staff(cast.owner)
    token = client.cookies["staff"].value
    assert client.get("/admin/logout").status_code == 405
    assert client.get("/admin").status_code == 200
    answer = client.post("/admin/logout")
    assert answer.headers["Clear-Site-Data"] == '"cache"'
    replay = Client()
    replay.cookies["staff"] = token
    assert replay.get("/admin").status_code == 302


def test_a_colleague_switched_off_is_out_at_once(cast: Cast) -> None:
    """SE-05: the next request is refused."""
    client = as_staff(cast.support)
    cast.support.is_active = False
    cast.support.save()
    assert client.get("/admin").status_code == 302


@pytest.mark.parametrize(
    ("column", "age", "lives"),
    [
        ("seen_at", timedelta(minutes=29), True),
        ("seen_at", timedelta(minutes=31), False),
        ("started_at", timedelta(hours=11, minutes=59), True),
        ("started_at", timedelta(hours=12, minutes=1), False),
    ],
)
def test_sessions_end_by_themselves(cast: Cast, column: str, age: timedelta, lives: bool) -> None:
    """SE-06: after 30 minutes without use, and 12 hours in any case, by the database's clock."""
    client = as_staff(cast.owner)
    Session.objects.update(**{column: F(column) - age})
    assert (client.get("/admin").status_code == 200) is lives


def test_use_keeps_a_session_alive(cast: Cast) -> None:
    """SE-06: using it moves the time of last use."""
    client = as_staff(cast.owner)
    Session.objects.update(seen_at=F("seen_at") - timedelta(minutes=20))
    before = Session.objects.get().seen_at
    client.get("/admin")
    assert Session.objects.get().seen_at > before


def test_unknown_wrong_and_switched_off_look_the_same(client: Client, cast: Cast) -> None:
    """EN-01: no answer tells whether an address belongs to staff."""
    cast.marketing.is_active = False
    cast.marketing.save()
    answers = [
        sign_in(client, "nobody@example.com"),
        sign_in(client, "owner@example.com", "wrong-password-here"),
        sign_in(client, "marketing@example.com"),
    ]
    assert {answer.status_code for answer in answers} == {422}
    assert {"match" in answer.content.decode() for answer in answers} == {True}
    assert all("staff" not in answer.cookies for answer in answers)


def test_guessing_is_braked_and_said_in_the_form(client: Client, cast: Cast) -> None:
    """RL-01: the sixth try within a quarter of an hour is refused before any hash, the right one too."""
    for _try in range(5):
        assert sign_in(client, "owner@example.com", "wrong-password-here").status_code == 422
    answer = sign_in(client, "owner@example.com")
    assert answer.status_code == 429
    assert "too often" in answer.content.decode() and "staff" not in answer.cookies


def test_the_password_is_never_sent_back(client: Client, cast: Cast) -> None:
    """What was typed stays in the form, but not the password."""
    page = sign_in(client, "owner@example.com", "wrong-password-here").content.decode()
    assert "owner@example.com" in page and "wrong-password-here" not in page


@pytest.mark.parametrize(
    "target",
    [
        *("https://evil.example", "//evil.example", "/\\evil.example", "/admin/..//evil.example"),
        *("/account", "/administrator", "/admin/login", "/admin/logout", "/admin/%2f%2fevil.example"),
    ],
)
def test_leads_nowhere_but_into_the_admin(client: Client, cast: Cast, target: str) -> None:
    """WB-07: `next` is a page of the admin, or the home page."""
    assert sign_in(client, "owner@example.com", next=target).headers["Location"] == "/admin"


def test_a_customers_cookie_opens_nothing(client: Client, cast: Cast) -> None:
    """Staff and customers are separate realms."""
    client.cookies["staff"] = "x" * 43
    client.cookies["customer"] = "x" * 43
    assert client.get("/admin/customers").status_code == 302


def test_an_address_in_another_script_is_the_same(client: Client, cast: Cast) -> None:
    """EN-04: typed as people write it, found as it is compared."""
    cast.owner.email, cast.owner.email_key = "eier@blåbær.example", "eier@xn--blbr-roah.example"
    cast.owner.save()
    assert sign_in(client, "Eier@blåbær.example").status_code == 303


def test_the_cursor_goes_where_it_is_needed(client: Client, cast: Cast) -> None:
    """Into the email at first; into the password, when only that has to be typed again."""

    def focused(page: str) -> list[str]:
        return re.findall(r'<input[^>]*name="(\w+)"[^>]*autofocus', page)

    assert focused(client.get("/admin/login").content.decode()) == ["email"]
    assert focused(sign_in(client, "owner@example.com", "wrong").content.decode()) == ["password"]
    assert focused(sign_in(client, "", "wrong").content.decode()) == ["email"]
