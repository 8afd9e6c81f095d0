"""Finding what a dead worker left."""

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.queue import Queue, enqueue
from clientela.post.models import Message, Stream

# A worker that died while sending leaves its letter claimed; after this it is sent again.
CLAIM_LASTS = timedelta(minutes=3)
# One that waits longer than this may have lost its task; asking twice does no harm.
QUEUE_LASTS = timedelta(minutes=10)
# A draft that nobody sent by then is thrown away.
DRAFT_LASTS = timedelta(days=1)
MOST = 1000
State = Message.State


def sweep(*, by: Actor) -> int:
    """Queue again what a dead worker left half-sent, and what lost its place in the queue.

    Half-sent marketing may have gone out, so its fate is unknown and stays so.
    """
    by.must_be()
    dead = Q(state=State.SENDING, claimed_at__lt=Now() - CLAIM_LASTS)
    Message.objects.filter(dead, stream=Stream.MARKETING).update(
        state=State.UNKNOWN, problem="unknown", secrets=""
    )
    Message.objects.filter(state=State.DRAFT, queued_at__lt=Now() - DRAFT_LASTS).delete()
    waits_long = Q(queued_at__lt=Now() - QUEUE_LASTS) & (
        Q(next_try_at=None) | Q(next_try_at__lt=Now() - QUEUE_LASTS)
    )
    with transaction.atomic():
        open_ones = Message.objects.select_for_update(skip_locked=True)
        stuck = open_ones.filter(dead | (Q(state=State.QUEUED) & waits_long))
        ids = dict(stuck.values_list("pk", "queue")[:MOST])
        Message.objects.filter(pk__in=ids).update(state=State.QUEUED)
        for pk, name in ids.items():
            enqueue("post.deliver", Queue(name), once=f"mail-{pk}", message_id=pk)
    return len(ids)
