"""The account pages: ways in and out, password, profile, addresses."""

import re

import pytest
from django.test import Client

from clientela.accounts.models import Account, Session
from clientela.accounts.queries import session_of
from clientela.config import logs
from clientela.customers.models import Address, ConsentEntry, Customer
from clientela.store.models import Store
from tests.accounts.people import GOOD, browser, calm, customer_of, last_code, last_link, mails
from tests.cast import PASSWORD, Cast, as_customer

pytestmark = pytest.mark.django_db

HOME = {
    "country": "GB",
    "first_name": "Ingrid",
    "last_name": "Hansen",
    "line1": "1 Quay Street",
    "city": "Bristol",
    "postcode": "bs1 4dj",
}


def log_in(client: Client, email: str = "ingrid.hansen@example.com", **more: str):
    return client.post("/account/login", {"email": email, "password": PASSWORD} | more)


def body(response) -> str:
    return response.content.decode()


def test_logs_in_and_comes_back(cast: Cast) -> None:
    """SE-02, SE-03: the cookie is new, for this host, out of reach of scripts; the way back is kept."""
    client = browser()
    client.cookies["customer"] = "planted"
    response = log_in(client, next="/checkout?step=2")
    assert response.status_code == 303 and response["Location"] == "/checkout?step=2"
    cookie = response.cookies["customer"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["path"] == "/"
    assert cookie["max-age"] == 90 * 24 * 3600 and cookie.value != "planted"
    assert session_of(cookie.value) and session_of("planted") is None
    assert response.cookies["device"]["httponly"]
    assert client.get("/account/login").status_code == 303
    assert client.get("/account/profile")["Cache-Control"] == "no-store"


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/.//evil.example", "/%2f/evil", ""]
)
def test_leads_to_pages_of_ours_only(target: str, cast: Cast) -> None:
    """WB-07: another site as the way back is dropped."""
    assert log_in(browser(), next=target)["Location"] == "/account"


def test_the_way_back_survives_between_the_pages(db: None) -> None:
    """From login to register, to the code, and on to the checkout."""
    client = browser()
    assert 'href="/account/register?next=%2Fcheckout"' in body(client.get("/account/login?next=/checkout"))
    assert 'href="/account/login?next=%2Fcheckout"' in body(client.get("/account/register?next=/checkout"))
    answers = {"first_name": "Nora", "email": "nora@example.com", "password": GOOD, "next": "/checkout"}
    response = client.post("/account/register", answers)
    assert response["Location"] == "/account/register/code?next=%2Fcheckout"
    page = client.get(response["Location"])
    assert 'autocomplete="one-time-code"' in body(page) and 'value="/checkout"' in body(page)
    code = last_code()
    done = client.post("/account/register/code", {"code": f"{code[:3]} {code[3:]}", "next": "/checkout"})
    assert done.status_code == 303 and done["Location"] == "/checkout"
    assert session_of(done.cookies["customer"].value)
    assert client.get("/account/register/code").status_code == 303


def test_another_browser_cannot_use_the_code(db: None) -> None:
    """CD-05: the code needs the cookies of the browser that asked."""
    client, other = browser(), browser()
    client.post("/account/register", {"first_name": "N", "email": "nora@example.com", "password": GOOD})
    other.cookies["challenge"] = client.cookies["challenge"].value
    other.cookies["browser"] = "another"
    assert other.post("/account/register/code", {"code": last_code()}).status_code == 422
    assert browser().post("/account/register/code", {"code": last_code()}).status_code == 303
    assert not Customer.objects.exists()


def test_sends_a_new_code(db: None) -> None:
    """CD-06: resend is offered, and the newest code is the one that counts."""
    client = browser()
    client.post("/account/register", {"first_name": "N", "email": "nora@example.com", "password": GOOD})
    assert client.post("/account/register/code/new").status_code == 303
    assert len(mails("account.code")) == 2
    assert client.post("/account/register/code", {"code": last_code()})["Location"] == "/account"


def test_what_was_typed_stays_but_never_the_password(cast: Cast) -> None:
    """A refused form keeps the address and shows the sentence; no password comes back."""
    response = browser().post("/account/login", {"email": "who@example.com", "password": "quite-a-secret"})
    assert response.status_code == 422
    assert "who@example.com" in body(response) and "quite-a-secret" not in body(response)


def test_too_often_is_said_on_the_page(cast: Cast) -> None:
    """RL-03: ordinary words, the form stays."""
    client = browser()
    for _time in range(5):
        client.post("/account/login", {"email": "who@example.com", "password": "guess"})
    response = log_in(client, "who@example.com")
    assert response.status_code == 429 and "Please wait 1 min" in body(response)


def test_a_huge_password_is_refused(cast: Cast) -> None:
    """PW-03: refused before hashing."""
    for size, status in ((2_000, 422), (1_100_000, 400)):
        response = browser().post(
            "/account/login", {"email": "ingrid.hansen@example.com", "password": "x" * size}
        )
        assert response.status_code == status


