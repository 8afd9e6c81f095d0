"""The jobs' part when people are forgotten: a report keeps the outcome, and not what they were before."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.jobs.kinds import KINDS
from clientela.jobs.models import Item, Job

COVERS = {"jobs.Item.key": "stays: a number that leads to an empty row; what an undo needed is emptied"}


def forget(people: People, *, by: Actor) -> None:
    """Empty what an undo would put back, of the jobs whose items are customers."""
    by.must_be()
    kinds = [name for name, kind in KINDS.items() if kind.of_customers]
    theirs = Item.objects.filter(job__in=Job.objects.filter(kind__in=kinds), key__in=people.any)
    theirs.filter(before__isnull=False).update(before=None)
