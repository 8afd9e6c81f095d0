"""Signing in with a second factor: the gate, setting one up, recovery codes shown once."""

import re
import time
from datetime import timedelta

import pyotp
import pytest
from django.db import connection
from django.db.models import F
from django.test import Client

from clientela.admin.staff_urls import urlpatterns
from clientela.core.seals import token_hash
from clientela.journal.models import Event
from clientela.staff.models import Session, User
from tests.admin.scenes import OPEN_TO_ALL
from tests.cast import PASSWORD, Cast
from tests.staff.people import SECRET, browser, code, half, kinds, real, session_in, unused, whole

HALF_OPEN = {"second-factor", "second-factor-passkey", "factors", "factor-app", "factor-passkey", "logout"}


@pytest.fixture
def nora(db: None) -> User:
    return real()


def test_the_password_alone_opens_nothing(nora: User) -> None:
    """AC-05: every page leads to the second factor, with the way back."""
    client = browser()
    answer = client.post("/admin/login", {"email": nora.email, "password": PASSWORD, "next": "/admin/orders"})
    assert answer["Location"] == "/admin/second-factor?next=%2Fadmin%2Forders"
    for page in ("/admin", "/admin/customers", "/admin/account", "/admin/prove", "/admin/settings/tokens"):
        answer = client.get(page)
        assert answer.status_code == 302 and answer["Location"].startswith("/admin/second-factor"), page
        assert client.post(page).status_code == 302
    assert not Event.objects.filter(name="staff.signed_in").exists()


def test_half_way_only_these_pages_answer(nora: User) -> None:
    """AC-01: deny by default, whatever is added to the staff realm."""
    client = half(nora)
    for pattern in urlpatterns:
        if pattern.name in OPEN_TO_ALL | HALF_OPEN:
            continue
        path = re.sub(r"<\w+:\w+>", "1", f"/admin{pattern.pattern}")
        for verb in (client.get, client.post):
            answer = verb(path)
            assert answer.status_code == 302, pattern.name
            assert answer["Location"].startswith("/admin/second-factor"), pattern.name


def test_the_code_of_the_app_opens_what_the_role_allows(nora: User) -> None:
    """SE-02: with a new token; the one before is dead."""
    client = half(nora)
    before = client.cookies["staff"].value
    answer = client.post("/admin/second-factor", {"code": code(), "next": "/admin/customers"})
    assert (answer.status_code, answer["Location"]) == (303, "/admin/customers")
    assert client.get("/admin").status_code == 200 and client.cookies["staff"].value != before
    replay = Client()
    replay.cookies["staff"] = before
    assert replay.get("/admin").status_code == 302
    assert Event.objects.get(name="staff.signed_in").data == {"method": "app"}


def test_a_wrong_code_is_said_beside_the_field(nora: User) -> None:
    """RL-01: ten times, then a while not; the answer tells how it goes on."""
    client = half(nora)
    for _time in range(10):
        answer = client.post("/admin/second-factor", {"code": "000000"})
        assert answer.status_code == 422 and "match" in answer.content.decode()
    assert client.post("/admin/second-factor", {"code": code()}).status_code == 429
    assert Event.objects.filter(name="staff.sign_in_refused").count() == 10


def test_half_way_lasts_a_quarter_of_an_hour(nora: User) -> None:
    """SE-06: a password typed and left is worth little."""
    client = half(nora)
    Session.objects.update(started_at=F("started_at") - timedelta(minutes=16))
    answer = client.get("/admin/second-factor")
    assert answer.status_code == 302 and answer["Location"].startswith("/admin/login")


def test_half_way_one_can_log_out(nora: User) -> None:
    """SE-04."""
    client = half(nora)
    token = client.cookies["staff"].value
    assert client.post("/admin/logout").status_code == 303
    assert not Session.objects.filter(token_hash=token_hash(token), ended_at=None).exists()


