"""Carrying a job through: each item exactly once, whatever breaks on the way."""

from datetime import timedelta

import pytest
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed
from clientela.customers.models import Customer
from clientela.jobs import actions, running
from clientela.jobs.kinds import KINDS
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.staff.models import User
from tests.cast import Cast
from tests.jobs.tally import NAME, people

State = Job.State


def tasks(job: Job) -> int:
    """How many tasks for this job wait on the queue."""
    return ProcrastinateJob.objects.filter(
        task_name="jobs.run", args={"job_id": job.pk}, status="todo"
    ).count()


def begun(**params: object) -> Job:
    return actions.start(NAME, dict(params), by=SYSTEM)


def again(job: Job) -> Job:
    job.refresh_from_db()
    return job


def each_once(job: Job, ids: list[int]) -> None:
    """The oracle: every customer's row changed once, one fact each, one result each, figures that add up."""
    again(job)
    assert set(Customer.objects.filter(pk__in=ids).values_list("version", flat=True)) == {2}
    facts = Event.objects.filter(job_id=job.pk, customer_id__in=ids)
    assert facts.count() == len(ids)
    assert job.items.exclude(outcome=Item.Outcome.WAITING).count() == job.total == job.handled


def silent(job: Job) -> None:
    """As if its worker had died a minute ago."""
    Job.objects.filter(pk=job.pk).update(heartbeat_at=timezone.now() - timedelta(minutes=1))


def test_all_are_handled_with_a_result_each(db: None) -> None:
    """F04: results per item, progress, and what an undo needs."""
    ids = people(20)
    job = begun(fail=ids[:2])
    assert (job.state, tasks(job)) == (State.QUEUED, 1)
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert (job.state, job.done, job.failed, job.percent) == (State.DONE, 18, 2, 100)
    assert job.started_at and job.heartbeat_at and job.ended_at
    assert job.items.get(key=ids[5]).before == {"version": 1}
    assert len(job.items.get(key=ids[0]).reason) == 200
    names = list(Event.objects.filter(subject_kind="job").order_by("id").values_list("name", flat=True))
    assert names == ["job.started", "job.ended"]


def test_the_set_stays_as_it_was_and_who_is_gone_is_skipped(db: None) -> None:
    """F29: those deleted between selection and run are skipped with a reason; newcomers aren't touched."""
    ids = people(9)
    job = begun()
    fence = running._claim(job.pk)
    assert fence and running._chunk(fence)  # freezes
    Customer.objects.filter(pk=ids[4]).update(deleted_at=timezone.now())
    late = people(3)
    while running._chunk(fence):
        pass
    assert (again(job).done, job.skipped, job.total) == (8, 1, 9)
    assert job.items.get(key=ids[4]).reason == "deleted meanwhile"
    assert not job.items.filter(key__in=late).exists()


def test_ten_thousand_are_frozen_and_handled(db: None) -> None:
    """F04: a large set; the chunks grow while they are quick."""
    ids = people(10_000)
    job = begun()
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert (job.total, job.done) == (10_000, 10_000)


def test_nobody_selected_is_done_at_once(db: None) -> None:
    job = begun()
    running.run(job.pk, by=SYSTEM)
    assert (again(job).state, job.total, job.percent) == (State.DONE, 0, 0)


def test_a_doubled_task_does_nothing(db: None) -> None:
    """F05: the same task twice on the queue."""
    ids = people(5)
    job = begun()
    running.run(job.pk, by=SYSTEM)
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert job.attempt == 1


def test_pause_and_resume(db: None) -> None:
    """It stops after the chunk at work and goes on where it was."""
    ids = people(10)
    job = begun()
    fence = running._claim(job.pk)
    assert fence and running._chunk(fence) and running._chunk(fence)
    assert actions.pause(job.pk, by=SYSTEM).state == State.PAUSED
    assert not running._chunk(fence)
    assert again(job).handled == 3
    running.run(job.pk, by=SYSTEM)
    assert again(job).state == State.PAUSED
    assert actions.resume(job.pk, by=SYSTEM).state == State.QUEUED
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert job.state == State.DONE


def test_pausing_before_it_began_and_resuming_twice(db: None) -> None:
    ids = people(2)
    job = begun()
    actions.pause(job.pk, by=SYSTEM)
    running.run(job.pk, by=SYSTEM)
    assert again(job).attempt == 0
    actions.resume(job.pk, by=SYSTEM)
    assert actions.resume(job.pk, by=SYSTEM).state == State.QUEUED
    assert tasks(job) == 1
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)


def test_cancel_leaves_the_rest_alone(db: None) -> None:
    """What was done stays done, and an ended job changes no more."""
    ids = people(10)
    job = begun()
    fence = running._claim(job.pk)
    assert fence and running._chunk(fence) and running._chunk(fence)
    actions.cancel(job.pk, by=SYSTEM)
    assert not running._chunk(fence)
    assert (again(job).state, job.done, job.ended_at is not None) == (State.CANCELLED, 3, True)
    assert Customer.objects.filter(pk__in=ids, version=2).count() == 3
    for verb in (actions.pause, actions.resume, actions.cancel):
        with pytest.raises(actions.JobOver):
            verb(job.pk, by=SYSTEM)


