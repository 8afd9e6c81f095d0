"""A kind of job for the tests: it counts how often each customer was handled, in the customer's own row."""

import time
from collections.abc import Iterable, Sequence

from django.db.models import F

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers.events import NoteChanged
from clientela.customers.models import Customer, Source
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job
from clientela.journal.actions import Entry, record_each

NAME = "tests.tally"


def everybody(job: Job) -> Iterable[int]:
    """All customers whom the store knows."""
    return Customer.objects.known().order_by("pk").values_list("pk", flat=True).iterator()


def tally(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Raise each customer's version and record one fact; what goes wrong is in the job's params."""
    time.sleep(job.params.get("seconds", 0))
    here = set(Customer.objects.known().filter(pk__in=keys).values_list("pk", flat=True))
    Customer.objects.filter(pk__in=here).update(version=F("version") + 1)
    record_each([Entry(NoteChanged(), pk) for pk in sorted(here)], by=by, job_id=job.pk)
    if set(job.params.get("break_at", ())) & set(keys):
        raise ZeroDivisionError
    if set(job.params.get("refuse_at", ())) & set(keys):
        raise Refused("The mailbox is full.")
    gone = Result(Item.Outcome.SKIPPED, "deleted meanwhile")
    odd = set(job.params.get("fail", ()))
    return {key: Result(Item.Outcome.FAILED, "odd" * 100) if key in odd else
            Result(before={"version": 1}) if key in here else gone for key in keys}  # fmt: skip


KIND = job_kind(JobKind(NAME, "Tally", Power.JOBS_RUN, everybody, tally, chunk=3))


def people(count: int) -> list[int]:
    """So many customers, by their ids."""
    made = Customer.objects.bulk_create([Customer(source=Source.STAFF) for _ in range(count)])
    return [customer.pk for customer in made]
