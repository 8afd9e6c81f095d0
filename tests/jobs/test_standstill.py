"""What stands still is seen: tasks nobody takes up, no worker, mail no server takes."""

import pytest
from django.db import connection

from clientela.core.queue import Queue, enqueue
from clientela.jobs.standstill import PATIENCE, queues, standing
from clientela.post.models import Message
from tests.post.letters import queued


def older(seconds: int) -> None:
    """Make all waiting tasks this much older."""
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_events SET at = at - make_interval(secs => %s)", [seconds])
        cursor.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = scheduled_at - make_interval(secs => %s)", [seconds]
        )


def alive(seconds_ago: int = 0) -> None:
    """A worker said that it lives, so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - make_interval(secs => %s))",
            [seconds_ago],
        )


def kinds() -> list[str]:
    return [one.kind for one in standing()]


def test_nothing_stands_still_in_a_quiet_store(db: None) -> None:
    """No work, no worker, no alarm."""
    assert standing() == [] and queues() == []


def test_no_worker_is_seen_once_work_waits(db: None) -> None:
    enqueue("post.sweep", Queue.MAIL)
    assert kinds() == []
    older(70)
    (one,) = standing()
    assert (one.kind, one.waiting, one.minutes) == ("worker", 1, 2)
    alive(seconds_ago=90)
    assert kinds() == ["worker"]
    alive()
    assert kinds() == []


@pytest.mark.parametrize("queue", Queue)
def test_a_task_waits_too_long_by_its_queue(db: None, queue: Queue) -> None:
    """F32: codes are missed soon; long work may keep the last queue waiting for an hour."""
    alive()
    enqueue("post.sweep", queue)
    older(PATIENCE[queue] - 10)
    assert kinds() == []
    older(20)
    assert kinds() == ["queue"]


def test_what_is_for_later_does_not_wait(db: None) -> None:
    alive()
    enqueue("post.sweep", Queue.MAIL)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = now() + interval '1 hour'")
    older(3000)
    assert queues() == []
    older(1200)
    assert [waiting.queue for waiting in queues()] == ["mail"] and kinds() == ["queue"]


def failing(letters: int, attempts: int = 2, state: str = "queued") -> None:
    """So many letters that no server took."""
    for number in range(letters):
        message = queued(subject=f"No. {number}")
        Message.objects.filter(pk=message.pk).update(state=state, attempts=attempts, error="451 later")


def test_mail_that_no_server_takes_is_seen(db: None) -> None:
    """F09, F11: a server that is down or refuses our password stops every letter."""
    alive()
    failing(2)
    assert kinds() == []
    failing(1)
    (one,) = standing()
    assert (one.kind, one.waiting) == ("mail", 3)
    sent = queued(subject="Gone")
    Message.objects.filter(pk=sent.pk).update(state="sent", attempts=1)
    assert kinds() == []


def test_wrong_addresses_are_no_standstill(db: None) -> None:
    """F12: a letter turned away at once says nothing about the others."""
    alive()
    failing(5, attempts=1, state="failed")
    assert kinds() == []
