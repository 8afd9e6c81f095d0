"""The welcome of those who made an account themselves: once, by whichever way, on their timeline."""

import pytest
from django.test import Client

from clientela.accounts import actions
from clientela.accounts.models import AccountSettings
from clientela.core.actor import SYSTEM
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from tests.accounts.people import GOOD, browser, calm, customer_of, last_code, last_link, mails
from tests.accounts.test_guard import GUARD, hold_one_back
from tests.accounts.test_passkeys import enrol, sign_in
from tests.cast import VISITOR, as_staff, make_cast, make_customer

pytestmark = pytest.mark.django_db
NORA = "nora@example.com"


def register(password: str = GOOD) -> tuple[Client, Customer]:
    """Register on the pages. Gives the browser and who that is now."""
    client = browser()
    typed = {"first_name": "Nora", "last_name": "Lie", "email": NORA, "password": password}
    assert client.post("/account/register", typed).status_code == 303
    assert client.post("/account/register/code", {"code": last_code()}).status_code == 303
    return client, customer_of(NORA)


def welcomes() -> list[str]:
    return [mail.to for mail in mails("account.welcome")]


@pytest.mark.parametrize("password", [GOOD, ""])
def test_whoever_registers_is_welcomed_once(password: str, db: None) -> None:
    """With a password or without; by name; never again, and it stands on the timeline."""
    _client, nora = register(password)
    mail = mails("account.welcome")[0]
    assert welcomes() == [NORA] and "Nora, your customer account" in mail.text
    assert mail.customer_id == nora.pk and "/account" in mail.text
    assert Event.objects.filter(customer_id=nora.pk, name="mail.queued").count() == 1
    assert Event.objects.get(name="account.enabled").data == {"how": "registration"}
    page = as_staff(make_cast().owner).get(f"/admin/customers/{nora.pk}").content.decode()
    assert "Welcome to " in page
    calm()
    register(password)
    assert welcomes() == [NORA]


def test_before_the_mailbox_is_proved_nobody_is_welcomed(db: None) -> None:
    """EN-02: known and unknown addresses get the code alone."""
    actions.begin_registration(NORA, "Nora", "Lie", GOOD, browser="b", by=VISITOR)
    assert [mail.kind for mail in mails()] == ["account.code"]


def test_by_code_alone(db: None) -> None:
    """A new address that signs in by code; the second time it is only a sign-in."""
    for _time in range(2):
        calm()
        made = actions.begin_code_sign_in(NORA, browser="b", by=VISITOR)
        assert actions.finish_code_sign_in(made.pk, last_code(), browser="b", agent="", by=VISITOR)[1]
    assert welcomes() == [NORA]


def test_with_a_passkey(db: None) -> None:
    """Registered without a password, then with a passkey: one welcome, and the passkey is told by itself."""
    AccountSettings.objects.update(methods=["passkey"])
    client, _nora = register("")
    assert sign_in(enrol(client)) == 303
    assert welcomes() == [NORA] and len(mails("account.way_added")) == 1


def test_by_a_reset_that_makes_the_account(db: None) -> None:
    """A guest who chooses a password behind the link has an account from then on."""
    make_customer(NORA, "Nora")
    actions.request_reset(NORA, by=VISITOR)
    actions.finish_reset(*last_link("account.password_first"), GOOD, by=VISITOR)
    assert welcomes() == [NORA]


def test_an_account_from_before_is_not_welcomed(db: None) -> None:
    """Signing in, a reset, and staff who switch it on again are no beginning."""
    known = make_customer(NORA, "Nora", account=True)
    actions.request_reset(NORA, by=VISITOR)
    actions.finish_reset(*last_link(), GOOD, by=VISITOR)
    actions.sign_in(NORA, GOOD, agent="", by=VISITOR)
    actions.deactivate([known.pk], by=SYSTEM)
    actions.activate([known.pk], by=SYSTEM)
    assert welcomes() == [] and customer_of(NORA).account_state == AccountState.ENABLED


def test_held_back_first_and_welcomed_when_let_in(db: None) -> None:
    """Nobody is told that they may come in while they can't."""
    customer = hold_one_back()
    assert welcomes() == []
    actions.release(customer.pk, by=GUARD)
    assert welcomes() == []
    calm()
    made = actions.begin_code_sign_in(customer.email, browser="b", by=VISITOR)
    assert actions.finish_code_sign_in(made.pk, last_code(), browser="b", agent="", by=VISITOR)[1]
    assert welcomes() == [customer.email]
