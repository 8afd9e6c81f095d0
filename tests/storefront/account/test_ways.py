"""How customers log in: the pages by kind, registration by kind, sign-in methods, devices."""

import re

import pytest
from django.http import HttpResponse

from clientela.accounts.models import Account, AccountSettings, Identity, Method, Provider, Session
from clientela.accounts.queries import session_of
from clientela.accounts.ways import ways_in
from clientela.customers.models import Customer
from tests.accounts.people import GOOD, browser, customer_of, last_code, mails
from tests.accounts.test_passkeys import enrol
from tests.accounts.test_prove import later
from tests.cast import PASSWORD, Cast, as_customer

pytestmark = pytest.mark.django_db
CLASSIC, NEW, BOTH = ["password"], ["code"], ["password", "code"]
HERE = "/account/sign-in"


def methods(*names: str) -> None:
    AccountSettings.objects.update(methods=list(names))


def body(response: HttpResponse) -> str:
    return response.content.decode()


@pytest.mark.parametrize(
    ("kinds", "password", "code"), [(CLASSIC, True, False), (NEW, False, True), (BOTH, True, True)]
)
def test_the_page_shows_the_ways_that_the_store_allows(
    kinds: list[str], password: bool, code: bool, db: None
) -> None:
    """Password alone, code alone, or one form with both; each works as a plain form."""
    methods(*kinds)
    page = body(browser().get("/account/login"))
    assert ('type="password"' in page) is password
    assert ("/account/login/code/send" in page) is code
    assert ("Email me a code instead" in page) is (kinds == BOTH)
    assert ("/account/recover" in page) is password and 'name="website"' in page


def test_logs_in_by_code(cast: Cast) -> None:
    """Email, then six digits; the way back is kept, and the address where somebody changes their mind."""
    client = browser()
    sent = client.post(
        "/account/login/code/send", {"email": cast.ingrid.email, "password": "", "next": "/checkout"}
    )
    assert sent.status_code == 303 and sent["Location"] == "/account/login/code?next=%2Fcheckout"
    page = body(client.get(sent["Location"]))
    assert 'autocomplete="one-time-code"' in page and cast.ingrid.email in page
    assert "Log in with your password" in page
    assert f'value="{cast.ingrid.email}"' in body(client.get("/account/login?next=/checkout"))
    code = last_code()
    done = client.post("/account/login/code", {"code": f"{code[:3]} {code[3:]}", "next": "/checkout"})
    assert done.status_code == 303 and done["Location"] == "/checkout"
    session = session_of(done.cookies["customer"].value)
    assert session and session.customer == cast.ingrid and done.cookies["login-code"].value == ""
    assert client.get("/account/login/code")["Location"] == "/account"


def test_a_wrong_code_says_what_to_do_next(cast: Cast) -> None:
    """Clear words, a new code, another address; without a code asked for, back to the login."""
    client = browser()
    assert client.get("/account/login/code")["Location"] == "/account/login"
    assert client.post("/account/login/code/new")["Location"] == "/account/login"
    client.post("/account/login/code/send", {"email": cast.ingrid.email})
    wrong = client.post("/account/login/code", {"code": "00"})
    assert wrong.status_code == 422 and "Check the email and try again." in body(wrong)
    assert client.post("/account/login/code/new").status_code == 303 and len(mails("account.code")) == 2
    page = body(client.get("/account/login/code"))
    assert "A new code is on its way." in page
    for path in ("/account/login/code/send", "/account/login/code/new", "/account/login/passkey"):
        assert client.get(path).status_code == 302, path


def test_another_browser_cannot_use_the_code(cast: Cast) -> None:
    """CD-05: the code needs the cookies of the browser that asked."""
    client, other = browser(), browser()
    client.post("/account/login/code/send", {"email": cast.ingrid.email})
    other.cookies["login-code"] = client.cookies["login-code"].value
    other.cookies["browser"] = "another"
    assert other.post("/account/login/code", {"code": last_code()}).status_code == 422
    assert not Session.objects.exists()


def test_a_missing_address_is_asked_for(db: None) -> None:
    """A code needs the address alone; the password may be empty, and never comes back."""
    refused = browser().post("/account/login/code/send", {"email": "", "password": "typed-already"})
    assert refused.status_code == 422 and "Fill this in." in body(refused)
    assert "typed-already" not in body(refused)


def test_a_way_that_is_off_is_shut(cast: Cast) -> None:
    """Not offered, and refused where somebody sends its form nevertheless."""
    methods("password")
    refused = browser().post("/account/login/code/send", {"email": cast.ingrid.email})
    assert refused.status_code == 422 and not mails()
    methods("code")
    typed = {"email": cast.ingrid.email, "password": PASSWORD}
    assert browser().post("/account/login", typed).status_code == 422
    assert browser().get("/account/recover")["Location"] == "/account/login"


