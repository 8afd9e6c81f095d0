"""Kinds of job: each app lists its own; `config/catalogue.py` imports them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.functional import Promise

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.jobs.models import Item, Job


@dataclass(frozen=True)
class Result:
    """What became of one item; `reason` is a stable code or a sentence, `before` what an undo puts back."""

    outcome: Item.Outcome = Item.Outcome.DONE
    reason: str = ""
    before: Any = None


@dataclass(frozen=True)
class JobKind:
    """One kind: who may run it, which items it has, and what it does to a chunk of them.

    `freeze` gives the keys when the job starts, as numbers or as rows whose ids they are; the set stays as it
    was then. `work` gets a chunk of keys, in rising order, inside the chunk's transaction, and gives a result
    for each. `seconds` is how long a chunk may hold its rows: it grows or shrinks to that. `per_minute` says
    how many may be done in a minute; none or 0 is as many as it can. `of_customers` says that keys are
    customers: what one was before goes when they are forgotten. `undo` names the kind that takes it back,
    from the job's `params` with the one undone as `job`. `is_quiet` keeps it out of the tray.
    """

    name: str
    title: str | Promise
    power: Power
    freeze: Callable[[Job], Iterable[int] | QuerySet[Any]]
    work: Callable[[Job, Sequence[int], Actor], dict[int, Result]]
    chunk: int = 500
    seconds: float = 0.25
    per_minute: Callable[[Job], int] | None = None
    of_customers: bool = True
    undo: str = ""
    is_quiet: bool = False


KINDS: dict[str, JobKind] = {}


def job_kind(kind: JobKind) -> JobKind:
    """List a kind of job."""
    KINDS[kind.name] = kind
    return kind


def power_of(kind: str) -> Power:
    """What it takes to touch a job; a kind that a former version knew takes the general power."""
    return KINDS[kind].power if kind in KINDS else Power.JOBS_RUN
