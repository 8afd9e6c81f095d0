"""Reading mail: the built-in mailbox, and what went out."""

from collections.abc import Collection
from datetime import timedelta

from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet
from django.db.models.functions import Now

from clientela.core import emails, keyset
from clientela.core.errors import NotThere, Refused
from clientela.core.keyset import Order, Page
from clientela.post.models import MailboxMessage, Message, Sender, Suppression

PAGE = 50
# An index of its own finds them.
FAILED = ["failed", "bounced", "expired", "unknown"]
FAILED_LATELY = timedelta(days=14)


def mailbox(
    to: str = "", *, hidden: Collection[str] = (), after: str = "", before: str = ""
) -> Page[MailboxMessage]:
    """One page of what the built-in mailbox holds, newest first; `to` keeps only mail to that address.

    Mail to the addresses in `hidden` (canonical ones) isn't there.
    """
    rows = MailboxMessage.objects.defer("html", "text").exclude(to_key__in=hidden)
    if to.strip():
        try:
            rows = rows.filter(to_key=emails.canonical(to))
        except Refused:
            rows = rows.none()
    return keyset.page(rows, Order("id", descending=True), size=PAGE, after=after, before=before)


def mailbox_message(message_id: int, *, hidden: Collection[str] = ()) -> MailboxMessage:
    """One email in the built-in mailbox; none to the addresses in `hidden`. Raises `NotThere`."""
    found = MailboxMessage.objects.filter(pk=message_id).exclude(to_key__in=hidden).first()
    if found is None:
        raise NotThere
    return found


def senders() -> list[Sender]:
    """The store's addresses for mail, proved ones first."""
    return list(Sender.objects.order_by(F("verified_at").asc(nulls_last=True), "pk"))


def sender(sender_id: int) -> Sender | None:
    """One of the store's addresses for mail."""
    return Sender.objects.filter(pk=sender_id).first()


def proved_senders() -> list[Sender]:
    """The addresses that mail may come from."""
    return [sender for sender in senders() if sender.verified_at]


def held(address: str) -> Suppression | None:
    """Why mail to an address is held back, if it is."""
    try:
        return Suppression.objects.filter(key=emails.canonical(address)).first()
    except Refused:
        return None


def held_addresses(text: str = "", *, after: str = "", before: str = "") -> Page[Suppression]:
    """One page of the addresses that mail is held back from, newest first; those that begin with a text."""
    rows = Suppression.objects.filter(key__startswith=text.strip().lower())
    return keyset.page(rows, Order("id", descending=True), size=PAGE, after=after, before=before)


def held_address(held_id: int) -> Suppression | None:
    """One address that mail is held back from."""
    return Suppression.objects.filter(pk=held_id).first()


def by_id(message_ids: Collection[int]) -> dict[int, Message]:
    """These emails without their bodies, by id."""
    rows = Message.objects.filter(pk__in=message_ids).defer("html", "text", "secrets")
    return {row.pk: row for row in rows}


def message(message_id: int) -> Message:
    """One email of the outbox. Raises `NotThere`."""
    found = Message.objects.filter(pk=message_id).first()
    if found is None:
        raise NotThere
    return found


_IN_A_ROW = """
SELECT count(*), coalesce(extract(epoch FROM now() - min(queued_at)), 0)
  FROM (SELECT id, state, attempts, error, queued_at FROM post_message ORDER BY id DESC LIMIT 200) newest
 WHERE id > coalesce((SELECT max(id) FROM (SELECT id, state FROM post_message ORDER BY id DESC LIMIT 200) n
                       WHERE state = 'sent'), 0)
   AND error <> '' AND (state = 'queued' OR attempts > 1)
"""
_OPEN = """
SELECT state, count(*), coalesce(extract(epoch FROM now() - min(queued_at)), 0)
  FROM post_message WHERE state IN ('queued', 'sending') GROUP BY state
"""
_NEWEST = """
SELECT state, count(*) FROM (SELECT state FROM post_message ORDER BY id DESC LIMIT 1000) n GROUP BY state
"""


def failing_in_a_row() -> tuple[int, float]:
    """How many of the newest letters no server took since the last that went out, and for how long (seconds).

    A letter that was turned away at once has a wrong address: that is no sign of trouble with sending.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_A_ROW)
        letters, seconds = cursor.fetchone()
    return int(letters), float(seconds)


def open_letters() -> dict[str, tuple[int, float]]:
    """Letters still on their way, by state: how many, and how long (seconds) the oldest is."""
    with connection.cursor() as cursor:
        cursor.execute(_OPEN)
        return {state: (int(count), float(age)) for state, count, age in cursor.fetchall()}


def newest_letters() -> dict[str, int]:
    """What became of the newest thousand letters, by state."""
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST)
        return {state: int(count) for state, count in cursor.fetchall()}


def failed_lately() -> QuerySet[Message]:
    """Letters of the last two weeks that didn't arrive, of which none was sent again."""
    again = Message.objects.filter(again_of=OuterRef("pk"))
    rows = Message.objects.filter(state__in=FAILED, queued_at__gt=Now() - FAILED_LATELY)
    return rows.filter(~Exists(again)).defer("text", "html", "secrets")
