"""Writing the log."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.core.copying import Sheet, copy_rows, copy_sheet, line, new_ids
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
    (job,) = _jobs([(fact, customer_id)], by, job_id)
    event = Event(**_columns(fact, by, customer_id, subject, job), data=lasting)
    if at:
        event.at = at
    with transaction.atomic(savepoint=False):
        event.save(force_insert=True)
        if personal:
            Details.objects.create(event=event, personal=personal)
    return event


def _jobs(told: Sequence[tuple[object, int | None]], by: Actor, job_id: int | None) -> list[int | None]:
    """The job of each fact: the one that is named, else the one that the actor works for.

    A job tells a fact of a customer once, the database sees to that. Where its actor does several alike to
    one customer, the first carries the job; the others stand in the same transaction.
    """
    if job_id is not None or by.job_id is None:
        return [job_id] * len(told)
    keys = [(str(fact.fact_name), customer_id) for fact, customer_id in told]  # type: ignore[attr-defined]
    rows = Event.objects.filter(job_id=by.job_id, customer_id__in={pk for _name, pk in keys if pk})
    known: set[tuple[str, int | None]] = set(rows.values_list("name", "customer_id"))
    found: list[int | None] = []
    for key in keys:
        found.append(None if key in known else by.job_id)
        known |= {key} if key[1] else set()
    return found


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


_EVENT = (
    *("name", "actor_kind", "actor_id", "via_id", "customer_id", "subject_kind", "subject_id", "job_id"),
    *("data", "at"),
)


def record_each(entries: Sequence[Entry], *, by: Actor, job_id: int | None = None) -> None:
    """Write many facts in a handful of statements."""
    by.anyone_may()
    with transaction.atomic():
        ids, now = new_ids("journal_event_id_seq", len(entries)), _now()
        jobs = _jobs([(entry.fact, entry.customer_id) for entry in entries], by, job_id)
        whole = [(*row, facts.parts(row[1].fact)) for row in zip(ids, entries, jobs, strict=True)]
        rows = ((pk, *_row(entry, lasting, by, job, now)) for pk, entry, job, (lasting, _) in whole)
        copy_rows("journal_event", ("id", *_EVENT), rows)
        personal = ((pk, private) for pk, _entry, _job, (_, private) in whole if private)
        copy_rows("journal_details", ("event_id", "personal"), personal)


def _now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT statement_timestamp()")
        return cast(datetime, cursor.fetchone()[0])


def _row(
    entry: Entry, lasting: dict[str, Any], by: Actor, job_id: int | None, now: datetime | None
) -> tuple[Any, ...]:
    columns = _columns(entry.fact, by, entry.customer_id, entry.subject, job_id)
    return (*columns.values(), lasting, entry.at or now)


def draw(entries: Iterable[Entry], *, by: Actor) -> Sheet:
    """Write facts of known moments onto a sheet, for `record_drawn`; they may have no personal values."""
    by.anyone_may()
    return Sheet.of("journal_event", _EVENT, (_drawn(entry, by) for entry in entries))


def _drawn(entry: Entry, by: Actor) -> str:
    lasting, personal = facts.parts(entry.fact)
    if personal or not entry.at:
        raise ValueError(f"{entry.fact} has personal values, or no moment.")
    return line(_row(entry, lasting, by, None, None))


def record_drawn(sheet: Sheet, *, by: Actor) -> None:
    """Write the facts that were drawn before."""
    by.anyone_may()
    if sheet.table != "journal_event":
        raise ValueError(f"{sheet.table} isn't the log.")
    copy_sheet(sheet)


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
