"""The log sealed in blocks, each chained to the one before, so that tampering shows (security PR-07)."""

import hashlib
import json
from collections.abc import Iterable

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.journal.models import Event, Seal
from clientela.journal.queries import _after

BLOCK = 5000


def digest(previous: str, events: Iterable[Event]) -> str:
    """The digest of a block: of the one before and of every fact, without its personal side row."""
    whole = hashlib.sha256(previous.encode())
    for event in events:
        row = [event.pk, event.tx, event.at.isoformat(), event.name, event.actor_kind, event.actor_id]
        row += [event.via_id, event.customer_id, event.subject_kind, event.subject_id, event.data]
        whole.update(json.dumps(row, sort_keys=True).encode())
    return whole.hexdigest()


def seal_next(*, by: Actor) -> int:
    """Seal the next block of settled facts. Gives how many were sealed."""
    by.must_be()
    with transaction.atomic():
        # One at a time; not by locking the last row, which would need the right to change it.
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(hashtext('journal.seal'))")
        last = Seal.objects.order_by("-id").first()
        events = _after(last.last_tx if last else 0, last.last_event if last else 0, BLOCK)
        if not events:
            return 0
        Seal.objects.create(
            last_tx=events[-1].tx,
            last_event=events[-1].pk,
            events=len(events),
            digest=digest(last.digest if last else "", events),
        )
    return len(events)


def first_broken() -> Seal | None:
    """The first block whose facts no longer match its seal, or nothing where all is whole."""
    previous, tx, event_id = "", 0, 0
    for seal in Seal.objects.order_by("id").iterator():
        events = [
            e for e in _after(tx, event_id, seal.events) if (e.tx, e.pk) <= (seal.last_tx, seal.last_event)
        ]
        if len(events) != seal.events or digest(previous, events) != seal.digest:
            return seal
        previous, tx, event_id = seal.digest, seal.last_tx, seal.last_event
    return None