def test_logs_out_for_good(cast: Cast) -> None:
    """SE-04: only by POST, dead on the server, also by replay; the browser is told to forget."""
    client = as_customer(cast.ingrid)
    token = client.cookies["customer"].value
    assert client.get("/account/logout").status_code == 405
    response = client.post("/account/logout")
    assert response.status_code == 303 and response["Location"] == "/" and response["Clear-Site-Data"]
    assert response.cookies["customer"].value == ""
    client.cookies["customer"] = token
    assert client.get("/account/profile")["Location"] == "/account/login?next=%2Faccount%2Fprofile"


def test_resets_the_password(cast: Cast) -> None:
    """LK-04, LK-06, LK-07: looking uses nothing up, the token leaves the address, nobody is logged in."""
    client = browser()
    assert client.post("/account/recover", {"email": cast.ingrid.email}).status_code == 303
    assert "mailbox" in body(client.get("/account/recover/sent"))
    customer_id, token = last_link()
    path = f"/account/reset/{customer_id}/{token}"
    for _time in range(3):
        assert client.head(path).status_code == client.get(path).status_code == 303
    moved = client.get(path)
    assert moved["Location"] == "/account/reset" and moved["Referrer-Policy"] == "no-referrer"
    assert moved.cookies["reset"]["httponly"] and moved.cookies["reset"]["samesite"] == "Lax"
    page = client.get("/account/reset")
    assert token not in body(page) and cast.ingrid.email in body(page)
    assert not re.search(r'(src|href)="(https?:)?//', body(page))
    assert client.post("/account/reset", {"password": "short"}).status_code == 422
    done = client.post("/account/reset", {"password": GOOD})
    assert done["Location"] == "/account/login" and not Session.objects.filter(ended_at=None).exists()
    assert "Your password is set" in body(client.get("/account/login"))
    client.get(path)
    assert client.get("/account/reset").status_code == 410
    assert client.post("/account/reset", {"password": GOOD}).status_code == 410
    assert browser().post("/account/login", {"email": cast.ingrid.email, "password": GOOD}).status_code == 303


def test_the_token_stays_out_of_the_log(cast: Cast, capsys: pytest.CaptureFixture[str]) -> None:
    """LK-06: a request's line names the route, never the path."""
    logs.configure("info")
    try:
        browser().get("/account/reset/1/a-token-that-is-secret")
    finally:
        logs.configure("critical")
    said = "".join(capsys.readouterr())
    assert "account/reset/<int:customer_id>/<str:token>" in said and "a-token-that-is-secret" not in said


@pytest.mark.parametrize("cookie", ["", "x", "1", "1.", "99999999999999999999.x", "²." + "x" * 43, "1.x.y"])
def test_a_made_up_link_is_over(cookie: str, cast: Cast) -> None:
    """LK-01: whatever the cookie holds, without the token there is nothing."""
    client = browser()
    client.cookies["reset"] = cookie
    assert client.get("/account/reset").status_code == 410


@pytest.mark.parametrize(
    "header",
    [{"X-Forwarded-Host": "evil.example"}, {"Forwarded": "host=evil.example"}, {"Host": "localhost:1"}],
)
def test_links_have_the_stores_host(header: dict[str, str], cast: Cast) -> None:
    """LK-05: what a request claims about its host never gets into an email."""
    Store.objects.update(url="https://shop.example")
    browser().post("/account/recover", {"email": cast.ingrid.email}, headers=header)
    assert "evil" not in mails()[0].html and len(mails()) == 1


def test_an_unknown_host_is_refused(cast: Cast) -> None:
    """LK-05."""
    assert browser().post("/account/recover", {}, headers={"Host": "evil.example"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/account/profile", "/account/password", "/account/addresses", "/account/addresses/new",
     "/account/addresses/1/edit", "/account/addresses/1/delete"],
)  # fmt: skip
def test_strangers_log_in_first(path: str, db: None) -> None:
    """The customer's own pages open to nobody else."""
    assert browser().get(path)["Location"].startswith("/account/login?next=")
    moved = browser().get(path, headers={"HX-Request": "true"})
    assert moved.status_code == 204 and moved["HX-Redirect"].startswith("/account/login?next=")


def test_changes_the_password(cast: Cast) -> None:
    """PW-05, SE-02: this browser goes on with a new cookie, another one is out."""
    here, there = as_customer(cast.ingrid), as_customer(cast.ingrid)
    assert here.get("/account/password").status_code == 200
    wrong = here.post("/account/password", {"current": "guess", "password": GOOD})
    assert wrong.status_code == 422 and "isn&#x27;t your current password" in body(wrong)
    done = here.post("/account/password", {"current": PASSWORD, "password": GOOD})
    assert done["Location"] == "/account/sign-in" and here.get("/account/profile").status_code == 200
    assert there.get("/account/profile").status_code == 302
    assert Account.objects.get(customer=cast.ingrid).password_set_at


