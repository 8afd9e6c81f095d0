"""What the invited do with the link: accept, decline, come too late, come by another door."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection, connections
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions as accounts
from clientela.accounts.actions import LinkOver, OtherEmail
from clientela.accounts.models import Account, Link, Session
from clientela.accounts.passwords import PasswordWeak
from clientela.core.actor import SYSTEM, shopper
from clientela.core.errors import NotAllowed, TooMany
from clientela.customers.models import AccountState, Customer
from clientela.invitations import actions, queries, reactions
from clientela.invitations.models import Ask, Invitation
from clientela.invitations.rules import NoInvitations
from clientela.journal.models import Event
from tests.accounts.people import BROWSER, GOOD, calm, from_network, last_code, mails
from tests.cast import VISITOR, Cast, make_cast
from tests.invitations.guests import invite, last_token, settings


def test_a_password_opens_the_account(cast: Cast) -> None:
    """Enabled, signed in, mailbox proved, welcomed; the link is used up (LK-03)."""
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()
    customer, token = actions.accept(*link, password=GOOD, agent="Browser/1", by=VISITOR)
    customer.refresh_from_db()
    assert customer.account_state == AccountState.ENABLED and customer.email_verified_at
    assert Session.objects.alive().get(customer=customer).method == "invitation"
    assert token and Account.objects.get(customer=customer).password.startswith("argon2")
    assert Invitation.objects.get().accepted_at
    assert [mail.kind for mail in mails("account.welcome")] == ["account.welcome"]
    assert Event.objects.filter(name="account.enabled", customer_id=customer.pk).get().data == {
        "how": "invitation"
    }
    with pytest.raises(LinkOver):
        actions.accept(*link, password=GOOD, agent="", by=VISITOR)


def test_without_a_password_the_address_is_typed(cast: Cast) -> None:
    """LK-04: a scanner that presses buttons doesn't know it; where codes are off, a password is needed."""
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()
    with pytest.raises(OtherEmail):
        actions.accept(*link, email="somebody@example.net", agent="", by=VISITOR)
    settings(methods=["password"])
    with pytest.raises(PasswordWeak):
        actions.accept(*link, email=cast.guest.email, agent="", by=VISITOR)
    settings(methods=["code"])
    customer, token = actions.accept(
        *link, email=cast.guest.email.upper(), password="ignored-where-off", agent="", by=VISITOR
    )
    assert token and not Account.objects.get(customer=customer).password


def test_looking_uses_nothing_up(cast: Cast) -> None:
    """LK-04: the first look is written down, once."""
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()
    for _again in range(5):
        actions.note_opened(*link, by=VISITOR)
    assert Event.objects.filter(name="account.invitation_opened").count() == 1
    assert Invitation.objects.get().opened_at and queries.open_link(*link)


def test_no_is_no(cast: Cast) -> None:
    """Declined: the link is dead, a round leaves them out, staff may invite again."""
    owner = cast.owner.as_actor()
    invite(cast.guest, owner)
    link = last_token()
    with pytest.raises(OtherEmail):
        actions.decline(*link, "somebody@example.net", by=VISITOR)
    actions.decline(*link, cast.guest.email, by=VISITOR)
    cast.guest.refresh_from_db()
    assert cast.guest.account_state == AccountState.DECLINED and Invitation.objects.get().declined_at
    assert queries.open_link(*link) is None
    calm()
    assert actions.send(actions.write(cast.guest.pk, by=owner).pk, by=owner)


@pytest.mark.parametrize("days", [29, 31])
def test_it_lasts_thirty_days(cast: Cast, days: int) -> None:
    """LK-02."""
    invite(cast.guest, cast.owner.as_actor())
    Link.objects.update(expires_at=F("expires_at") - timedelta(days=days))
    link = last_token()
    if days < 30:
        assert actions.accept(*link, password=GOOD, agent="", by=VISITOR)[1]
        return
    with pytest.raises(LinkOver):
        actions.accept(*link, password=GOOD, agent="", by=VISITOR)


