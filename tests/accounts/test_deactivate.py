"""Deactivated: at once, whole, and no door revives it but staff."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.utils import timezone

from clientela.accounts import actions
from clientela.accounts.actions import AccountClosed, LinkOver
from clientela.accounts.actions.access import actor_of, enable
from clientela.accounts.actions.entering import admit
from clientela.accounts.models import Account, Challenge, Link, Session
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.invitations import actions as invitations
from clientela.invitations.models import Ask
from clientela.invitations.rules import CantInvite
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.accounts.people import BROWSER, GOOD, calm, last_code, last_link, mails
from tests.cast import PASSWORD, VISITOR, Cast, as_customer, as_staff
from tests.invitations.guests import invite, last_token

METHODS = ("password", "code", "passkey", "oidc", "multipass", "invitation", "reset", "registration")


def shut(customer: Customer, cast: Cast) -> None:
    """Deactivate by a colleague."""
    actions.deactivate([customer.pk], by=cast.support.as_actor())
    customer.refresh_from_db()
    calm()


def test_all_that_was_open_ends(cast: Cast) -> None:
    """SE-05: sessions, links and codes; the customer is told; the timeline says who and when."""
    browser = as_customer(cast.ingrid)
    actions.request_reset(cast.ingrid.email, by=VISITOR)
    actions.begin_code_sign_in(cast.ingrid.email, browser=BROWSER, by=VISITOR)
    shut(cast.ingrid, cast)
    assert browser.get("/account/orders").status_code == 302
    assert not Session.objects.filter(customer=cast.ingrid, ended_at=None).exists()
    assert not Link.objects.filter(customer=cast.ingrid, ended_at=None).exists()
    assert not Challenge.objects.filter(email_key=cast.ingrid.email_key, ended_at=None).exists()
    assert [mail.to for mail in mails("account.deactivated")] == [cast.ingrid.email]
    fact = Event.objects.get(name="account.deactivated")
    assert (fact.actor_id, fact.customer_id) == (cast.support.pk, cast.ingrid.pk)


def by_password(cast: Cast) -> None:
    actions.sign_in(cast.ingrid.email, PASSWORD, agent="", by=VISITOR)


def by_code(cast: Cast) -> None:
    asked = actions.begin_code_sign_in(cast.ingrid.email, browser=BROWSER, by=VISITOR)
    actions.finish_code_sign_in(asked.pk, last_code(), browser=BROWSER, agent="", by=VISITOR)


def by_registering(cast: Cast) -> None:
    asked = actions.begin_registration(
        cast.ingrid.email, "Ingrid", "Hansen", GOOD, browser=BROWSER, by=VISITOR
    )
    actions.finish_registration(asked.pk, last_code(), browser=BROWSER, agent="", by=VISITOR)


def by_reset(cast: Cast) -> None:
    actions.request_reset(cast.ingrid.email, by=VISITOR)
    actions.finish_reset(*last_link("account.closed"), GOOD, by=VISITOR)


@pytest.mark.parametrize("door", [by_password, by_code, by_registering, by_reset])
def test_no_door_revives_it(cast: Cast, door: Callable[[Cast], None]) -> None:
    """EN-01 of the answers apart: nobody comes in, and the state stays."""
    shut(cast.ingrid, cast)
    with pytest.raises(Refused):
        door(cast)
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.account_state == AccountState.DEACTIVATED
    assert not Session.objects.alive().filter(customer=cast.ingrid).exists()


@pytest.mark.parametrize("method", METHODS)
def test_the_last_step_of_every_way_in_refuses(cast: Cast, method: str) -> None:
    """OpenID Connect, Multipass, passkeys and whatever comes: `admit` and `enable` refuse."""
    shut(cast.ingrid, cast)
    them = actor_of(cast.ingrid, VISITOR)
    with pytest.raises(AccountClosed), transaction.atomic():
        admit(cast.ingrid, method, agent="", by=them)
    with pytest.raises(AccountClosed):
        enable(cast.ingrid, method, by=them)


def test_an_old_invitation_doesnt_revive_it(cast: Cast) -> None:
    """The link is dead, a new one can't be asked for, and staff are told to activate instead."""
    invite(cast.guest, cast.owner.as_actor())
    link = last_token()
    shut(cast.guest, cast)
    with pytest.raises(LinkOver):
        invitations.accept(*link, password=GOOD, agent="", by=VISITOR)
    with pytest.raises(LinkOver):
        invitations.decline(*link, cast.guest.email, by=VISITOR)
    invitations.ask_anew(cast.guest.email, by=VISITOR)
    assert not invitations.answer(Ask.objects.get().pk, by=SYSTEM)
    with pytest.raises(CantInvite):
        invitations.write(cast.guest.pk, by=cast.owner.as_actor())


