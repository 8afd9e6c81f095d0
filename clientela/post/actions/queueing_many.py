"""Putting many emails into the outbox at once: the set form of `queue`."""

from collections.abc import Sequence

from django.db import transaction

from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.queue import Queue, enqueue_each
from clientela.journal.actions import Entry, Subject, record_each
from clientela.post.actions.queueing import as_message, sealed_secrets
from clientela.post.events import MailQueued
from clientela.post.letter import Letter
from clientela.post.models import Message
from clientela.store.models import Store

_COLUMNS = (
    *("id", "message_id", "dedupe_key", "kind", "stream", "is_essential", "queue", "customer_id"),
    *("about_kind", "about_id", "staff_id", "again_of", "to", "from_name", "from_email", "reply_to"),
    *("unsubscribe_url", "subject", "text", "html", "language", "secrets", "state", "attempts", "error"),
    "expires_at",
)


def queue_each(letters: Sequence[Letter], *, by: Actor, job_id: int | None = None) -> list[int]:
    """Put many emails into the outbox in the caller's transaction. Gives the messages' ids in their order.

    The addresses are those of customers as they are kept; none of the letters has a key.
    """
    by.anyone_may()
    store = Store.current()
    with transaction.atomic():
        ids = new_ids("post_message_id_seq", len(letters))
        made = [_made(pk, letter, store) for pk, letter in zip(ids, letters, strict=True)]
        copy_rows("post_message", _COLUMNS, (_row(message) for message in made))
        for name in {letter.queue for letter in letters}:
            its = (pk for pk, letter in zip(ids, letters, strict=True) if letter.queue == name)
            enqueue_each("post.deliver", Queue(name), "message_id", its)
        entries = [Entry(MailQueued(m.kind), m.customer_id, Subject("message", m.pk)) for m in made]
        record_each(entries, by=by, job_id=job_id)
    return ids


def _made(pk: int, letter: Letter, store: Store) -> Message:
    message = as_message(letter, store)
    message.pk, message.secrets = pk, sealed_secrets(message, letter)
    return message


def _row(message: Message) -> tuple[object, ...]:
    return tuple(getattr(message, column) for column in _COLUMNS)