def test_a_new_one_is_sent_to_whoever_was_invited(cast: Cast) -> None:
    """EN-01: whoever asks sees the same; only the invited get an email."""
    invite(cast.guest, cast.owner.as_actor(), message="Hello again")
    Link.objects.update(expires_at=F("expires_at") - timedelta(days=31))
    Invitation.objects.update(expires_at=F("expires_at") - timedelta(days=31))
    calm()
    for email in (cast.guest.email, cast.ingrid.email, "nobody@example.com"):
        actions.ask_anew(email, by=VISITOR)
    answers = [
        actions.answer(pk, by=SYSTEM) for pk in Ask.objects.order_by("pk").values_list("pk", flat=True)
    ]
    assert answers == [True, False, False]
    assert queries.open_link(*last_token()) and "Hello again" in mails("account.invite")[-1].text
    assert not Ask.objects.exists()


def test_asking_costs_the_same_for_every_address(cast: Cast) -> None:
    """EN-02, RL-06: known or not, the same statements; a hundred networks send one mailbox three mails."""
    invite(cast.guest, cast.owner.as_actor())
    calm()
    counts = []
    for email in (cast.guest.email, "nobody@example.com", cast.ingrid.email):
        with CaptureQueriesContext(connection) as seen:
            actions.ask_anew(email, by=VISITOR)
        counts.append(len(seen))
    assert len(set(counts)) == 1
    calm()
    for number in range(20):
        actions.ask_anew(cast.guest.email, by=from_network(f"192.0.2.{number}"))
    assert Ask.objects.filter(email_key=cast.guest.email_key).count() == 4


def heeded() -> int:
    """How many facts the reader took. It stops before the oldest transaction still running on the server."""
    deadline = time.monotonic() + 30
    while not (count := reactions.heed_accounts()) and time.monotonic() < deadline:
        pass
    return count


@pytest.mark.usefixtures("real_db")
def test_a_code_accepts_it_in_place_of_a_dead_end() -> None:
    """By invitation only: signing in by a code is enough for the invited, and accepts."""
    cast = make_cast()
    settings(registration="invitation")
    invite(cast.guest, cast.owner.as_actor())
    calm()
    asked = accounts.begin_code_sign_in(cast.guest.email, browser=BROWSER, by=VISITOR)
    accounts.finish_code_sign_in(asked.pk, last_code(), browser=BROWSER, agent="", by=VISITOR)
    assert queries.open_link(*last_token()) is None
    assert heeded() == 1
    assert Invitation.objects.get().accepted_at and Link.objects.get(purpose="invitation").ended_at


@pytest.mark.usefixtures("real_db")
def test_another_address_ends_it() -> None:
    """LK-03: the link was for the mailbox of before."""
    cast = make_cast()
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()
    accounts.change_email(cast.guest.pk, "other@example.net", by=cast.owner.as_actor())
    with pytest.raises(LinkOver):
        actions.accept(*link, password=GOOD, agent="", by=VISITOR)
    assert heeded() == 1
    assert Invitation.objects.get().ended_at
    assert reactions.heed_accounts() == 0


def test_closed_means_closed(cast: Cast) -> None:
    """Registration closed: no invitation opens anything."""
    invite(cast.guest, cast.owner.as_actor())
    settings(registration="closed")
    with pytest.raises(NoInvitations):
        actions.accept(*last_token(), password=GOOD, agent="", by=VISITOR)


def test_staff_in_a_customers_place_open_nothing(cast: Cast) -> None:
    """AC-06: no password is chosen for somebody else."""
    invite(cast.guest, cast.owner.as_actor())
    visitor = shopper(cast.ingrid.pk, "Ingrid", via=cast.owner.as_actor())
    with pytest.raises(NotAllowed):
        actions.accept(*last_token(), password=GOOD, agent="", by=visitor)


def test_guessing_is_braked(cast: Cast) -> None:
    """Sixty tries an hour from one network."""
    for _try in range(60):
        with pytest.raises(LinkOver):
            actions.accept(cast.guest.pk, "guess", password=GOOD, agent="", by=VISITOR)
    with pytest.raises(TooMany):
        actions.accept(cast.guest.pk, "guess", password=GOOD, agent="", by=VISITOR)


@pytest.mark.usefixtures("real_db")
def test_thirty_two_at_once_are_one() -> None:
    """LK-03: of thirty-two clicks one opens the account."""
    cast = make_cast()
    settings(methods=["code"])
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()

    def click(number: int) -> bool:
        try:
            actions.accept(*link, email=cast.guest.email, agent="", by=from_network(f"192.0.2.{number}"))
        except LinkOver:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(16) as pool:
        assert sum(pool.map(click, range(32))) == 1
    assert Session.objects.filter(customer=cast.guest).count() == 1
    assert Customer.objects.get(pk=cast.guest.pk).account_state == AccountState.ENABLED
