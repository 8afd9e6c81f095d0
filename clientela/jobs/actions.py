"""Starting, pausing, resuming and cancelling jobs."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.queue import Queue, enqueue
from clientela.jobs.events import JobEnded, JobStarted
from clientela.jobs.kinds import KINDS, Result, power_of
from clientela.jobs.models import Item, Job
from clientela.journal.actions import Subject, record

State = Job.State
STALLED = timedelta(seconds=30)
# So many crashes in a row, without a chunk done in between, park a job (security F32).
MOST_CRASHES = 3


class JobOver(Refused):
    """The job has ended, so nothing about it can change."""

    code = "job_over"
    sentence = _("This job has already ended.")


def start(kind: str, params: dict[str, Any], *, by: Actor) -> Job:
    """Begin a job of this kind; the worker takes it up at once."""
    by.must(KINDS[kind].power)
    with transaction.atomic():
        job = Job.objects.create(kind=kind, params=params, actor_kind=by.kind, actor_id=by.id)
        record(JobStarted(kind), by=by, subject=Subject("job", job.pk))
        _enqueue(job)
    return job


def write_down(kind: str, results: Mapping[int, Result], *, by: Actor, job_id: int | None = None) -> Job:
    """Keep what was done at once as a job that has ended: with its report, and its way back.

    `job_id` is the number that was taken for it before it was done.
    """
    by.must(KINDS[kind].power)
    with transaction.atomic():
        job = Job.objects.create(
            pk=job_id, kind=kind, actor_kind=by.kind, actor_id=by.id, is_frozen=True, total=len(results),
            done=len(results), started_at=timezone.now(),
        )  # fmt: skip
        items = [Item(job=job, key=key, outcome=r.outcome, before=r.before) for key, r in results.items()]
        Item.objects.bulk_create(items)
        record(JobStarted(kind), by=by, subject=Subject("job", job.pk))
        end(job, State.DONE, by=by)
        job.refresh_from_db()
    return job


def pause(job_id: int, *, by: Actor) -> Job:
    """Stop after the chunk at work; `resume` goes on from there."""
    return _move(job_id, {State.QUEUED, State.RUNNING}, State.PAUSED, by)


def resume(job_id: int, *, by: Actor) -> Job:
    """Go on with a paused job."""
    with transaction.atomic():
        job = _move(job_id, {State.PAUSED}, State.QUEUED, by)
        _enqueue(job)
    return job


def cancel(job_id: int, *, by: Actor) -> Job:
    """End a job after the chunk at work; what was done stays done, the rest is left alone."""
    with transaction.atomic():
        job = _move(job_id, {State.QUEUED, State.RUNNING, State.PAUSED}, State.CANCELLED, by)
        end(job, State.CANCELLED, by=by)
    return job


def _move(job_id: int, allowed: set[Job.State], to: Job.State, by: Actor) -> Job:
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise NotThere
        by.must(power_of(job.kind))
        if not job.is_open:
            raise JobOver
        if job.state in allowed:
            job.state = to
            job.save(update_fields=["state"])
    return job


def end(job: Job, state: Job.State, *, by: Actor, problem: str = "") -> None:
    """Close a job whose row the caller holds locked."""
    by.must(power_of(job.kind))
    job.state, job.problem = state, problem
    job.save(update_fields=["state", "problem"])
    Job.objects.filter(pk=job.pk).update(ended_at=Now())
    ended = JobEnded(job.kind, state.value, job.done, job.skipped, job.failed)
    record(ended, by=by, subject=Subject("job", job.pk))


def rest(job: Job, seconds: float, *, by: Actor) -> None:
    """Go on with a job a while later, so that others may use the worker meanwhile; its row is locked."""
    by.must(power_of(job.kind))
    job.state = State.QUEUED
    job.save(update_fields=["state"])
    _enqueue(job, timezone.now() + timedelta(seconds=seconds))


def _enqueue(job: Job, at: datetime | None = None) -> None:
    enqueue("jobs.run", Queue.BULK, once=f"job-{job.pk}", at=at, job_id=job.pk)


def reap(*, by: Actor) -> int:
    """Queue again the jobs whose worker died: running, but without a heartbeat for half a minute.

    One that always breaks is parked as failed. Gives how many were found.
    """
    by.must_be()
    with transaction.atomic():
        dead = list(
            Job.objects.select_for_update(skip_locked=True).filter(
                state=State.RUNNING, heartbeat_at__lt=Now() - STALLED
            )
        )
        for job in dead:
            _retry(job, by)
    return len(dead)


def _retry(job: Job, by: Actor) -> None:
    job.state, job.crashes = State.QUEUED, job.crashes + 1
    job.save(update_fields=["state", "crashes"])
    if job.crashes > MOST_CRASHES:
        end(job, State.FAILED, by=by, problem=job.problem or "worker lost")
    else:
        _enqueue(job)
