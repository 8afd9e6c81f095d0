"""How a worker carries a job through, chunk by chunk."""

import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

import structlog
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Now

from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.core.errors import Refused
from clientela.core.people import among
from clientela.jobs import actions
from clientela.jobs.kinds import KINDS, JobKind, Result
from clientela.jobs.models import Item, Job
from clientela.staff.models import User

log = structlog.get_logger()

LARGEST_CHUNK = 20_000
FREEZE_BATCH = 20_000
_FREEZE = "INSERT INTO jobs_item (job_id, key, outcome, reason)"
_COPY = "COPY jobs_item (job_id, key, outcome, reason) FROM STDIN"


@dataclass
class Fence:
    """Which attempt at a job this worker is; a chunk of an older attempt changes nothing."""

    job_id: int
    attempt: int
    size: int
    seconds: float


def run(job_id: int, *, by: Actor, tick: Callable[[], None] = lambda: None) -> None:
    """Take up a job that waits, and work until it ends, pauses or is taken over; `tick` after each chunk."""
    by.must_be()
    fence = _claim(job_id)
    if fence is None:
        return
    try:
        while _chunk(fence):
            tick()
    except Refused as refused:
        _fail(fence, str(refused.sentence))
    except Exception as problem:
        log.exception("job_crashed", job=job_id)
        _crashed(fence, type(problem).__name__)
        raise


def _claim(job_id: int) -> Fence | None:
    """Make this worker the only one; nothing where the job doesn't wait. A doubled task stops here."""
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id, state=Job.State.QUEUED).first()
        if job is None:
            return None
        if job.kind not in KINDS:
            actions.end(job, Job.State.FAILED, by=SYSTEM, problem="unknown kind")
            return None
        job.state, job.attempt = Job.State.RUNNING, job.attempt + 1
        job.save(update_fields=["state", "attempt"])
        Job.objects.filter(pk=job_id).update(heartbeat_at=Now())
        Job.objects.filter(pk=job_id, started_at=None).update(started_at=Now())
    return Fence(job_id, job.attempt, KINDS[job.kind].chunk, KINDS[job.kind].seconds)


def _held(fence: Fence) -> Job | None:
    """The job's row, locked, while this attempt is still the one at work."""
    rows = Job.objects.select_for_update().filter(pk=fence.job_id, attempt=fence.attempt)
    return rows.filter(state=Job.State.RUNNING).first()


def actor_of(job: Job) -> Actor:
    """Who the job works for, with the powers they hold now: one withdrawn stops the job (security AC-04)."""
    if job.actor_kind == Kind.SYSTEM:
        return SYSTEM
    user = User.objects.filter(pk=job.actor_id).first()
    return user.as_actor() if user else Actor(Kind.STAFF, job.actor_id)


def _chunk(fence: Fence) -> bool:
    """One chunk in one transaction. Gives whether there may be more."""
    began = time.monotonic()
    with transaction.atomic():
        job = _held(fence)
        if job is None:
            return False
        kind, who = KINDS[job.kind], actor_of(job)
        who.must(kind.power)
        if not job.is_frozen:
            _freeze(job, kind)
            return True
        per_minute = kind.per_minute(job) if kind.per_minute else 0
        waiting = Item.objects.filter(job=job, key__gt=job.cursor).order_by("key")
        keys = list(waiting.values_list("key", flat=True)[: _size(fence, per_minute)])
        if not keys:
            actions.end(job, Job.State.DONE, by=who)
            return False
        done = _write(job, kind.work(job, keys, who), keys[-1])
        if per_minute and done:
            actions.rest(job, done * 60 / per_minute, by=who)
            return False
    _adapt(fence, time.monotonic() - began)
    return True


