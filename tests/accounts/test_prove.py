"""Proving again who sits there, before what asks for it."""

import re
from datetime import timedelta

import pytest
from django.db.models import F
from django.test import Client

from clientela.accounts import actions
from clientela.accounts.actions.fresh import must_be_fresh
from clientela.accounts.models import Account, AccountSettings, Challenge, Passkey, Session
from clientela.accounts.queries import is_fresh, session_of
from clientela.core.actor import shopper
from clientela.core.errors import NotAllowed
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.staff.models import User
from tests.accounts.people import GOOD, calm, last_code, mails
from tests.accounts.test_passkeys import enrol, options
from tests.cast import PASSWORD, Cast, actor_of, as_customer, make_customer

pytestmark = pytest.mark.django_db
PROVE = "/account/prove"
ASKS = "/account/password/remove"
TEN_MINUTES = timedelta(minutes=10)


@pytest.fixture
def nora(db: None) -> Customer:
    return make_customer("nora@example.com", "Nora", "Lie", account=True)


def later(time: timedelta = TEN_MINUTES + timedelta(seconds=1)) -> None:
    """Let time pass since all proofs, by the database's clock."""
    Session.objects.update(proved_at=F("proved_at") - time)


def body(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def kept_in(page: str) -> str:
    found = re.search(r'name="kept" value="([^"]+)"', page)
    assert found, page
    return found[1]


@pytest.mark.parametrize(("age", "fresh"), [(timedelta(minutes=9, seconds=50), True), (TEN_MINUTES, False)])
def test_a_proof_is_fresh_for_ten_minutes(nora: Customer, age: timedelta, fresh: bool) -> None:
    """SE-02, PW-05: by the database's clock; the sign-in itself is the first proof."""
    client = as_customer(nora)
    later(age)
    answer = client.get(ASKS)
    assert (answer.status_code == 200) is fresh
    assert fresh or answer["Location"] == f"{PROVE}?next=%2Faccount%2Fpassword%2Fremove"


def test_by_password(nora: Customer) -> None:
    """SE-02: the session goes on under a new id, the old one is dead."""
    client = as_customer(nora)
    old = client.cookies["customer"].value
    later()
    wrong = client.post(PROVE, {"password": "guess", "next": ASKS})
    assert wrong.status_code == 422 and "Please check it" in body(wrong) and session_of(old)
    done = client.post(PROVE, {"password": PASSWORD, "next": ASKS})
    assert done.status_code == 303 and done["Location"] == ASKS
    token = done.cookies["customer"].value
    session = session_of(token)
    assert session_of(old) is None and session and is_fresh(session)
    assert Session.objects.count() == 1 and client.get(ASKS).status_code == 200
    assert Event.objects.get(name="account.proved").data == {"method": "password"}


def test_guessing_the_password_is_braked(nora: Customer) -> None:
    """RL-01: ten tries in a quarter of an hour, counted before they are compared; a success costs none."""
    client = as_customer(nora)
    assert client.post(PROVE, {"password": PASSWORD}).status_code == 303
    answers = [client.post(PROVE, {"password": "guess"}).status_code for _time in range(11)]
    assert answers == [422] * 10 + [429]
    assert client.post(PROVE, {"password": PASSWORD}).status_code == 429


def test_by_passkey(nora: Customer) -> None:
    """SE-02: a passkey of one's own; the browser is told which ones."""
    client = as_customer(nora)
    device = enrol(client)
    later()
    asked = options(client)
    assert len(asked["allowCredentials"]) == 1
    said = device.use(asked, with_handle=False)
    old = client.cookies["customer"].value
    done = client.post(f"{PROVE}/passkey", {"credential": said, "next": "/account/devices"})
    assert done.status_code == 303 and done["Location"] == "/account/devices" and session_of(old) is None
    assert is_fresh(Session.objects.get()) and Passkey.objects.get().used_at


def test_by_code(nora: Customer) -> None:
    """SE-02, CD-05: six digits to the customer's own address, in this browser; it proves the mailbox."""
    Customer.objects.update(email_verified_at=None)
    client = as_customer(nora)
    later()
    sent = client.post(f"{PROVE}/send", {"next": ASKS})
    assert sent.status_code == 303 and sent["Location"].startswith(f"{PROVE}/code")
    page = client.get(f"{PROVE}/code")
    assert "nora@example.com" in body(page) and 'autocomplete="one-time-code"' in body(page)
    old = client.cookies["customer"].value
    wrong = f"{(int(last_code()) + 1) % 1_000_000:06d}"
    assert client.post(f"{PROVE}/code", {"code": wrong}).status_code == 422
    assert client.post(f"{PROVE}/code/new").status_code == 303 and len(mails("account.code")) == 2
    done = client.post(f"{PROVE}/code", {"code": last_code()})
    assert done.status_code == 303 and done["Location"] == ASKS and session_of(old) is None
    assert is_fresh(Session.objects.get()) and Customer.objects.get().email_verified_at


def test_a_code_is_for_the_session_that_asked(nora: Customer) -> None:
    """CD-05: nobody else proves themselves by it, nor does it log in."""
    client, other = as_customer(nora), as_customer(make_customer("other@example.com", account=True))
    client.post(f"{PROVE}/send")
    code = last_code()
    for name in ("browser", "proof-code"):
        other.cookies[name] = client.cookies[name].value
    assert other.post(f"{PROVE}/code", {"code": code})["Location"] == PROVE
    challenge, browser = Challenge.objects.get(), client.cookies["browser"].value
    theirs = Session.objects.get(customer__email_key="other@example.com")
    with pytest.raises(actions.CodeOver):
        actions.finish_proof(theirs, challenge.pk, code, browser=browser, by=actor_of(theirs.customer))
    with pytest.raises(actions.CodeOver):
        actions.finish_code_sign_in(challenge.pk, code, browser=browser, agent="", by=actor_of(nora))


def test_what_was_typed_comes_back(nora: Customer) -> None:
    """A form that was sent too late waits, sealed, for the proof, and goes on after it."""
    client = as_customer(nora)
    later()
    page = client.post("/account/password", {"current": PASSWORD, "password": GOOD})
    assert page.status_code == 200 and GOOD not in body(page)
    kept = kept_in(body(page))
    wrong = client.post(PROVE, {"password": "guess", "next": "/account/password", "kept": kept})
    assert wrong.status_code == 422 and kept_in(body(wrong)) == kept
    done = client.post(PROVE, {"password": PASSWORD, "next": "/account/password", "kept": kept})
    assert done.status_code == 200 and "send-on" in body(done)
    changed = client.post("/account/password", {"kept": kept_in(body(done))})
    assert changed["Location"] == "/account/sign-in"
    assert actions.sign_in("nora@example.com", GOOD, agent="", by=actor_of(nora))


def test_what_was_typed_survives_the_code_too(nora: Customer) -> None:
    """The way by code leads over pages of its own; what waits is kept with the challenge, sealed."""
    client = as_customer(nora)
    later()
    page = client.post("/account/password", {"current": PASSWORD, "password": GOOD})
    sent = {"next": "/account/password", "kept": kept_in(body(page))}
    client.post(f"{PROVE}/send", sent)
    client.post(f"{PROVE}/code/new")
    done = client.post(f"{PROVE}/code", {"code": last_code()})
    assert 'action="/account/password"' in body(done)
    assert client.post("/account/password", {"kept": kept_in(body(done))}).status_code == 303


def test_what_was_kept_belongs_to_its_page(nora: Customer) -> None:
    """Kept for one deed of one session, it is nothing at another's."""
    client = as_customer(nora)
    later()
    kept = kept_in(body(client.post("/account/password", {"current": PASSWORD, "password": GOOD})))
    other = as_customer(nora)
    for browser in (other, as_customer(make_customer("other@example.com", account=True))):
        assert browser.post("/account/password", {"kept": kept}).status_code == 422
    assert other.post("/account/password", {"kept": "x"}).status_code == 422


def test_htmx_is_led_to_the_page_of_proof(nora: Customer) -> None:
    """A fragment can't show it: the browser goes there whole."""
    client = as_customer(nora)
    later()
    page = {"HX-Request": "true", "HX-Current-URL": "http://localhost:8000/account/sign-in"}
    led = client.post(ASKS, headers=page)
    assert led.status_code == 204 and led["HX-Redirect"] == f"{PROVE}?next=%2Faccount%2Fsign-in"


@pytest.mark.parametrize("target", ["https://evil.example", "//evil.example", "/\\evil.example"])
def test_leads_to_pages_of_ours_only(target: str, nora: Customer) -> None:
    """WB-07: another site as the way back is dropped."""
    client = as_customer(nora)
    assert client.post(PROVE, {"password": PASSWORD, "next": target})["Location"] == "/account"
    client.post(f"{PROVE}/send", {"next": target})
    assert client.post(f"{PROVE}/code", {"code": last_code()})["Location"] == "/account"


def test_without_a_password_there_is_the_code(nora: Customer) -> None:
    """Whoever has neither password nor passkey proves the mailbox, also where codes don't log in."""
    Account.objects.update(password="")
    AccountSettings.objects.update(methods=["password"])
    client = as_customer(nora)
    page = body(client.get(PROVE))
    assert 'type="password"' not in page and "Email me a code" in page and "passkey-form" not in page
    client.post(f"{PROVE}/send")
    assert client.post(f"{PROVE}/code", {"code": last_code()}).status_code == 303


def test_without_a_cookie_there_is_no_code_page(nora: Customer) -> None:
    """It leads back to where a code is asked for."""
    client = as_customer(nora)
    assert client.get(f"{PROVE}/code")["Location"] == PROVE
    assert client.post(f"{PROVE}/code/new")["Location"] == PROVE


def test_staff_can_not_prove_to_be_a_customer(cast: Cast) -> None:
    """AC-06: who is logged in as a customer changes nothing about how that customer logs in."""
    client = as_customer(cast.ingrid)
    Session.objects.update(staff_id=User.objects.values_list("pk", flat=True)[0])
    session = Session.objects.get()
    assert not is_fresh(session)
    for path in (ASKS, "/account/password", "/account/passkeys/new"):
        assert client.get(path).status_code == client.post(path).status_code == 403
    via = shopper(cast.ingrid.pk, "Ingrid", via=cast.owner.as_actor())
    for by in (via, actor_of(cast.ingrid)):
        with pytest.raises(NotAllowed):
            actions.prove_by_password(session, PASSWORD, by=by)
    with pytest.raises(NotAllowed):
        must_be_fresh(session, by=via)
    with pytest.raises(NotAllowed):
        actions.ask("add", browser="b", by=via, customer_id=cast.ingrid.pk)  # type: ignore[arg-type]


def test_somebody_else_can_not_prove_it(cast: Cast) -> None:
    """AC-02: the actor is the session's own customer."""
    as_customer(cast.ingrid)
    session, other = Session.objects.get(), actor_of(cast.stranger)
    with pytest.raises(NotAllowed):
        actions.prove_by_password(session, PASSWORD, by=other)
    with pytest.raises(NotAllowed):
        must_be_fresh(session, by=other)


def test_every_way_needs_its_token(nora: Customer) -> None:
    """WB-01."""
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["customer"] = as_customer(nora).cookies["customer"].value
    for path in ("", "/passkey", "/send", "/code", "/code/new"):
        calm()
        assert strict.post(f"{PROVE}{path}", {"password": PASSWORD}).status_code == 403, path
