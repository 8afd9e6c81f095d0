"""Who may create an account: everybody, the invited, nobody; at every door the same for all who ask."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions
from clientela.accounts.actions import access, change_accounts
from clientela.accounts.models import Challenge
from clientela.core.actor import SYSTEM
from clientela.customers.models import AccountState, Customer
from tests.accounts.people import (
    BROWSER,
    GOOD,
    STATES,
    address,
    calm,
    customer_of,
    last_code,
    last_link,
    mails,
    shapes,
)
from tests.cast import VISITOR

REGISTRATIONS = ("invitation", "closed")


def mode(registration: str) -> None:
    change_accounts({"accounts.registration": registration}, by=SYSTEM)


def begin(email: str) -> Challenge:
    return actions.begin_registration(email, "Nora", "Lie", GOOD, browser=BROWSER, by=VISITOR)


@pytest.mark.parametrize("registration", REGISTRATIONS)
def test_nobody_begins(db: None, registration: str) -> None:
    """EN-01: refused before anything is looked up, alike for every address; nothing is mailed."""
    emails = [address(state) for state in STATES]
    mode(registration)
    work = set()
    for email in emails:
        with CaptureQueriesContext(connection) as captured, pytest.raises(access.NoNewAccounts):
            begin(email)
        work.add(str(shapes(captured)))
    assert len(work) == 1 and not mails() and not Challenge.objects.exists()


@pytest.mark.parametrize("registration", REGISTRATIONS)
def test_who_had_begun_cant_finish(db: None, registration: str) -> None:
    """The rule counts at the last step too: no customer, no account, no further code."""
    asked = begin("new@example.com")
    code = last_code()
    mode(registration)
    with pytest.raises(access.NoNewAccounts):
        actions.send_new_code(asked.pk, browser=BROWSER, by=VISITOR)
    with pytest.raises(access.NoNewAccounts):
        actions.finish_registration(asked.pk, code, browser=BROWSER, agent="", by=VISITOR)
    assert not Customer.objects.with_email("new@example.com").exists()


def test_who_has_an_account_signs_in_as_before(db: None) -> None:
    email = address("enabled")
    ask = actions.request_reset
    for registration in REGISTRATIONS:
        mode(registration)
        calm()
        ask(email, by=VISITOR)
    assert len(mails("account.password_reset")) == len(REGISTRATIONS)


@pytest.mark.parametrize("registration", REGISTRATIONS)
def test_a_reset_makes_no_account(db: None, registration: str) -> None:
    """EN-02: whoever has none is told by email, with the same work for every address; the invited may where
    accounts are by invitation."""
    emails = {state: address(state) for state in STATES}
    mode(registration)
    work = {}
    for state, email in emails.items():
        calm()
        with CaptureQueriesContext(connection) as captured:
            actions.request_reset(email, by=VISITOR)
        work[state] = str(shapes(captured))
    assert len(set(work.values())) == 1, work
    invited = "account.password_first" if registration == "invitation" else "account.no_new_accounts"
    assert [mail.kind for mail in mails()] == [
        "account.password_reset",
        "account.no_new_accounts",
        invited,
        "account.closed",
        "account.no_new_accounts",
    ]


def test_a_link_mailed_before_makes_no_account_now(db: None) -> None:
    email = address("none")
    actions.request_reset(email, by=VISITOR)
    customer_id, token = last_link("account.password_first")
    mode("closed")
    with pytest.raises(access.NoNewAccounts):
        actions.finish_reset(customer_id, token, GOOD, by=VISITOR)
    assert customer_of(email).account_state == AccountState.NONE
