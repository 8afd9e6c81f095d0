"""The worker is killed in the middle of work on thousands of customers: each is done once or not at all."""

import time
from collections import Counter
from datetime import timedelta
from random import Random

import pytest
from django.db.models import F

from clientela.bulk import actions
from clientela.bulk.actions.starting import DELETE, TAG
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer, CustomerTag
from clientela.jobs import actions as jobs
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.segments.actions import select
from tests.crash.test_mail import Worker, worker

MANY, KILLS, SEED = 12_000, 4, 612
FACTS = {TAG: "customer.tags_added", DELETE: "customer.deleted"}
__all__ = ["worker"]


def _fill() -> None:
    emails = [f"many{number}@example.com" for number in range(MANY)]
    Customer.objects.bulk_create(Customer(email=each, email_key=each, source="import") for each in emails)


def _wait_for(job: Job, handled: int) -> bool:
    """Until so many are done, or the job has ended. Gives whether it goes on."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        job.refresh_from_db()
        if not job.is_open or job.done >= handled:
            return job.is_open
        time.sleep(0.005)
    raise AssertionError(f"only {job.done} of {MANY} were done")


def _whole_or_untouched(job: Job, kind: str) -> None:
    """Right after a kill: what the customers' rows say, the facts say and the results say is the same."""
    told = Counter(
        Event.objects.filter(job_id=job.pk, name=FACTS[kind]).values_list("customer_id", flat=True)
    )
    done = set(job.items.filter(outcome=Item.Outcome.DONE).values_list("key", flat=True))
    changed = Customer.objects.filter(version=2)
    if kind == TAG:
        assert set(CustomerTag.objects.values_list("customer_id", flat=True)) == done
    else:
        changed = changed.filter(deleted_at__isnull=False)
    assert set(changed.values_list("pk", flat=True)) == set(told) == done
    assert set(told.values()) <= {1} and job.done == len(done)


@pytest.mark.race
@pytest.mark.parametrize("kind", [TAG, DELETE])
def test_each_customer_is_done_once(worker: Worker, kind: str) -> None:
    """F01, F02: killed again and again, the job goes on where it stood and does nothing twice."""
    chance = Random(SEED)
    _fill()
    choices = {"tags": ["survivor"]} if kind == TAG else {}
    job = actions.start(kind, select(is_everybody=True, by=SYSTEM).pk, by=SYSTEM, **choices)
    killed = 0
    for part in range(1, KILLS + 1):
        if not _wait_for(job, MANY * part // (KILLS + 2) + chance.randint(0, 200)):
            break
        worker.kill()
        killed += 1
        job.refresh_from_db()
        _whole_or_untouched(job, kind)
        # As if the half minute were over after which a worker that says nothing counts as lost.
        Job.objects.filter(pk=job.pk).update(heartbeat_at=F("heartbeat_at") - timedelta(minutes=1))
        jobs.reap(by=SYSTEM)
        worker.start()
    while _wait_for(job, MANY + 1):
        pass
    assert killed >= 2, "the job was too quick to be killed"
    assert (job.state, job.done, job.total) == (Job.State.DONE, MANY, MANY)
    _whole_or_untouched(job, kind)