def test_staff_switch_it_on_again(cast: Cast) -> None:
    """With the password it had; who had none may make one again."""
    Account.objects.filter(customer=cast.ingrid).update(activated_at=timezone.now())
    shut(cast.ingrid, cast)
    shut(cast.guest, cast)
    actions.activate([cast.ingrid.pk, cast.guest.pk], by=cast.support.as_actor())
    states = dict(Customer.objects.values_list("pk", "account_state"))
    assert states[cast.guest.pk] == AccountState.NONE
    assert states[cast.ingrid.pk] == AccountState.ENABLED
    by_password(cast)
    assert Event.objects.filter(name="account.activated").count() == 2


def test_the_pages(cast: Cast) -> None:
    """What happens is told first; the profile says it, and offers the way back."""
    client, base = as_staff(cast.support), f"/admin/customers/{cast.ingrid.pk}"
    page = client.get(f"{base}/account/deactivate").content.decode()
    assert "Deactivate the account of Ingrid Hansen?" in page and cast.ingrid.email in page
    assert client.post(f"{base}/account/deactivate").headers["Location"] == base
    page = client.get(base).content.decode()
    assert ("Activate account" in page and "They can&#x27;t log in" in page) or "can't log in" in page
    assert client.post(f"{base}/account/activate").headers["Location"] == base
    assert as_staff(cast.marketing).post(f"{base}/account/deactivate").status_code == 403


def test_help(cast: Cast) -> None:
    """SE-07: a reset, the brakes, the browsers; staff see why an email didn't arrive and no password."""
    client, base = as_staff(cast.support), f"/admin/customers/{cast.ingrid.pk}/account"
    browser = as_customer(cast.ingrid)
    client.post(f"{base}/reset")
    mail = Message.objects.get(kind="account.password_reset", customer_id=cast.ingrid.pk)
    Message.objects.filter(pk=mail.pk).update(state="bounced", problem="no_mailbox")
    page = client.get(base).content.decode()
    assert "There is no mailbox with this address." in page and "Send again" in page
    assert "argon2" not in page and 'type="password"' not in page
    for _try in range(21):
        try:
            gate.take("sign_in.account", cast.ingrid.email_key or "", by=VISITOR)
        except Refused:
            break
    client.post(f"{base}/unlock")
    assert gate.take("sign_in.account", cast.ingrid.email_key or "", by=VISITOR) == 1
    assert browser.get("/account/orders").status_code == 200
    client.post(f"{base}/sessions/end")
    assert browser.get("/account/orders").status_code == 302
    session = Session.objects.create(customer=cast.ingrid, token_hash="x")
    client.post(f"{base}/sessions/{session.pk}/end")
    session.refresh_from_db()
    assert session.ended_at
    assert as_staff(cast.marketing).get(base).status_code == 403


def test_help_has_the_same_limits(cast: Cast) -> None:
    """RL-06, AC-02: nobody's mailbox is filled, and the power is needed."""
    for _try in range(3):
        actions.help_with_reset(cast.ingrid.pk, by=cast.support.as_actor())
    with pytest.raises(Refused):
        actions.help_with_reset(cast.ingrid.pk, by=cast.owner.as_actor())
    for act in (actions.help_with_reset, actions.clear_brakes):
        with pytest.raises(NotAllowed):
            act(cast.ingrid.pk, by=cast.marketing.as_actor())
    customers.set_account_state(cast.ingrid.pk, AccountState.DEACTIVATED, by=SYSTEM)
    with pytest.raises(AccountClosed):
        actions.help_with_reset(cast.ingrid.pk, by=cast.support.as_actor())


def test_no_code_stands_on_the_page_of_help(cast: Cast) -> None:
    """CD-08: a subject that holds a code shows dots, and no marker; sent again, it is a new one."""
    actions.begin_code_sign_in(cast.ingrid.email, browser=BROWSER, by=VISITOR)
    client, base = as_staff(cast.support), f"/admin/customers/{cast.ingrid.pk}/account"
    page = client.get(base).content.decode()
    assert "••••••" in page and "xsecret" not in page and last_code() not in page
    before = last_code()
    client.post(f"/admin/messages/{mails('account.code')[-1].pk}/again", {"key": "once"})
    assert len(mails("account.code")) == 2 and last_code() != before
