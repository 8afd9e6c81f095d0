"""Inviting one customer."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.accounts.models import Link
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere, TooMany
from clientela.customers import actions as customers
from clientela.customers.models import AccountState
from clientela.invitations import actions, queries
from clientela.invitations.models import LASTS, Invitation
from clientela.invitations.rules import CantInvite, NoInvitations
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.accounts.people import calm, mails
from tests.cast import VISITOR, Cast
from tests.invitations.guests import invite, last_token, settings


def test_it_is_looked_at_then_sent_once(cast: Cast) -> None:
    """Written, nothing goes out; sent twice, one email goes out, with a link good for thirty days."""
    owner = cast.owner.as_actor()
    made = actions.write(cast.guest.pk, subject="Come in", message="We **miss** you.", by=owner)
    assert not mails("account.invite")[0].queued_at or mails("account.invite")[0].state == "draft"
    assert "We <strong>miss</strong> you." in mails("account.invite")[0].html
    assert [actions.send(made.pk, by=owner), actions.send(made.pk, by=owner)] == [True, False]
    mail = Message.objects.get(kind="account.invite")
    assert (mail.state, mail.subject, mail.to) == ("queued", "Come in", cast.guest.email)
    made.refresh_from_db()
    assert made.expires_at and made.sent_at and made.expires_at - made.sent_at == LASTS
    cast.guest.refresh_from_db()
    assert cast.guest.account_state == AccountState.INVITED
    assert Event.objects.filter(name="account.invited", customer_id=cast.guest.pk).count() == 1


def test_the_link_is_kept_as_a_digest_alone(cast: Cast) -> None:
    """LK-01: neither the token nor the link stands in any row; staff see dots."""
    invite(cast.guest, cast.owner.as_actor())
    _customer, token = last_token()
    assert token not in str(list(Link.objects.values()) + list(Invitation.objects.values()))
    mail = mails("account.invite")[-1]
    assert token not in mail.html + mail.text + mail.secrets


def test_a_newer_one_kills_the_older(cast: Cast) -> None:
    """LK-03."""
    owner = cast.owner.as_actor()
    first = invite(cast.guest, owner)
    customer, token = last_token()
    assert queries.open_link(customer, token)
    assert actions.send_again(cast.guest.pk, by=owner)
    assert queries.open_link(customer, token) is None
    assert queries.open_link(*last_token())
    first.refresh_from_db()
    assert first.ended_at
    assert Invitation.objects.open().count() == 1


def test_empty_words_are_the_stores_own(cast: Cast) -> None:
    """The default text goes out, in the customer's language."""
    customers.edit(cast.guest.pk, {"language": "nb"}, by=SYSTEM)
    made = actions.write(cast.guest.pk, by=cast.owner.as_actor())
    draft = Message.objects.get(pk=made.message_id)
    assert draft.language == "nb"
    assert draft.subject.startswith("Kundekontoen din") or "konto" in draft.subject.lower()


@pytest.mark.parametrize(
    ("state", "words"), [("enabled", "has an account"), ("deactivated", "Activate it"), ("none", "no email")]
)
def test_who_cant_be_invited(cast: Cast, state: str, words: str) -> None:
    """With the reason in a sentence."""
    who = cast.guest
    if state == "none":
        who = customers.add(customers.NewCustomer(first_name="Noor"), by=SYSTEM)
    else:
        customers.set_account_state(who.pk, AccountState(state), by=SYSTEM)
    with pytest.raises(CantInvite, match=words):
        actions.write(who.pk, by=cast.owner.as_actor())


@pytest.mark.parametrize("values", [{"policy": "disabled"}, {"registration": "closed"}])
def test_not_while_there_are_no_new_accounts(cast: Cast, values: dict[str, str]) -> None:
    """Only while accounts are optional or required, and new ones aren't closed; between looks, too."""
    owner = cast.owner.as_actor()
    made = actions.write(cast.guest.pk, by=owner)
    settings(**values)
    with pytest.raises(NoInvitations):
        actions.write(cast.guest.pk, by=owner)
    with pytest.raises(NoInvitations):
        actions.send(made.pk, by=owner)


def test_the_power_is_needed(cast: Cast) -> None:
    """AC-02; and what a colleague wrote isn't mine to send."""
    with pytest.raises(NotAllowed):
        actions.write(cast.guest.pk, by=cast.read_only.as_actor())
    with pytest.raises(NotAllowed):
        actions.write(cast.guest.pk, by=VISITOR)
    made = actions.write(cast.guest.pk, by=cast.owner.as_actor())
    with pytest.raises(NotThere):
        actions.send(made.pk, by=cast.manager.as_actor())


def test_nobodys_mailbox_is_filled(cast: Cast) -> None:
    """RL-06: three in a quarter of an hour, whoever sends them."""
    invite(cast.guest, cast.owner.as_actor())
    actions.send_again(cast.guest.pk, by=cast.owner.as_actor())
    actions.send_again(cast.guest.pk, by=cast.manager.as_actor())
    with pytest.raises(TooMany):
        actions.send_again(cast.guest.pk, by=cast.support.as_actor())


def test_another_address_meanwhile_is_looked_at_again(cast: Cast) -> None:
    """Nobody gets a link that was looked at for another mailbox."""
    from clientela.accounts.actions import change_email

    owner = cast.owner.as_actor()
    made = actions.write(cast.guest.pk, by=owner)
    change_email(cast.guest.pk, "new@example.net", by=owner)
    with pytest.raises(actions.AddressChanged):
        actions.send(made.pk, by=owner)


def test_a_reminder_comes_once_with_a_link_of_its_own(cast: Cast) -> None:
    """After seven days; the days of the invitation stay; the older link ends."""
    made = invite(cast.guest, cast.owner.as_actor(), message="Hello")
    before = last_token()
    assert actions.remind(by=SYSTEM) == 0
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=8))
    assert [actions.remind(by=SYSTEM), actions.remind(by=SYSTEM)] == [1, 0]
    assert queries.open_link(*before) is None
    link = queries.open_link(*last_token("account.invite_reminder"))
    made.refresh_from_db()
    assert link and link.expires_at == made.expires_at and made.link_id == link.pk
    assert "Hello" in mails("account.invite_reminder")[0].text


def test_nobody_is_reminded_who_answered_or_where_it_is_off(cast: Cast) -> None:
    """Zero days remind nobody; an account isn't reminded of."""
    from clientela.invitations.models import InvitationSettings

    invite(cast.guest, cast.owner.as_actor())
    Invitation.objects.update(sent_at=timezone.now() - timedelta(days=8))
    InvitationSettings.objects.update(remind_days=0)
    assert actions.remind(by=SYSTEM) == 0
    InvitationSettings.objects.update(remind_days=7)
    customers.set_account_state(cast.guest.pk, AccountState.ENABLED, by=SYSTEM)
    assert actions.remind(by=SYSTEM) == 0


def test_sent_again_from_the_timeline_it_has_a_fresh_link(cast: Cast) -> None:
    """The email's own button makes a new link for the same invitation."""
    from clientela.messaging.actions import resend

    owner = cast.owner.as_actor()
    invite(cast.guest, owner)
    before = last_token()
    calm()
    resend(mails("account.invite")[-1].pk, to_me=False, by=owner)
    assert queries.open_link(*before) is None
    assert queries.open_link(*last_token())
