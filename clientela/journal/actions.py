"""Writing the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.journal import facts
from clientela.journal.models import Details, Event


@dataclass(frozen=True)
class Subject:
    """What a fact is about besides the customer: an order, a product, a setting."""

    kind: str
    id: int


def record(
    fact: object,
    *,
    by: Actor,
    customer_id: int | None = None,
    subject: Subject | None = None,
    at: datetime | None = None,
    job_id: int | None = None,
) -> Event:
    """Write one fact in the running transaction, with its personal values in a side row."""
    by.anyone_may()
    lasting, personal = facts.parts(fact)
    event = Event(**_columns(fact, by, customer_id, subject, job_id), data=lasting)
    if at:
        event.at = at
    with transaction.atomic():
        event.save(force_insert=True)
        if personal:
            Details.objects.create(event=event, personal=personal)
    return event


def _columns(
    fact: object, by: Actor, customer_id: int | None, subject: Subject | None, job_id: int | None
) -> dict[str, Any]:
    return {
        "name": fact.fact_name,  # type: ignore[attr-defined]
        "actor_kind": by.kind,
        "actor_id": by.id,
        "via_id": by.via.id if by.via else None,
        "customer_id": customer_id,
        "subject_kind": subject.kind if subject else "",
        "subject_id": subject.id if subject else None,
        "job_id": job_id,
    }


@dataclass(frozen=True)
class Entry:
    """One of many facts to write at once: about a customer, perhaps about a thing, perhaps of long ago."""

    fact: object
    customer_id: int | None = None
    subject: Subject | None = None
    at: datetime | None = None


def record_each(entries: Sequence[Entry], *, by: Actor, job_id: int | None = None) -> None:
    """Write many facts in a handful of statements."""
    by.anyone_may()
    events, personal = [], []
    for entry in entries:
        lasting, private = facts.parts(entry.fact)
        columns = _columns(entry.fact, by, entry.customer_id, entry.subject, job_id)
        event = Event(**columns, data=lasting)
        if entry.at:
            event.at = entry.at
        events.append(event)
        personal.append(private)
    with transaction.atomic():
        Event.objects.bulk_create(events, batch_size=2000)
        Details.objects.bulk_create(
            (Details(event=e, personal=p) for e, p in zip(events, personal, strict=True) if p),
            batch_size=2000,
        )


def forget(customer_ids: Iterable[int], *, by: Actor) -> int:
    """Blank the personal side rows of these customers; the facts stay. Gives how many were blanked."""
    by.must_be()
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE journal_details SET personal = '{}' FROM journal_event e"
            " WHERE e.id = event_id AND e.customer_id = ANY(%s) AND personal <> '{}'",
            [list(customer_ids)],
        )
        return int(cursor.rowcount)
