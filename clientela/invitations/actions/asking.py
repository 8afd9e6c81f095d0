"""A link that is over is replaced by a new one, for whoever was invited; nobody learns who was."""

from django.db import transaction

from clientela.accounts.actions.access import may_mail, refuse_when_off
from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.queue import Queue, enqueue
from clientela.customers.models import AccountState, Customer
from clientela.gate import actions as gate
from clientela.invitations import queries, rules
from clientela.invitations.actions.many import send_to
from clientela.invitations.links import Words
from clientela.invitations.models import Ask
from clientela.invitations.rules import Reason


def ask_anew(email: str, *, by: Actor) -> None:
    """Ask for a new link; the work and the answer are the same for every address (security EN-01 to EN-03).

    Raises `EmailNotValid`, `TooMany`.
    """
    by.anyone_may()
    refuse_when_off()
    key = emails.canonical(email)
    gate.take("invitation.network", gate.network(by.ip), by=by)
    if not may_mail(key, by=by):
        return
    with transaction.atomic():
        asked = Ask.objects.create(email_key=key)
        enqueue("invitations.answer", Queue.CODES, ask_id=asked.pk)


def answer(ask_id: int, *, by: Actor) -> bool:
    """Send a new link to whoever asked, if they were invited. Gives whether they were. Safe twice."""
    by.must_be()
    with transaction.atomic():
        asked = Ask.objects.select_for_update().filter(pk=ask_id).first()
        if asked is None:
            return False
        asked.delete()
        rows = Customer.objects.with_email(asked.email_key).filter(account_state=AccountState.INVITED)
        customer = rows.select_related("default_address").select_for_update(of=("self",)).first()
        before = queries.latest(customer.pk) if customer else None
        if customer is None or before is None or not _may_invite(customer.pk):
            return False
        send_to([customer], Words.of(before), "asked", by=by)
    return True


def _may_invite(customer_id: int) -> bool:
    try:
        rules.refuse_closed()
    except rules.NoInvitations:
        return False
    return rules.reason_of(customer_id) in {Reason.NOTHING, Reason.INVITED}
