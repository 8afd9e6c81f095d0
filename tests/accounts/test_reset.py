"""Forgot the password: the link and the new password behind it."""

from datetime import timedelta

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions, queries
from clientela.accounts.models import AccountSettings, Challenge, Link
from clientela.accounts.passwords import PasswordWeak
from clientela.core import seals
from clientela.core.errors import TooMany
from clientela.customers.models import AccountState, Customer
from clientela.journal.models import Event
from clientela.store.models import Store
from tests.accounts.people import (
    GOOD,
    STATES,
    address,
    calm,
    customer_of,
    from_network,
    last_link,
    mails,
    secrets_of,
    shapes,
)
from tests.cast import PASSWORD, VISITOR, actor_of, make_customer

pytestmark = pytest.mark.django_db


def ask(email: str, ip: str = "127.0.0.1") -> None:
    actions.request_reset(email, by=from_network(ip))


def use(link: tuple[int, str], password: str = GOOD) -> Customer:
    return actions.finish_reset(*link, password, by=VISITOR)


def test_sets_the_password_and_ends_everything(db: None) -> None:
    """SE-05, PW-05, LK-03: old password, browsers and other links are dead; a notice goes out."""
    customer = make_customer("nora@example.com", "Nora", account=True)
    _customer, token = actions.sign_in("nora@example.com", PASSWORD, agent="", by=VISITOR)
    ask("NORA@example.com")
    link = last_link()
    assert use(link) == customer
    assert queries.session_of(token) is None
    assert actions.sign_in("nora@example.com", GOOD, agent="", by=VISITOR)[0] == customer
    with pytest.raises(actions.SignInNotPossible):
        actions.sign_in("nora@example.com", PASSWORD, agent="", by=VISITOR)
    with pytest.raises(actions.LinkOver):
        use(link)
    assert [mail.kind for mail in mails()] == [
        "account.password_reset",
        "account.password_changed",
    ]


def test_nobody_is_signed_in_by_it(db: None) -> None:
    """LK-07: after a reset no session is open: its owner logs in with the new password."""
    make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    customer = use(last_link())
    assert not customer.sessions.filter(ended_at=None).exists()


def test_only_a_digest_is_kept_and_the_host_is_the_stores(db: None) -> None:
    """LK-01, LK-05: 256 random bits, SHA-256 in the database, the address from the store's record."""
    Store.objects.update(url="https://shop.example/")
    make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    customer_id, token = last_link()
    assert len(token) == 43
    assert secrets_of(mails()[0])["link"] == f"https://shop.example/account/reset/{customer_id}/{token}"
    assert Link.objects.get().token_hash == seals.token_hash(token)
    assert token not in mails()[0].text + mails()[0].html


@pytest.mark.parametrize(("minutes", "after", "good"), [(60, 59, True), (60, 61, False), (1440, 1439, True)])
def test_lasts_as_long_as_the_store_says(minutes: int, after: int, good: bool, db: None) -> None:
    """LK-02: an hour, or what the setting says, by the database's clock."""
    AccountSettings.objects.update(reset_minutes=minutes)
    make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    link = Link.objects.get()
    Link.objects.update(expires_at=link.expires_at - timedelta(minutes=after))
    assert (queries.open_reset(*last_link()) is not None) is good


def test_a_newer_link_kills_the_older(db: None) -> None:
    """LK-03: only the newest link is good."""
    make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    first = last_link()
    ask("nora@example.com")
    with pytest.raises(actions.LinkOver):
        use(first)
    assert use(last_link())


@pytest.mark.parametrize("change", ["email", "deactivated", "deleted", "password"])
def test_the_link_dies_with_what_it_stood_for(change: str, db: None) -> None:
    """LK-03: another address, a closed account, a deleted customer, another password: the link is over."""
    customer = make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    link = last_link()
    rows = Customer.objects.filter(pk=customer.pk)
    if change == "email":
        rows.update(email="new@example.com", email_key="new@example.com")
    elif change == "deactivated":
        rows.update(account_state=AccountState.DEACTIVATED)
    elif change == "deleted":
        rows.update(deleted_at=Now())
    else:
        actions.change_password(customer.pk, PASSWORD, GOOD, agent="", by=actor_of(customer))
    with pytest.raises(actions.LinkOver):
        use(link, "another-fine-word-9")


def test_looking_uses_nothing_up(db: None) -> None:
    """LK-04: a link may be looked at any number of times; a token under another id is none."""
    make_customer("nora@example.com", account=True)
    ask("nora@example.com")
    customer_id, token = last_link()
    for _time in range(5):
        assert queries.open_reset(customer_id, token)
    assert queries.open_reset(customer_id + 1, token) is None
    assert use((customer_id, token))


def test_a_weak_password_leaves_the_link_good(db: None) -> None:
    """PW-04: refused passwords cost nothing."""
    make_customer("nora@example.com", "Nora", account=True)
    ask("nora@example.com")
    with pytest.raises(PasswordWeak):
        use(last_link(), "nora2024")
    assert use(last_link())


def test_every_state_costs_the_same(db: None) -> None:
    """EN-02: the same statements and one email for every address."""
    work = {}
    for state in STATES:
        email = address(state)
        calm()
        before = len(mails())
        with CaptureQueriesContext(connection) as captured:
            ask(email)
        work[state] = (shapes(captured), len(mails()) - before)
    assert len(set(map(str, work.values()))) == 1, work
    assert [mail.kind for mail in mails()] == [
        "account.password_reset",
        "account.password_first",
        "account.password_first",
        "account.closed",
        "account.no_account",
    ]
    assert Link.objects.count() == 3


def test_a_guest_gets_an_account(db: None) -> None:
    """Whoever opens the link proves the mailbox: a guest's profile gets its account, verified."""
    email = address("none")
    ask(email)
    customer_id, token = last_link("account.password_first")
    use((customer_id, token))
    customer = customer_of(email)
    assert customer.account_state == AccountState.ENABLED and customer.email_verified_at
    assert Event.objects.get(name="account.enabled").data == {"how": "reset"}
    assert actions.sign_in(email, GOOD, agent="", by=VISITOR)[0] == customer


def test_the_recipient_is_protected(db: None) -> None:
    """RL-06, EN-03: a hundred networks, one mailbox, three emails; the older link stays good."""
    make_customer("nora@example.com", account=True)
    for number in range(100):
        ask("nora@example.com", ip=f"198.51.100.{number}")
        ask("nobody@example.com", ip=f"203.0.113.{number}")
    assert len(mails("account.password_reset")) == len(mails("account.no_account")) == 3
    assert use(last_link())


def test_a_network_asks_twenty_times_an_hour(db: None) -> None:
    """RL-02: the limit of the network takes hold whatever the addresses."""
    for number in range(20):
        ask(f"somebody{number}@example.com")
    with pytest.raises(TooMany):
        ask("nora@example.com")


def test_codes_end_with_it(db: None) -> None:
    """SE-05: a registration's code that waits is over once the password was reset."""
    make_customer("nora@example.com", account=True)
    actions.begin_registration("nora@example.com", "N", "L", GOOD, browser="b", by=VISITOR)
    ask("nora@example.com")
    use(last_link())
    assert Challenge.objects.get().ended_at
