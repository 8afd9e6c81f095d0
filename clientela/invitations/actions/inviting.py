"""Inviting one customer: written, looked at, then sent once."""

from dataclasses import replace

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.linking import open_invitations
from clientela.core import emails
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.actions.profile import locked
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.invitations import links, queries, rules
from clientela.invitations.actions.many import send_to
from clientela.invitations.events import AccountInvited
from clientela.invitations.links import Words
from clientela.invitations.models import LONGEST_MESSAGE, Invitation
from clientela.journal.actions import record
from clientela.messaging.actions import draft_notification
from clientela.messaging.kinds import Fresh, makes_secrets
from clientela.post import actions as post
from clientela.post import queries as mail
from clientela.post.models import Message
from clientela.store.models import Store


class AddressChanged(Refused):
    """The customer has another address since the email was looked at."""

    code = "address_changed"
    sentence = _("This customer's email address changed meanwhile. Look at the email again.")


def write(customer_id: int, *, subject: str = "", message: str = "", by: Actor) -> Invitation:
    """Write an invitation down as it would be sent, to look at it. Empty words are the store's own ones.

    Raises `CantInvite`, `NoInvitations`, `Refused`.
    """
    by.must(Power.CUSTOMERS_INVITE)
    by.must_be(Kind.STAFF)
    refuse_too_long(subject, message)
    rules.refuse(customer_id)
    customer = Customer.objects.known().select_related("default_address").get(pk=customer_id)
    with transaction.atomic():
        words = Words(subject, message, by.id)
        draft = draft_notification(words.circular(links.INVITE), customer, by=by)
        return Invitation.objects.create(
            customer=customer,
            subject=subject.strip(),
            message=message,
            staff_id=by.id,
            message_id=draft.pk,
        )


def refuse_too_long(subject: str, message: str) -> None:
    """Refuse words that are too long for an email. Raises `Refused`."""
    if len(subject.strip()) > 255:
        raise Refused(_("At most 255 characters."), field="subject", code="too_long")
    if len(message) > LONGEST_MESSAGE:
        raise Refused(_("At most 5,000 characters."), field="message", code="too_long")


def send(invitation_id: int, *, by: Actor) -> bool:
    """Send the invitation that was looked at: of two clicks one gives true. Older ones end.

    Raises `AddressChanged`, `CantInvite`, `NoInvitations`, `SenderGone`, `TooMany`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_INVITE)
    waiting = queries.draft(invitation_id, by.id)
    with transaction.atomic():
        customer = locked(waiting.customer_id)
        found = Invitation.objects.select_for_update().get(pk=invitation_id)
        if found.sent_at or found.message_id is None:
            return False
        rules.refuse(customer.pk)
        _refuse_moved(found.message_id, customer)
        _count(customer, by)
        _send(found, customer, by)
    return True


def _refuse_moved(message_id: int, customer: Customer) -> None:
    if emails.canonical(mail.message(message_id).to) != customer.email_key:
        raise AddressChanged


def _count(customer: Customer, by: Actor) -> None:
    """Nobody's mailbox is filled with invitations, whoever sends them (security RL-06)."""
    gate.take("mail.recipient_quarter", customer.email_key or "", by=by)
    gate.take("mail.recipient_day", customer.email_key or "", by=by)


def _send(found: Invitation, customer: Customer, by: Actor) -> None:
    now, until = links.lifetime()
    made = open_invitations({customer.pk: customer.email_key or ""}, {customer.pk: until}, by=by)
    one = made[customer.pk]
    secrets = links.secrets_of(Store.current(), customer.pk, one.token)
    assert found.message_id
    post.send_draft(found.message_id, secrets=secrets, expires_at=until, by=by)
    Invitation.objects.open().filter(customer=customer).update(ended_at=Now())
    Invitation.objects.filter(pk=found.pk).update(link_id=one.link_id, sent_at=now, expires_at=until)
    customers.set_account_state(customer.pk, AccountState.INVITED, by=by)
    record(AccountInvited("single"), by=by, customer_id=customer.pk)


def send_again(customer_id: int, *, by: Actor) -> bool:
    """Send a customer's newest invitation once more, good for thirty days from now; the older one ends.

    Raises `CantInvite`, `NoInvitations`, `TooMany`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_INVITE)
    rules.refuse(customer_id)
    before = queries.latest(customer_id)
    if before is None:
        raise NotThere
    with transaction.atomic():
        customer = locked(customer_id)
        _count(customer, by)
        words = Words.of(before)
        send_to([customer], replace(words, staff_id=by.id if by.is_staff else None), "single", by=by)
    return True


@makes_secrets(links.INVITE, links.REMINDER)
def invite_anew(message: Message, customer: Customer, *, by: Actor) -> Fresh:
    """A new link for an invitation's email that is sent again; the invitation lasts as long as it did."""
    by.must(Power.CUSTOMERS_EMAIL)
    del message
    found = Invitation.objects.good().filter(customer=customer).first()
    if found is None or found.expires_at is None or customer.account_state != AccountState.INVITED:
        raise Refused(_("This invitation is over. Send a new one from the profile."), code="invitation_over")
    with transaction.atomic():
        keys, until = {customer.pk: customer.email_key or ""}, {customer.pk: found.expires_at}
        one = open_invitations(keys, until, by=by)[customer.pk]
        Invitation.objects.filter(pk=found.pk).update(link_id=one.link_id)
    return Fresh(links.secrets_of(Store.current(), customer.pk, one.token), found.expires_at)
