"""Which jobs somebody sees: their own, and with the power for it those of all."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise

from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.jobs.kinds import KINDS, power_of
from clientela.jobs.models import Job

# How long a job that has ended is news.
NEWS_FOR = timedelta(minutes=15)
NEWEST = 50


@dataclass(frozen=True)
class Line:
    """A job as it is shown: what it is called, and whether this actor may pause, resume and cancel it."""

    job: Job
    title: str | Promise
    can_act: bool


def seen_by(actor: Actor) -> QuerySet[Job]:
    """The jobs that somebody may see: their own; who may run jobs sees all whose kind they may run."""
    own = Q(actor_kind=actor.kind, actor_id=actor.id)
    if not actor.can(Power.JOBS_RUN):
        return Job.objects.filter(own)
    closed = [name for name in KINDS if not actor.can(power_of(name))]
    return Job.objects.filter(own | ~Q(kind__in=closed))


def find(job_id: int, actor: Actor) -> Job:
    """One job that this actor may see. Raises `NotThere`."""
    job = seen_by(actor).filter(pk=job_id).first()
    if job is None:
        raise NotThere
    return job


def newest(actor: Actor) -> list[Line]:
    """The newest jobs, whatever became of them."""
    return [line(job, actor) for job in seen_by(actor).order_by("-pk")[:NEWEST]]


def current(actor: Actor) -> list[Line]:
    """What isn't finished, and what finished a few minutes ago: newest first."""
    quiet = [name for name, kind in KINDS.items() if kind.is_quiet]
    mine, since = seen_by(actor).exclude(kind__in=quiet), timezone.now() - NEWS_FOR
    unfinished = list(mine.filter(state__in=["queued", "running", "paused"]).order_by("-pk")[:NEWEST])
    # Of the newest alone: no index says when a job ended.
    ended = [job for job in mine.order_by("-pk")[:NEWEST] if job.ended_at and job.ended_at > since]
    return [line(job, actor) for job in sorted([*unfinished, *ended], key=lambda job: -job.pk)]


def line(job: Job, actor: Actor) -> Line:
    """A job as this actor is shown it."""
    title = KINDS[job.kind].title if job.kind in KINDS else job.kind
    return Line(job, title, actor.can(power_of(job.kind)))
