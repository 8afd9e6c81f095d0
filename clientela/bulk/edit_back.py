"""The way back from the bulk editor: each value as it was, where it is still as the edit made it."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from clientela.bulk import cells
from clientela.bulk.cells import Values
from clientela.bulk.columns import ADDRESS_ID, Column, columns
from clientela.bulk.writing import Row, Trouble, write
from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.customers import actions
from clientela.customers.models import Customer
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item, Job

SKIPPED, FAILED, DONE = Item.Outcome.SKIPPED, Item.Outcome.FAILED, Item.Outcome.DONE
_SPOT = {ADDRESS_ID, *places.SPOT}


def back(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Put back what an edit changed of a chunk of customers."""
    told = Item.objects.filter(job_id=job.params["job"], key__in=keys).exclude(before=None)
    before: dict[int, Any] = dict(told.values_list("key", "before"))
    found = {each.pk: each for each in cells.held(before)}
    by = replace(by, job_id=job.pk)
    return {
        key: _one(found[key], before[key]["was"], before[key]["made"], by)
        if key in found
        else Result(SKIPPED, "gone")
        for key in keys
    }


def _one(customer: Customer, was: Values, made: Values, by: Actor) -> Result:
    """Part by part: what somebody changed since stays as it is, the rest goes back."""
    known = columns() | {key: Column(key, key, "field") for key in was if "." in key}
    parts: dict[str, list[str]] = {}
    for key in was:
        parts.setdefault("address" if key == ADDRESS_ID else _part(known[key]), []).append(key)
    reasons = [_part_back(customer, keys, was, made, known, by) for keys in parts.values()]
    stayed = [reason for reason in reasons if reason]
    if not stayed:
        return Result()
    if len(stayed) < len(reasons):
        return Result(DONE, "partly_changed_since" if set(stayed) == {"changed_since"} else stayed[0])
    return Result(SKIPPED if stayed[0] == "changed_since" else FAILED, stayed[0])


def _part(column: Column) -> str:
    """Cells that go back together; each value of the profile goes by itself."""
    return column.part if column.part == "address" else column.key


def _part_back(
    customer: Customer,
    keys: list[str],
    was: Values,
    made: Values,
    known: Mapping[str, Column],
    by: Actor,
) -> str:
    """Put some cells back. Gives the reason why not, or nothing."""
    customer = cells.again([customer])[0]
    now = cells.values([customer], [known[key] for key in keys if key != ADDRESS_ID])[customer.pk]
    # Of tags, those that the edit added go and those that it removed come back; others stay.
    if keys != ["tags"] and any(now[key] != made[key] for key in keys):
        return "" if all(now[key] == was[key] for key in keys) else "changed_since"
    wanted = {key: was[key] for key in keys if key != ADDRESS_ID}
    row = Row(customer, wanted, made, now, reason=_("Undo of a bulk edit"))
    try:
        with transaction.atomic():
            _write_back(row, was, known, by)
    except Refused as refused:
        return str(refused.sentence)
    return ""


def _write_back(row: Row, was: Values, known: Mapping[str, Column], by: Actor) -> None:
    if ADDRESS_ID in was and _SPOT & set(row.wanted) and not was[ADDRESS_ID]:
        actions.delete_address(row.id, int(row.now[ADDRESS_ID]), by=by)
        return
    trouble: Trouble = write(row, known, by=by)
    if trouble:
        raise Refused(next(iter(trouble.wrong.values()), ""), code="not_put_back")
