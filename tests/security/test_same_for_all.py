"""Every shopper's door, every state of an address: the same answer, the same work (EN-01 to EN-03)."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts.models import Account, Attempt
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.accounts.people import GOOD, browser, calm, count_hashes, shapes
from tests.cast import make_customer
from tests.storefront.account.test_same_answers import face

pytestmark = pytest.mark.django_db


def _plain(email: str) -> Customer:
    return make_customer(email, "Nora", "Lie")


def _enabled(email: str) -> Customer:
    return make_customer(email, "Nora", "Lie", account=True)


def _state(state: AccountState, account: bool = False) -> Callable[[str], Customer]:
    def make(email: str) -> Customer:
        customer = make_customer(email, "Nora", "Lie", account=account)
        customers.set_account_state(customer.pk, state, by=SYSTEM)
        return customer

    return make


def _held(email: str) -> None:
    Account.objects.filter(customer=_enabled(email)).update(quarantined_at=Now(), quarantine_reason="block")


def _without_password(email: str) -> None:
    Account.objects.filter(customer=_enabled(email)).update(password="")


def _binned(email: str) -> None:
    Customer.objects.filter(pk=_enabled(email).pk).update(deleted_at=Now())


def _nobody(_email: str) -> None:
    """Nobody has the address."""


STATES: dict[str, Callable[[str], Any]] = {
    "unknown": _nobody,
    "guest": _plain,
    "enabled": _enabled,
    "invited": _state(AccountState.INVITED),
    "declined": _state(AccountState.DECLINED),
    "deactivated": _state(AccountState.DEACTIVATED, account=True),
    "held": _held,
    "passkey": _without_password,
    "binned": _binned,
}
DOORS: dict[str, dict[str, str]] = {
    "/account/login": {"password": "not-the-password"},
    "/account/login/code/send": {},
    "/account/register": {"first_name": "Nora", "last_name": "Lie", "password": GOOD},
    "/account/recover": {},
    "/newsletter": {},
}
# Which of several emails goes out is between the store and the mailbox.
MAILS = {"/account/recover"}


def address(state: str) -> str:
    """An address in this state, equally long in all."""
    email = f"{state[:4]}-{len(state):02d}@example.com"
    STATES[state](email)
    return email


@pytest.mark.parametrize("headers", [{}, {"HX-Request": "true"}, {"Accept": "application/json"}])
@pytest.mark.parametrize("door", DOORS)
def test_the_same_answer_and_the_same_work(
    door: str, headers: dict[str, str], db: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    """EN-01, EN-02: bytes, hashes, statements, jobs, emails and lines of the log, whatever is known."""
    hashes, faces, work = count_hashes(monkeypatch), {}, {}
    for state in STATES:
        email = address(state)
        calm()
        hashes.clear()
        before = _tables()
        client = browser()
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(door, DOORS[door] | {"email": email}, headers=headers)
        faces[state] = face(answer, email)
        after = tuple(there - then for there, then in zip(_tables(), before, strict=True))
        work[state] = (len(hashes), shapes(queries), after)
    for state in STATES:
        assert faces[state] == faces["unknown"], state
        assert work[state] == work["unknown"], (state, work[state], work["unknown"])


def _tables() -> tuple[int, ...]:
    """How much there is of what a request leaves behind."""
    return tuple(model.objects.count() for model in (ProcrastinateJob, Message, Event, Attempt))


@pytest.mark.parametrize("door", DOORS)
def test_the_same_answers_while_it_is_tried_again_and_again(door: str, db: None) -> None:
    """EN-03: through all brakes, twenty-five tries from changing networks look the same for every address."""
    faces: dict[str, list[Any]] = {}
    for state in STATES:
        email = address(state)
        calm()
        faces[state] = [
            face(browser().post(door, DOORS[door] | {"email": email}, REMOTE_ADDR=f"198.51.100.{n}"), email)
            for n in range(25)
        ]
    for state in STATES:
        assert faces[state] == faces["unknown"], state
    statuses = [one[0] for one in faces["unknown"]]
    assert (429 in statuses) is (door == "/account/login"), statuses


@pytest.mark.parametrize("state", STATES)
def test_the_page_behind_the_door_is_the_same(state: str, db: None) -> None:
    """EN-01: the page that asks for the code, and what it says of a wrong one."""
    for door, page in (
        ("/account/register", "/account/register/code"),
        ("/account/login/code/send", "/account/login/code"),
    ):
        email, client = (
            address(state) if door == "/account/register" else f"{state[:4]}-{len(state):02d}@example.com",
            browser(),
        )
        calm()
        client.post(door, DOORS[door] | {"email": email})
        shown = face(client.get(page), email)
        wrong = face(client.post(page, {"code": "00"}), email)
        other = browser()
        other.post(door, DOORS[door] | {"email": "some-00@example.com"})
        assert shown == face(other.get(page), "some-00@example.com")
        assert wrong == face(other.post(page, {"code": "00"}), "some-00@example.com")
