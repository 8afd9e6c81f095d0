"""Tags on many customers: what becomes of each, and the way back."""

from collections.abc import Sequence

from clientela.core.actor import Actor
from clientela.customers import queries as customers
from clientela.customers.actions.tags import add_tags, past_most, remove_tags
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event

SKIPPED, FAILED, GONE = Item.Outcome.SKIPPED, Item.Outcome.FAILED, "gone"


def add(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Put the job's tags on a chunk of customers; who has them already, or has too many, is left out."""
    return _added(keys, job.params["tags"], job.pk, by)


def _added(keys: Sequence[int], tags: list[str], job_id: int, by: Actor) -> dict[int, Result]:
    full = past_most(keys, tags)
    changed = set(add_tags([key for key in keys if key not in full], tags, by=by, job_id=job_id))
    known = customers.known_of([key for key in keys if key not in changed])
    return {key: Result() if key in changed else _left_out(key, full, known, "has_already") for key in keys}


def remove(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Take the job's tags off a chunk of customers; who hasn't any of them is left out."""
    return _removed(keys, job.params["tags"], job.pk, by)


def _removed(keys: Sequence[int], tags: list[str], job_id: int, by: Actor) -> dict[int, Result]:
    changed = set(remove_tags(keys, tags, by=by, job_id=job_id))
    known = customers.known_of([key for key in keys if key not in changed])
    return {key: Result() if key in changed else _left_out(key, set(), known, "has_not") for key in keys}


def _left_out(key: int, full: set[int], known: set[int], reason: str) -> Result:
    if key in full:
        return Result(FAILED, "too_many_tags")
    return Result(SKIPPED, reason if key in known else GONE)


def back(fact: str, job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Take back what another job changed, for each customer as the log tells it; later changes stay."""
    told = Event.objects.filter(job_id=job.params["job"], name=fact, customer_id__in=keys)
    by_tags: dict[tuple[str, ...], list[int]] = {}
    for event in told:
        by_tags.setdefault(tuple(event.data["tags"]), []).append(event.customer_id or 0)
    results = {key: Result(SKIPPED, GONE) for key in keys}
    turn = _removed if fact == "customer.tags_added" else _added
    for tags, ids in by_tags.items():
        results |= turn(ids, list(tags), job.pk, by)
    return results