def register(**more: str) -> tuple[HttpResponse, str]:
    """Register and type the code. Gives the first answer's page and where the last one leads."""
    client = browser()
    typed = {"first_name": "Nora", "last_name": "Lie", "email": "nora@example.com"} | more
    first = client.post("/account/register", typed)
    if first.status_code != 303:
        return first, ""
    return first, client.post("/account/register/code", {"code": last_code()})["Location"]


def test_registers_the_classic_way(db: None) -> None:
    """Names, email and password, then the code."""
    methods(*CLASSIC)
    page = browser().get("/account/register")
    assert "At least 8 characters." in body(page) and "Leave it empty" not in body(page)
    assert register()[0].status_code == 422
    assert register(password=GOOD)[1] == "/account" and Account.objects.get().password


def test_registers_without_passwords(db: None) -> None:
    """Names and email, then the code; a password that came along counts for nothing."""
    methods(*NEW)
    assert 'type="password"' not in body(browser().get("/account/register"))
    assert register(password=GOOD)[1] == "/account"
    assert Account.objects.get().password == "" and customer_of("nora@example.com").name == "Nora Lie"


@pytest.mark.parametrize("password", ["", GOOD])
def test_registers_with_or_without_where_both_are_on(password: str, db: None) -> None:
    """The password may be left empty: the field says so."""
    methods(*BOTH)
    page = body(browser().get("/account/register"))
    assert "Leave it empty to log in by a code" in page and "optional" in page
    assert register(password="short")[0].status_code == 422
    assert register(password=password)[1] == "/account"
    assert bool(Account.objects.get().password) is bool(password)


def test_an_empty_password_takes_none_away(cast: Cast) -> None:
    """Registering again with an address that has a password and leaving it empty: the old one stays."""
    assert register(email=cast.ingrid.email)[1] == "/account"
    typed = {"email": cast.ingrid.email, "password": PASSWORD}
    assert browser().post("/account/login", typed).status_code == 303


@pytest.mark.parametrize(
    ("registration", "words"), [("invitation", "by invitation"), ("closed", "No new accounts")]
)
def test_without_open_registration_there_is_no_form(registration: str, words: str, db: None) -> None:
    """The login stays, its link to registering goes, and the page says why, to everybody alike."""
    AccountSettings.objects.update(registration=registration)
    page = browser().get("/account/register")
    assert page.status_code == 404 and words in body(page) and "<form" not in body(page)
    typed = {"first_name": "Nora", "email": "nora@example.com", "password": GOOD}
    assert browser().post("/account/register", typed).status_code == 404 and not mails()
    assert "/account/register" not in body(browser().get("/account/login"))


def test_lists_the_ways_in(cast: Cast) -> None:
    """Passkeys, password, code and outside accounts, each with what can be done about it."""
    client = as_customer(cast.ingrid)
    enrol(client)
    _link(cast.ingrid)
    page = body(client.get(HERE))
    for words in ("Laptop", "Change password", cast.ingrid.email, "Klubben", "Unlink"):
        assert words in page
    account = Account.objects.get(customer=cast.ingrid)
    assert ways_in(account).count == 3  # the provider's way is off
    methods("password", "code", "passkey", "oidc")
    assert ways_in(account).count == 4


def _link(customer: Customer) -> Identity:
    provider = Provider.objects.create(name="Klubben", issuer="https://id.example", client_id="x")
    account = Account.objects.get(customer=customer)
    return Identity.objects.create(account=account, provider=provider, subject="7")


def test_sets_a_first_password(cast: Cast) -> None:
    """PW-05: without the current one, as there is none; others are logged out, and an email tells of it."""
    Account.objects.update(password="")
    client, there = as_customer(cast.ingrid), as_customer(cast.ingrid)
    page = body(client.get("/account/password"))
    assert "Set a password" in page and 'name="current"' not in page
    assert client.post("/account/password", {"password": "short"}).status_code == 422
    assert client.post("/account/password", {"password": GOOD})["Location"] == HERE
    assert client.get(HERE).status_code == 200 and there.get(HERE).status_code == 302
    assert [mail.kind for mail in mails()] == ["account.way_added"]
    typed = {"email": cast.ingrid.email, "password": GOOD}
    assert browser().post("/account/login", typed).status_code == 303


