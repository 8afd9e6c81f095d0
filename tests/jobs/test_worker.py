"""The real worker as a process of its own: mail goes out, and what a killed one left is finished."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connection
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.core.actor import SYSTEM
from clientela.core.queue import enqueue
from clientela.jobs import actions, tasks
from clientela.jobs.models import Job
from clientela.post.models import MailboxMessage, Message
from tests.jobs.tally import NAME, people
from tests.jobs.test_run import each_once, silent
from tests.post.letters import queued

ROOT = Path(__file__).resolve().parents[2]
# The command line itself, which besides knows the tests' kind of job.
WORKER = (
    "import os, sys, django; os.environ['DJANGO_SETTINGS_MODULE'] = 'clientela.config.settings';"
    "django.setup(); import tests.jobs.tally; from clientela.__main__ import main;"
    "sys.argv = ['clientela', 'worker', '--concurrency', '2']; main()"
)


@contextmanager
def worker() -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen(
        [sys.executable, "-c", WORKER], cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}
    )
    try:
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
        try:
            process.wait(40)
        finally:
            process.kill()


def until(reached: Callable[[], bool], seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not reached():
        assert time.monotonic() < deadline, "took too long"
        time.sleep(0.1)


def sql(statement: str, values: Sequence[object] = ()) -> None:
    """Change the queue's own tables, which its models don't allow."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.mark.race
def test_killed_in_the_middle_a_second_worker_finishes(real_db: None) -> None:
    """F04, F08, F31: mail is sent; a job survives kill -9, each item once; SIGTERM ends it in order."""
    message, ids = queued(), people(240)
    with worker() as first:
        until(lambda: Message.objects.get(pk=message.pk).state == "sent", 20)
        job = actions.start(NAME, {"seconds": 0.1}, by=SYSTEM)
        until(lambda: 0 < Job.objects.get(pk=job.pk).handled < len(ids), 20)
        first.kill()
        first.wait(10)
    left = Job.objects.get(pk=job.pk)
    assert left.state == Job.State.RUNNING and 0 < left.handled < len(ids)
    assert ProcrastinateJob.objects.get(task_name="jobs.run").status == "doing"
    silent(left)
    sql("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    Job.objects.filter(pk=job.pk).update(params={})
    enqueue("jobs.reap", tasks.reap.queue)
    with worker() as second:
        until(lambda: Job.objects.get(pk=job.pk).state == Job.State.DONE, 30)
        second.terminate()
        assert second.wait(35) == 0
    each_once(job, ids)
    assert MailboxMessage.objects.count() == 1
    assert not ProcrastinateJob.objects.filter(task_name="jobs.run").exclude(status="succeeded").exists()


def test_the_reaper_is_not_stopped_by_a_doubled_task(real_db: None) -> None:
    """F32: a stalled task whose twin waits already is given up, and the rest is freed all the same."""
    sql("INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '5 minutes')")
    taken = (
        "UPDATE procrastinate_jobs SET status = 'doing', worker_id = (SELECT id FROM procrastinate_workers)"
        " WHERE task_name = %s"
    )
    people(3)
    stuck = actions.start(NAME, {}, by=SYSTEM)
    Job.objects.filter(pk=stuck.pk).update(state="running")
    silent(stuck)
    enqueue("gate.sweep", tasks.run.queue, once="gate.sweep")
    sql(taken, ["gate.sweep"])
    enqueue("gate.sweep", tasks.run.queue, once="gate.sweep")
    enqueue("post.sweep", tasks.run.queue)
    sql(taken, ["post.sweep"])
    tasks.reap()
    found = ProcrastinateJob.objects.order_by("id")
    assert [job.status for job in found.filter(task_name="gate.sweep")] == ["failed", "todo"]
    assert [job.status for job in found.filter(task_name="post.sweep")] == ["todo"]
    assert Job.objects.get(pk=stuck.pk).state == Job.State.QUEUED


def test_everything_on_the_schedule_is_a_task() -> None:
    from clientela.config.schedule import SCHEDULE

    for name, _cron, words in SCHEDULE:
        assert name in app.tasks and words