def test_edits_the_profile(cast: Cast) -> None:
    """Name, phone, birthday and language; a number of somebody else's is refused without a name."""
    Store.objects.update(languages=["en", "nb"])
    client = as_customer(cast.ingrid)
    changes = {
        "first_name": "Inga",
        "last_name": "Hansen",
        "phone": "+47 22 12 34 56",
        "birthday": "1980-02-29",
    }
    response = client.post("/account/profile", changes | {"language": "nb"})
    assert response.status_code == 303 and response.cookies["language"].value == "nb"
    changed = customer_of(cast.ingrid.email)
    assert (changed.name, changed.phone, str(changed.birthday)) == (
        "Inga Hansen",
        "+4722123456",
        "1980-02-29",
    )
    refused = as_customer(cast.stranger).post("/account/profile", changes | {"language": "en"})
    assert refused.status_code == 422 and "Hansen" not in body(refused).replace('value="Hansen"', "")
    assert client.post("/account/profile", {"phone": "12"}).status_code == 422


def test_chooses_marketing(cast: Cast) -> None:
    """Yes and no are lines of the ledger, with the words and where they were said."""
    client = as_customer(cast.ingrid)
    client.post("/account/profile/marketing", {"email_marketing": "on"})
    client.post("/account/profile/marketing")
    lines = ConsentEntry.objects.filter(customer=cast.ingrid).order_by("pk")
    assert [(line.state, line.source) for line in lines] == [
        ("subscribed", "account"),
        ("unsubscribed", "account"),
    ]
    assert lines[0].wording == "Email me with news and offers"


def test_keeps_addresses(cast: Cast) -> None:
    """Add, edit, make default, delete; the country's own form."""
    client = as_customer(cast.ingrid)
    assert "No addresses yet" in body(client.get("/account/addresses"))
    assert client.post("/account/addresses/new", HOME)["Location"] == "/account/addresses"
    client.post("/account/addresses/new", HOME | {"line1": "2 Quay Street", "make_default": "on"})
    first, second = Address.objects.filter(customer=cast.ingrid).order_by("pk")
    assert first.postcode == "BS1 4DJ"
    assert customer_of(cast.ingrid.email).default_address_id == second.pk
    client.post(f"/account/addresses/{first.pk}/default")
    assert customer_of(cast.ingrid.email).default_address_id == first.pk
    assert "1 Quay Street" in body(client.get(f"/account/addresses/{first.pk}/edit"))
    client.post(f"/account/addresses/{first.pk}/edit", HOME | {"line1": "3 Quay Street"})
    twice = client.post(f"/account/addresses/{first.pk}/edit", HOME | {"line1": "2 Quay Street"})
    assert twice.status_code == 422 and "there already" in body(twice)
    assert "3 Quay Street" in body(client.get(f"/account/addresses/{first.pk}/delete"))
    client.post(f"/account/addresses/{first.pk}/delete")
    assert Address.objects.filter(customer=cast.ingrid).get() == second


def test_other_peoples_addresses_are_not_there(cast: Cast) -> None:
    """Loading is authorising."""
    as_customer(cast.ingrid).post("/account/addresses/new", HOME)
    address, other = Address.objects.get(), as_customer(cast.stranger)
    for page in ("edit", "delete"):
        assert other.get(f"/account/addresses/{address.pk}/{page}").status_code == 404
    for page in ("edit", "default"):
        assert other.post(f"/account/addresses/{address.pk}/{page}", HOME).status_code == 404
    other.post(f"/account/addresses/{address.pk}/delete")
    assert Address.objects.get() == address


def test_a_wrong_address_is_told_field_by_field(cast: Cast) -> None:
    """Everything that doesn't fit is said at once, what was typed stays."""
    client = as_customer(cast.ingrid)
    response = client.post("/account/addresses/new", {"country": "GB", "postcode": "nonsense"})
    assert response.status_code == 422
    assert "Here it is like" in body(response) and body(response).count("Fill this in.") == 3
    assert 'value="nonsense"' in body(response)


def test_another_country_redraws_the_form(cast: Cast) -> None:
    """By the fragment or by the plain button; what was typed stays, and nothing is saved."""
    client, typed = as_customer(cast.ingrid), HOME | {"country": "US"}
    whole = client.post("/account/addresses/new", typed | {"redraw": "1"})
    part = client.post("/address-fields", typed | {"address_prefix": "", "address_kind": "shipping"})
    for page in (body(whole), body(part)):
        assert "ZIP code" in page and "California" in page and 'value="1 Quay Street"' in page
        assert "Fill this in." not in page
    assert whole.status_code == part.status_code == 200 and not Address.objects.exists()
    assert "shipping address-line1" in body(part) and "<html" not in body(part)
    assert client.post("/address-fields", {"address_prefix": "<script>"}).status_code == 400
    assert client.get("/address-fields").status_code == 405


def test_every_form_needs_its_token(cast: Cast) -> None:
    """WB-01: login and logout included."""
    client = Client(enforce_csrf_checks=True)
    for path in ("login", "logout", "register", "register/code", "register/code/new", "recover", "reset",
                 "profile", "profile/marketing", "password", "addresses/new"):  # fmt: skip
        calm()
        assert client.post(f"/account/{path}", {}).status_code == 403, path