@pytest.mark.parametrize(
    ("method", "asks"), [("password", True), ("", True), ("code", False), ("passkey", False)]
)
def test_the_current_password_is_asked_or_proved_otherwise(method: str, asks: bool, cast: Cast) -> None:
    """PW-05: whoever came by the password types it; a passkey or code of the last minutes stands for it."""
    client = as_customer(cast.ingrid)
    Session.objects.update(method=method)
    assert ('name="current"' in body(client.get("/account/password"))) is asks
    answer = client.post("/account/password", {"password": GOOD})
    assert answer.status_code == (422 if asks else 303)
    if not asks:
        assert [mail.kind for mail in mails()] == ["account.password_changed"]


def test_removes_the_password(cast: Cast) -> None:
    """PK-05: with another way in, after a fresh proof, told by mail; the last one stays."""
    client = as_customer(cast.ingrid)
    methods("password", "passkey")
    page = body(client.post("/account/password/remove", follow=True))
    assert "last way to log in" in page and Account.objects.get(customer=cast.ingrid).password
    methods("password", "code")
    assert "Remove your password?" in body(client.get("/account/password/remove"))
    assert client.post("/account/password/remove")["Location"] == HERE
    assert not Account.objects.get(customer=cast.ingrid).password
    assert [mail.kind for mail in mails()] == ["account.way_removed"]
    assert "You have no password" in body(client.get(HERE))
    assert client.get("/account/password/remove")["Location"] == HERE


def test_unlinks_a_provider(cast: Cast) -> None:
    """PK-05: after a fresh proof, told by mail; another customer's isn't there; the last way in stays."""
    identity, client = _link(cast.ingrid), as_customer(cast.ingrid)
    path = f"/account/providers/{identity.pk}/unlink"
    assert as_customer(cast.stranger).post(path).status_code == 404
    methods(Method.OIDC)
    assert "last way to log in" in body(client.post(path, follow=True)) and Identity.objects.exists()
    later()
    assert client.get(path).status_code == 302
    Session.objects.update(proved_at=Session.objects.latest("pk").seen_at)
    methods("password", "oidc")
    assert "Klubben" in body(client.get(path))
    assert client.post(path)["Location"] == HERE and not Identity.objects.exists()
    assert mails()[-1].kind == "account.way_removed" and "Klubben" in mails()[-1].text


FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"


def test_lists_devices_and_logs_out_of_one(cast: Cast) -> None:
    """SE-07: browser in words, network, by what; this one first; another is out on its next request."""
    here, there = as_customer(cast.ingrid), as_customer(cast.ingrid)
    other = Session.objects.latest("pk")
    Session.objects.filter(pk=other.pk).update(agent=FIREFOX, ip="198.51.100.7", method="passkey")
    page = body(here.get("/account/devices"))
    assert "Firefox on Linux" in page and "198.51.100.7" in page and "By passkey" in page
    assert page.index("This browser") < page.index("Firefox on Linux")
    strangers = as_customer(cast.stranger)
    assert strangers.post(f"/account/devices/{other.pk}/end").status_code == 303
    assert there.get(HERE).status_code == 200
    assert here.post(f"/account/devices/{other.pk}/end")["Location"] == "/account/devices"
    assert there.get(HERE).status_code == 302 and here.get(HERE).status_code == 200
    assert here.post(f"/account/devices/{other.pk}/end").status_code == 303
    assert "Log out everywhere else" not in body(here.get("/account/devices"))


def test_logs_out_everywhere_else(cast: Cast) -> None:
    """SE-07: all but this browser."""
    here, there, third = (as_customer(cast.ingrid) for _time in range(3))
    assert "Log out everywhere else" in body(here.get("/account/devices"))
    assert here.post("/account/devices/others/end")["Location"] == "/account/devices"
    assert [client.get(HERE).status_code for client in (here, there, third)] == [200, 302, 302]


def test_a_passkey_is_offered_after_logging_in(cast: Cast) -> None:
    """Once, on the first page of the account; not to those who have one, and not again after “not now”."""
    client = as_customer(cast.ingrid)
    Session.objects.update(method="code")
    client.defaults["HTTP_HOST"] = "localhost:8000"
    assert "Log in faster next time" in body(client.get("/account/orders"))
    client.post("/account/passkeys/not-now")
    assert "Log in faster next time" not in body(client.get("/account/orders"))
    del client.cookies["no-passkey"]
    enrol(client)
    assert "Log in faster next time" not in body(client.get("/account/orders"))


def test_strangers_log_in_first(db: None) -> None:
    """Every page of one's own."""
    for path in (HERE, "/account/devices", "/account/prove", "/account/passkeys/new", "/account/passkeys/1"):
        assert re.match("/account/login", browser().get(path)["Location"]), path
