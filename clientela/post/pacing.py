"""How fast mail may leave: a slot for each letter, and a pause where the mail server knows us no more."""

from datetime import datetime

from django.db import connection
from django.db.models.functions import Now

from clientela.core.queue import Queue
from clientela.post.models import Message, Pace
from clientela.store.models import Store

PAUSE_SECONDS = 60

# One row hands out the slots one after the other, whoever asks at once.
_SLOT = """
INSERT INTO post_pace (id, next_at) VALUES (1, clock_timestamp() + make_interval(secs => %(step)s))
ON CONFLICT (id) DO UPDATE
   SET next_at = greatest(post_pace.next_at, clock_timestamp()) + make_interval(secs => %(step)s)
RETURNING next_at - make_interval(secs => %(step)s), clock_timestamp()
"""
_PAUSE = """
INSERT INTO post_pace (id, paused_until, paused_version)
VALUES (1, clock_timestamp() + make_interval(secs => %(seconds)s), %(version)s)
ON CONFLICT (id) DO UPDATE SET paused_until = excluded.paused_until, paused_version = excluded.paused_version
"""


def wait(message: Message, store: Store) -> datetime | None:
    """When this letter's turn is, or nothing where it may leave now.

    Codes go at once, but count: what comes after them waits for them too.
    """
    pause = Pace.objects.filter(paused_until__gt=Now(), paused_version=store.version).first()
    if pause:
        return pause.paused_until
    if not store.mails_per_minute or _had_its_turn(message):
        return None
    with connection.cursor() as cursor:
        cursor.execute(_SLOT, {"step": 60 / store.mails_per_minute})
        slot, now = cursor.fetchone()
    Message.objects.filter(pk=message.pk).update(paced_at=slot)
    return None if message.queue == Queue.CODES or slot <= now else slot


def _had_its_turn(message: Message) -> bool:
    return Message.objects.filter(pk=message.pk, paced_at__lte=Now()).exists()


def pause(store: Store) -> None:
    """Let all mail wait a while: the server refused the store itself. Changed settings end it."""
    with connection.cursor() as cursor:
        cursor.execute(_PAUSE, {"seconds": PAUSE_SECONDS, "version": store.version})
