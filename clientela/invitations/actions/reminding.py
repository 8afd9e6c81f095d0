"""Reminding those who haven't answered, once."""

from django.db import connection, transaction
from django.db.models.functions import Now

from clientela.accounts.actions.linking import open_invitations
from clientela.core.actor import Actor
from clientela.core.queue import Queue
from clientela.customers.models import AccountState, Customer
from clientela.invitations import links, rules
from clientela.invitations.events import AccountInvited
from clientela.invitations.links import Words
from clientela.invitations.models import Invitation
from clientela.invitations.rules import Reason
from clientela.journal.actions import Entry, record_each
from clientela.messaging.actions import Reader, circulate, spoken
from clientela.store.models import Store

CHUNK = 500
# A round has days of its own; whoever was invited alone is reminded as the settings say.
_DUE = """
SELECT i.id FROM invitations_invitation i
  JOIN customers_customer c ON c.id = i.customer_id
  LEFT JOIN invitations_round r ON r.id = i.round_id
 CROSS JOIN (SELECT remind_days FROM invitations_settings WHERE id = 1) s
 WHERE i.sent_at IS NOT NULL AND i.accepted_at IS NULL AND i.declined_at IS NULL AND i.ended_at IS NULL
   AND i.reminded_at IS NULL AND i.expires_at > now() + interval '1 day'
   AND coalesce(r.remind_days, s.remind_days) > 0
   AND i.sent_at <= now() - make_interval(days => coalesce(r.remind_days, s.remind_days))
   AND c.account_state = %s AND c.deleted_at IS NULL
 ORDER BY i.id LIMIT %s FOR UPDATE OF i, c SKIP LOCKED
"""


def remind(*, by: Actor) -> int:
    """Remind those who were invited days ago and haven't answered, each once. Gives how many."""
    by.must_be()
    try:
        rules.refuse_closed()
    except rules.NoInvitations:
        return 0
    reminded, due = 0, CHUNK
    while due == CHUNK:
        with transaction.atomic():
            due, sent = _chunk(by)
        reminded += sent
    return reminded


def _chunk(by: Actor) -> tuple[int, int]:
    """Remind a chunk. Gives how many were due, and how many of them were sent something."""
    with connection.cursor() as cursor:
        cursor.execute(_DUE, [AccountState.INVITED.value, CHUNK])
        ids = [row[0] for row in cursor.fetchall()]
    found = list(Invitation.objects.filter(pk__in=ids).select_related("round"))
    Invitation.objects.filter(pk__in=ids).update(reminded_at=Now())
    people = _people([one.customer_id for one in found])
    by_words: dict[Words, list[Invitation]] = {}
    for one in found:
        if one.customer_id in people:
            by_words.setdefault(Words.of(one), []).append(one)
    for words, theirs in by_words.items():
        _send(words, theirs, people, by)
    return len(ids), sum(map(len, by_words.values()))


def _people(ids: list[int]) -> dict[int, Customer]:
    """Those of them who get mail."""
    rows = rules.judged(Customer.objects.known().filter(pk__in=ids)).filter(
        reason__in=[Reason.NOTHING.value, Reason.INVITED.value]
    )
    return {one.pk: one for one in rows.select_related("default_address")}


def _send(words: Words, found: list[Invitation], people: dict[int, Customer], by: Actor) -> None:
    store = Store.current()
    keys = {one.customer_id: people[one.customer_id].email_key or "" for one in found}
    until = {one.customer_id: one.expires_at for one in found if one.expires_at}
    opened = open_invitations(keys, until, by=by)
    readers = [
        Reader(
            people[pk],
            links.secrets_of(store, pk, opened[pk].token),
            until[pk],
            {"until": links.day(until[pk], spoken(people[pk].language, store), store)},
        )
        for pk in keys
    ]
    circulate(words.circular(links.REMINDER, Queue.BULK), readers, by=by)
    for one in found:
        one.link_id = opened[one.customer_id].link_id
    Invitation.objects.bulk_update(found, ["link"])
    record_each([Entry(AccountInvited("reminder"), pk) for pk in keys], by=by)
