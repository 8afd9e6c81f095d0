"""Reading the log: a customer's timeline, and readers that miss nothing and read nothing twice."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, transaction
from django.db.models import QuerySet

from clientela.journal.models import Event, Reader

_LAST_ID = 2**63 - 1
_SETTLED = "SELECT pg_snapshot_xmin(pg_current_snapshot())::text::bigint + journal_shift()"


def settled_before() -> int:
    """The oldest transaction that still runs: facts of older ones are complete."""
    with connection.cursor() as cursor:
        cursor.execute(_SETTLED)
        (oldest,) = cursor.fetchone()
    return int(oldest)


def timeline(customer_ids: list[int]) -> QuerySet[Event]:
    """What happened to a customer (all ids that resolve to them), newest first."""
    return Event.objects.filter(customer_id__in=customer_ids).select_related("details").order_by("-at", "-id")


def about(kind: str, subject_id: int) -> QuerySet[Event]:
    """What happened to one thing, newest first."""
    return (
        Event.objects.filter(subject_kind=kind, subject_id=subject_id)
        .select_related("details")
        .order_by("-id")
    )


def _after(tx: int, event_id: int, most: int) -> list[Event]:
    columns = (
        "id, tx, at, name, actor_kind, actor_id, via_id, customer_id, subject_kind, subject_id, job_id, data"
    )
    return list(
        Event.objects.raw(
            f"SELECT {columns} FROM journal_event WHERE (tx, id) > (%s, %s) AND tx < %s"  # noqa: S608
            " ORDER BY tx, id LIMIT %s",
            [tx, event_id, settled_before(), most],
        )
    )


def begin_here(name: str) -> None:
    """Let a reader pass over all facts that are complete by now, since it has seen what they led to."""
    place = {"tx": settled_before() - 1, "event_id": _LAST_ID}
    Reader.objects.update_or_create(name=name, defaults=place)


@contextmanager
def reading(name: str, most: int = 1000) -> Iterator[list[Event]]:
    """The next facts for a reader, in one transaction with whatever it does about them.

    Leaving the block normally moves the reader's cursor past them; an exception leaves it where it was. Two
    workers on the same reader wait for one another. Facts of a transaction that commits late are not missed:
    the reader stops before the oldest transaction still running.
    """
    with transaction.atomic():
        Reader.objects.bulk_create([Reader(name=name)], ignore_conflicts=True)
        place = Reader.objects.select_for_update().get(name=name)
        events = _after(place.tx, place.event_id, most)
        yield events
        if events:
            place.tx, place.event_id = events[-1].tx, events[-1].pk
            place.save(update_fields=["tx", "event_id"])