def test_a_crash_in_the_middle_is_taken_up_again(db: None) -> None:
    """F04: an exception undoes its chunk; after the reaper it goes on, each item exactly once."""
    ids = people(12)
    job = begun(break_at=[ids[7]])
    with pytest.raises(ZeroDivisionError):
        running.run(job.pk, by=SYSTEM)
    assert (again(job).state, job.handled, job.problem) == (State.RUNNING, 3, "ZeroDivisionError")
    assert Customer.objects.filter(version=2).count() == 3
    assert actions.reap(by=SYSTEM) == 0
    silent(job)
    Job.objects.filter(pk=job.pk).update(params={})
    assert actions.reap(by=SYSTEM) == 1
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert (job.state, job.problem, job.attempt) == (State.DONE, "", 2)


def test_a_worker_killed_twenty_times_still_ends(db: None) -> None:
    """F04: as long as there is progress in between, no number of kills parks a job."""
    ids = people(65)
    job = begun()
    for _ in range(20):
        fence = running._claim(job.pk)
        assert fence and running._chunk(fence)
        silent(job)
        assert actions.reap(by=SYSTEM) == 1
    running._chunk(running.Fence(job.pk, 20, 3, 0.25))
    running.run(job.pk, by=SYSTEM)
    each_once(job, ids)
    assert job.state == State.DONE


def test_an_older_attempt_changes_nothing(db: None) -> None:
    """F05: a worker that was asleep beyond the stall limit wakes up, and its chunk changes nothing."""
    ids = people(9)
    job = begun()
    asleep = running._claim(job.pk)
    assert asleep and running._chunk(asleep)
    silent(job)
    actions.reap(by=SYSTEM)
    fresh = running._claim(job.pk)
    assert fresh and fresh.attempt == asleep.attempt + 1
    assert running._chunk(fresh)
    assert not running._chunk(asleep)
    running._fail(asleep, "late")
    running._crashed(asleep, "late")
    assert (again(job).state, job.handled, job.problem) == (State.RUNNING, 3, "")
    while running._chunk(fresh):
        pass
    each_once(job, ids)


def test_a_job_that_always_breaks_is_parked(db: None) -> None:
    """F32: after three more tries it has failed, with the reason; others go on."""
    ids = people(9)
    job = begun(break_at=[ids[4]])
    for _ in range(actions.MOST_CRASHES + 1):
        with pytest.raises(ZeroDivisionError):
            running.run(job.pk, by=SYSTEM)
        silent(job)
        actions.reap(by=SYSTEM)
    assert (again(job).state, job.problem) == (State.FAILED, "ZeroDivisionError")
    assert job.done == 3 and job.ended_at
    assert actions.reap(by=SYSTEM) == 0


def test_a_job_that_always_kills_its_worker_is_parked(db: None) -> None:
    """F18, F32: no exception is ever seen, and still it ends."""
    people(3)
    job = begun()
    for _ in range(actions.MOST_CRASHES + 1):
        assert running._claim(job.pk)
        silent(job)
        actions.reap(by=SYSTEM)
    assert again(job).state == State.FAILED and job.problem


def test_a_kind_that_is_no_longer_known_is_parked(db: None) -> None:
    """F32: a job of a former version ends as failed instead of coming back for ever."""
    job = begun()
    Job.objects.filter(pk=job.pk).update(kind="gone.kind")
    running.run(job.pk, by=SYSTEM)
    assert again(job).state == State.FAILED
    other = begun()
    Job.objects.filter(pk=other.pk).update(kind="gone.kind")
    assert actions.cancel(other.pk, by=SYSTEM).state == State.CANCELLED


def test_a_refusal_ends_the_job_with_its_sentence(db: None) -> None:
    ids = people(9)
    job = begun(refuse_at=[ids[5]])
    running.run(job.pk, by=SYSTEM)
    assert (again(job).state, job.problem, job.done) == (State.FAILED, "The mailbox is full.", 3)
    assert Customer.objects.filter(version=2).count() == 3


def halfway(user: User) -> tuple[Job, running.Fence]:
    """A job of this member of staff, one chunk done."""
    people(9)
    job = actions.start(NAME, {}, by=user.as_actor())
    fence = running._claim(job.pk)
    assert fence and running._chunk(fence) and running._chunk(fence)
    return job, fence


@pytest.mark.parametrize("how", ["role", "switched off", "deleted"])
def test_a_power_withdrawn_stops_it_at_the_next_chunk(cast: Cast, how: str) -> None:
    """AC-04, F28: role changed, account switched off or gone: nothing happens after that."""
    job, _fence = halfway(cast.marketing)
    silent(job)
    actions.reap(by=SYSTEM)
    if how == "deleted":
        User.objects.filter(pk=cast.marketing.pk).delete()
    else:
        changes = {"role": "read_only"} if how == "role" else {"is_active": False}
        User.objects.filter(pk=cast.marketing.pk).update(**changes)
    running.run(job.pk, by=SYSTEM)
    assert (again(job).state, job.handled) == (State.FAILED, 3)
    assert job.problem


def test_who_may(cast: Cast) -> None:
    """AC-02: starting, pausing and cancelling need the kind's power; running is the system's."""
    job = actions.start(NAME, {}, by=cast.manager.as_actor())
    for user in (cast.support, cast.read_only):
        for verb in (actions.pause, actions.resume, actions.cancel):
            with pytest.raises(NotAllowed):
                verb(job.pk, by=user.as_actor())
        with pytest.raises(NotAllowed):
            actions.start(NAME, {}, by=user.as_actor())
    for by in (visitor(), cast.owner.as_actor()):
        with pytest.raises(NotAllowed):
            running.run(job.pk, by=by)
        with pytest.raises(NotAllowed):
            actions.reap(by=by)


def test_every_kind_has_a_power_and_a_title() -> None:
    """AC-01: no job without a permission."""
    for kind in KINDS.values():
        assert kind.power and str(kind.title)