def test_without_one_it_is_set_up_first(db: None) -> None:
    """AC-05: app, first code, recovery codes shown once, then the admin."""
    nora = real(app=False)
    client = half(nora)
    assert client.get("/admin")["Location"] == "/admin/account/factors"
    assert client.get("/admin/second-factor")["Location"] == "/admin/account/factors"
    assert client.get("/admin/account/factors").status_code == 200
    page = client.get("/admin/account/factors/app").content.decode()
    sealed, secret = (
        re.search(r'name="sealed" value="([^"]+)"', page),
        re.search(r"<code>([A-Z2-7 ]+)<", page),
    )
    assert sealed and secret and "<svg" in page
    assert not nora.apps.exists()
    first = pyotp.TOTP(secret[1].replace(" ", "")).generate_otp(int(time.time()) // 30)
    given = {"sealed": sealed[1], "code": first, "name": "Nora's phone"}
    answer = client.post("/admin/account/factors/app", given)
    assert (answer.status_code, answer["Location"]) == (303, "/admin/account/codes")
    shown = client.get("/admin/account/codes").content.decode()
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", shown)
    assert len(codes) == 10 and client.get("/admin/account/codes").status_code == 303
    assert client.get("/admin").status_code == 200 and nora.apps.get().name == "Nora's phone"
    assert kinds(nora.email) == ["staff.factor_added"]
    again = half(nora)
    used = {"code": codes[3].upper(), "way": "recovery"}
    assert again.post("/admin/second-factor", used).status_code == 303
    assert half(nora).post("/admin/second-factor", used).status_code == 422
    assert half(nora).post("/admin/second-factor", {"code": first}).status_code == 422


def test_a_wrong_first_code_keeps_the_secret_on_the_page(db: None) -> None:
    """Whoever scanned it needn't scan again; a secret of somebody else, or a made-up one, is never taken."""
    client = half(real(app=False))
    sealed = re.search(
        r'name="sealed" value="([^"]+)"', client.get("/admin/account/factors/app").content.decode()
    )
    assert sealed
    answer = client.post("/admin/account/factors/app", {"sealed": sealed[1], "code": "000000"})
    assert answer.status_code == 422 and sealed[1] in answer.content.decode()
    other = half(real(email="other@example.com", app=False))
    for wrong in (sealed[1], "x", "", "é"):
        answer = other.post("/admin/account/factors/app", {"sealed": wrong, "code": code()})
        assert answer.status_code == 422 and (not wrong or f'value="{wrong}"' not in answer.content.decode())


def test_the_password_alone_sets_no_second_one_up(nora: User) -> None:
    """AC-05: where there is a factor, half way nobody adds another."""
    client = half(nora)
    for path in ("/admin/account/factors", "/admin/account/factors/app", "/admin/account/factors/passkey"):
        for verb in (client.get, client.post):
            assert verb(path)["Location"].startswith("/admin/second-factor")
    assert nora.apps.count() == 1


def test_what_is_shown_once_stands_nowhere_in_clear(nora: User) -> None:
    """LK-01: the cookie that carries the codes over is sealed, and good in this session alone."""
    client = whole(nora)
    client.post("/admin/account/codes/new")
    carried = client.cookies["staff-once"].value
    other = whole(real(email="other@example.com"))
    other.cookies["staff-once"] = carried
    assert other.get("/admin/account/codes").status_code == 303
    shown = client.get("/admin/account/codes").content.decode()
    codes = re.findall(r"<code>([a-z2-9-]{14})</code>", shown)
    assert len(codes) == 10 and not any(each in carried for each in codes)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM post_message m WHERE m::text LIKE %s", [f"%{codes[0]}%"])
        assert cursor.fetchone() == (0,)


def test_the_last_one_stays(nora: User) -> None:
    """PK-05: the last way in can't be removed."""
    client = whole(nora)
    answer = client.post(f"/admin/account/apps/{nora.apps.get().pk}/remove")
    assert answer.status_code == 422 and "last second factor" in answer.content.decode()
    assert nora.apps.exists() and SECRET not in answer.content.decode()


def test_the_demo_s_people_are_let_in_here_alone(cast: Cast) -> None:
    """AC-05: password alone, from loopback; from elsewhere as if nobody were there, their sessions too."""
    given = {"email": cast.owner.email, "password": PASSWORD}
    near, far = Client(REMOTE_ADDR="::1"), Client(REMOTE_ADDR="203.0.113.9")
    assert near.post("/admin/login", given)["Location"] == "/admin"
    answer = far.post("/admin/login", given)
    assert answer.status_code == 422 and "staff" not in answer.cookies
    wrong = far.post("/admin/login", {**given, "password": "not-this-one-at-all"})
    masked = [
        re.sub(rb'(csrfmiddlewaretoken" value|nonce|RFToken": )="?[^"]+"', b"", a.content)
        for a in (answer, wrong)
    ]
    assert len(masked[0]) == len(masked[1])
    far.cookies["staff"] = near.cookies["staff"].value
    assert far.get("/admin").status_code == 302 and near.get("/admin").status_code == 200


def test_the_same_code_is_not_taken_for_the_next_sign_in(nora: User) -> None:
    """A code looked at over the shoulder is worthless."""
    shown = code()
    assert half(nora).post("/admin/second-factor", {"code": shown}).status_code == 303
    assert half(nora).post("/admin/second-factor", {"code": shown}).status_code == 422
    unused(nora)
    client = half(nora)
    assert client.post("/admin/second-factor", {"code": shown}).status_code == 303
    assert session_in(client).is_whole
