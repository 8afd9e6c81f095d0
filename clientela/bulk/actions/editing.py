"""Editing many customers at once, each in its own way, as typed into the bulk editor."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from django.db import OperationalError, transaction
from django.utils.translation import gettext_lazy as _
from psycopg.errors import DeadlockDetected

from clientela.bulk import cells
from clientela.bulk.cells import Values
from clientela.bulk.columns import Column, asked, columns
from clientela.bulk.writing import Row, Trouble, write
from clientela.core.actor import Actor
from clientela.core.copying import new_ids
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.jobs import actions as jobs
from clientela.jobs.kinds import Result
from clientela.jobs.models import Job

EDIT, EDIT_BACK = "customers.edit", "customers.edit_back"
MOST_ROWS = 100
_TRIES = 3


@dataclass
class EditOutcome:
    """What came of it: who was saved (and the job that can be undone), who wasn't and why, who is gone."""

    saved: list[int] = field(default_factory=list)
    refused: dict[int, Trouble] = field(default_factory=dict)
    gone: list[int] = field(default_factory=list)
    job: Job | None = None


class _Refused(Exception):
    """Takes back what was written of one customer."""


def edit_rows(
    changes: Mapping[int, Mapping[str, str]], seen: Mapping[int, Mapping[str, str]], *, by: Actor
) -> EditOutcome:
    """Change cells of customers: texts by column, with the plain values the editor started from.

    Each customer is saved whole or not at all, whatever becomes of the others; a value that a colleague
    changed meanwhile is kept and told. What was saved is one job that has ended, which `undo` takes back.
    Raises `NotAllowed` for a column beyond the actor's powers, `NotThere` for one that isn't any.
    """
    by.must(Power.CUSTOMERS_EDIT)
    if len(changes) > MOST_ROWS:
        raise Refused(_("Edit at most 100 customers at once."), code="too_many_rows")
    known = asked({key for row in changes.values() for key in row}, by)
    return _persistently(lambda: _edit(changes, seen, known, by))


def _persistently(edit: Callable[[], EditOutcome]) -> EditOutcome:
    """Others may tag the same customers right now: a deadlock keeps nothing, so it is tried again."""
    for _try in range(_TRIES - 1):
        try:
            return edit()
        except OperationalError as problem:
            if not isinstance(problem.__cause__, DeadlockDetected):
                raise
    return edit()


def _edit(
    changes: Mapping[int, Mapping[str, str]],
    seen: Mapping[int, Mapping[str, str]],
    known: Mapping[str, Column],
    by: Actor,
) -> EditOutcome:
    outcome = EditOutcome()
    with transaction.atomic():
        # The number of the job comes first, so that each timeline can tell what the change belonged to.
        (job_id,) = new_ids("jobs_job_id_seq", 1)
        found = cells.held(changes)
        watched = _watched(known)
        before = cells.values(found, watched)
        outcome.gone = sorted(set(changes) - set(before))
        at_work = replace(by, job_id=job_id)
        outcome.refused = _write_all(found, changes, seen, before, known, at_work)
        saved = [each for each in found if each.pk not in outcome.refused]
        after = cells.values(cells.again(saved), watched)
        results = {pk: _result(before[pk], after[pk]) for pk in after if before[pk] != after[pk]}
        outcome.saved = list(results)
        outcome.job = jobs.write_down(EDIT, results, by=by, job_id=job_id) if results else None
    return outcome


def _watched(known: Mapping[str, Column]) -> list[Column]:
    """The columns whose values an undo needs: another address may end consent too."""
    more = [columns()["email_consent"]] if "email" in known and "email_consent" not in known else []
    return [*known.values(), *more]


def _result(before: Values, after: Values) -> Result:
    was, made = cells.differing(before, after)
    return Result(before={"was": was, "made": made})


def _write_all(
    found: list[Customer],
    changes: Mapping[int, Mapping[str, str]],
    seen: Mapping[int, Mapping[str, str]],
    before: Mapping[int, Values],
    known: Mapping[str, Column],
    by: Actor,
) -> dict[int, Trouble]:
    """Write customer by customer. Who was refused is asked again after the others: an address may be free."""
    waiting = found
    while True:
        refused: dict[int, Trouble] = {}
        for customer in waiting:
            pk = customer.pk
            trouble = _write_one(customer, changes[pk], seen.get(pk, {}), before[pk], known, by)
            if trouble:
                refused[pk] = trouble
        if not refused or len(refused) == len(waiting):
            return refused
        waiting = [each for each in waiting if each.pk in refused]


def _write_one(
    customer: Customer,
    texts: Mapping[str, str],
    seen: Mapping[str, str],
    now: Values,
    known: Mapping[str, Column],
    by: Actor,
) -> Trouble:
    wrong, wanted = Trouble(), Values()
    for key, text in texts.items():
        try:
            wanted[key] = known[key].read(text)
        except Refused as refused:
            wrong.take(refused, [key], now)
    try:
        with transaction.atomic():
            trouble = write(Row(customer, wanted, seen, now), known, by=by)
            trouble.wrong |= wrong.wrong
            if trouble:
                raise _Refused
    except _Refused:
        pass
    return trouble
