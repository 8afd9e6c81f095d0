"""Inviting many customers at once, a chunk in one transaction and a handful of statements."""

from collections.abc import Sequence

from django.db.models.functions import Now

from clientela.accounts.actions.linking import open_invitations
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows
from clientela.core.powers import Power
from clientela.core.queue import Queue
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.invitations import links, rules
from clientela.invitations.events import AccountInvited
from clientela.invitations.links import Words
from clientela.invitations.models import Invitation, Round
from clientela.invitations.rules import Reason
from clientela.journal.actions import Entry, record_each
from clientela.messaging.actions import Reader, circulate
from clientela.store.models import Store

_COLUMNS = (
    *("customer_id", "link_id", "round_id", "subject", "message", "staff_id", "message_id"),
    *("sent_at", "expires_at"),
)


def invite_each(found: Round, customer_ids: Sequence[int], *, by: Actor) -> dict[int, Reason]:
    """Invite those of a chunk who can be invited, in the caller's transaction. Gives why each was left out.

    Who was invited has no reason. Raises `NoInvitations` once the store takes no new accounts.
    """
    by.must(Power.CUSTOMERS_INVITE)
    rules.refuse_closed()
    rows = Customer.objects.known().filter(pk__in=list(customer_ids)).order_by("pk")
    # Locked first and judged then: a statement that waits for a lock judges by what was before.
    list(rows.select_for_update().values_list("pk", flat=True))
    people = list(rules.judged(rows).select_related("default_address"))
    # What annotates a row isn't among the model's own names.
    reasons = {one.pk: Reason(vars(one)["reason"]) for one in people}
    invited = [one for one in people if not reasons[one.pk]]
    words = Words(found.subject, found.message, found.staff_id)
    send_to(invited, words, "round", by=by, found=found)
    return {pk: reasons.get(pk, Reason.GONE) for pk in customer_ids}


def send_to(
    people: Sequence[Customer], words: Words, how: str, *, by: Actor, found: Round | None = None
) -> None:
    """Send these customers an invitation good for thirty days, their rows locked; older ones end."""
    by.must(Power.CUSTOMERS_INVITE)
    if not people:
        return
    ids, (now, until), store = [one.pk for one in people], links.lifetime(), Store.current()
    keys = {one.pk: one.email_key or "" for one in people}
    opened = open_invitations(keys, dict.fromkeys(ids, until), by=by)
    readers = [Reader(one, links.secrets_of(store, one.pk, opened[one.pk].token), until) for one in people]
    # What goes to many stands behind what single people wait for.
    circular, job_id = (
        words.circular(links.INVITE, Queue.BULK if found else None),
        found.job_id if found else None,
    )
    sent = circulate(circular, readers, by=by, job_id=job_id)
    Invitation.objects.open().filter(customer_id__in=ids).update(ended_at=Now())
    # The words of a round stand with it once.
    own = ("", "") if found else (words.subject, words.message)
    rest = (found.pk if found else None, *own, words.staff_id)
    copy_rows(
        "invitations_invitation",
        _COLUMNS,
        ((pk, opened[pk].link_id, *rest, sent[pk], now, until) for pk in ids),
    )
    customers.set_account_states(ids, AccountState.INVITED, by=by)
    record_each([Entry(AccountInvited(how), pk) for pk in ids], by=by, job_id=job_id)
