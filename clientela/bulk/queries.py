"""What came of a job, customer by customer, and whether it can be taken back."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count
from django.utils import timezone

from clientela.bulk.actions.undoing import KEPT
from clientela.bulk.models import Mailing
from clientela.core import keyset
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.customers import queries as customers
from clientela.jobs.kinds import KINDS, power_of
from clientela.jobs.models import Item, Job
from clientela.segments.models import Selection

PAGE = 50
BATCH = 5000


def selection(selection_id: int, *, by: Actor) -> Selection:
    """A selection of one's own. Raises `NotThere`."""
    found = Selection.objects.filter(pk=selection_id, made_by_id=by.id).first()
    if found is None:
        raise NotThere
    return found


def mailing(mailing_id: int, *, by: Actor) -> Mailing:
    """An email to many of one's own. Raises `NotThere`."""
    found = Mailing.objects.select_related("selection").filter(pk=mailing_id, staff_id=by.id).first()
    if found is None:
        raise NotThere
    return found


@dataclass(frozen=True)
class Line:
    """One result: the item, and what its customer is called (nothing where they are gone)."""

    item: Item
    name: str


def results(job: Job, outcome: str, *, after: str = "", before: str = "") -> tuple[Page[Item], list[Line]]:
    """One page of what came of each, perhaps of one outcome alone."""
    rows = Item.objects.filter(job=job)
    if outcome in Item.Outcome.values:
        rows = rows.filter(outcome=outcome)
    page = keyset.page(rows, Order("key"), size=PAGE, after=after, before=before)
    names = customers.names([item.key for item in page.rows]) if is_of_customers(job) else {}
    return page, [Line(item, names.get(item.key, "")) for item in page.rows]


def is_of_customers(job: Job) -> bool:
    """Whether each result is of a customer; else it is of a line of a file, or of a part of one."""
    return job.kind in KINDS and KINDS[job.kind].of_customers


def reasons(job: Job) -> list[tuple[str, int]]:
    """Why some were left out or failed, and how many for each reason; most first."""
    rows = Item.objects.filter(job=job, outcome__in=[Item.Outcome.SKIPPED, Item.Outcome.FAILED])
    counted = rows.order_by().values_list("reason").annotate(count=Count("*")).order_by("-count")
    return [(str(reason), int(count)) for reason, count in counted[:PAGE]]


def report(job: Job) -> Iterator[tuple[int, str, str]]:
    """Every result, in the order of keys."""
    rows = Item.objects.filter(job=job).order_by("key").values_list("key", "outcome", "reason")
    return rows.iterator(chunk_size=BATCH)


@dataclass(frozen=True)
class WayBack:
    """Whether a job can be undone, and the job that did it, if any."""

    is_open: bool
    undone_by: Job | None = None


def way_back(job: Job) -> WayBack:
    """How a job can be taken back, for thirty days."""
    kind = KINDS.get(job.kind)
    if kind is None or not kind.undo:
        return WayBack(False)
    undone = Job.objects.filter(kind=kind.undo, params__job=job.pk).first()
    is_recent = bool(job.ended_at and job.ended_at > timezone.now() - KEPT)
    return WayBack(is_recent and bool(job.done) and undone is None, undone)


def can_undo(job: Job, *, by: Actor) -> bool:
    """Whether somebody may take a job back now: doing it and undoing it must both be theirs to do."""
    kind = KINDS.get(job.kind)
    if kind is None or not (by.can(kind.power) and by.can(power_of(kind.undo))):
        return False
    return way_back(job).is_open