def _size(fence: Fence, per_minute: int) -> int:
    """How many to take at once: where only so many may be done in a minute, ten seconds' worth."""
    return min(fence.size, max(1, per_minute // 6)) if per_minute else fence.size


def _freeze(job: Job, kind: JobKind) -> None:
    with connection.cursor() as cursor:
        # Whom a million rows name is written by one statement, which may take longer than a page may.
        cursor.execute("SET LOCAL statement_timeout = '15min'")
    found = kind.freeze(job)
    # Rows of which something else than the id was asked are keys like any others.
    if isinstance(found, QuerySet) and not found.query.values_select:
        total = _freeze_rows(job, found)
    else:
        total = _freeze_keys(job, iter(found))
    Job.objects.filter(pk=job.pk).update(total=total, is_frozen=True, heartbeat_at=Now())


def _freeze_rows(job: Job, rows: "QuerySet[Any]") -> int:
    """The ids of rows, written by the database itself."""
    try:
        statement, values = rows.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return 0
    # Django wrote the inner statement; its values are bound.
    copying = f"{_FREEZE} SELECT %s, chosen.id, %s, '' FROM ({statement}) AS chosen(id)"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(copying, [job.pk, Item.Outcome.WAITING.value, *values])
        return int(cursor.rowcount)


def _freeze_keys(job: Job, keys: Iterator[int]) -> int:
    total = 0
    # In batches: nothing else can be asked of a connection while a COPY runs on it.
    while batch := list(islice(keys, FREEZE_BATCH)):
        with connection.cursor() as cursor, cursor.copy(_COPY) as rows:
            for key in batch:
                rows.write_row((job.pk, key, Item.Outcome.WAITING.value, ""))
        total += len(batch)
    return total


def _write(job: Job, results: dict[int, Result], last: int) -> int:
    """Keep a chunk's results. Gives how many were done."""
    plain: dict[tuple[str, str], list[int]] = {}
    for key, result in results.items():
        if result.before is None:
            plain.setdefault((result.outcome, result.reason[:200]), []).append(key)
    # Most of a chunk ends alike: a statement for each way in which it does.
    for (outcome, reason), keys in plain.items():
        Item.objects.filter(job=job, key__in=among(keys)).update(outcome=outcome, reason=reason)
    _write_with_before(job, {key: result for key, result in results.items() if result.before is not None})
    counts = {outcome: sum(r.outcome == outcome for r in results.values()) for outcome in Item.Outcome}
    Job.objects.filter(pk=job.pk).update(
        cursor=last,
        done=F("done") + counts[Item.Outcome.DONE],
        skipped=F("skipped") + counts[Item.Outcome.SKIPPED],
        failed=F("failed") + counts[Item.Outcome.FAILED],
        heartbeat_at=Now(),
        crashes=0,
    )
    return counts[Item.Outcome.DONE]


def _write_with_before(job: Job, results: dict[int, Result]) -> None:
    if not results:
        return
    found = list(results.values())
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE jobs_item i SET outcome = r.outcome, reason = r.reason, before = r.before"
            " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::jsonb[]) r(key, outcome, reason, before)"
            " WHERE i.job_id = %s AND i.key = r.key",
            [
                list(results),
                [result.outcome.value for result in found],
                [result.reason[:200] for result in found],
                [json.dumps(result.before) for result in found],
                job.pk,
            ],
        )


def _adapt(fence: Fence, took: float) -> None:
    """Keep a chunk's locks short: half the size when it took too long, double when it was quick."""
    if took > fence.seconds:
        fence.size = max(1, fence.size // 2)
    elif took < fence.seconds / 3:
        fence.size = min(LARGEST_CHUNK, fence.size * 2)


def _fail(fence: Fence, problem: str) -> None:
    with transaction.atomic():
        job = _held(fence)
        if job:
            actions.end(job, Job.State.FAILED, by=SYSTEM, problem=problem)


def _crashed(fence: Fence, problem: str) -> None:
    """Note why; the reaper tries again soon, and parks a job that always breaks (security F32)."""
    here = Job.objects.filter(pk=fence.job_id, attempt=fence.attempt, state=Job.State.RUNNING)
    here.update(problem=problem)
