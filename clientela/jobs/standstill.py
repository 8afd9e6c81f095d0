"""Whether work stands still: tasks that nobody takes up, no worker, mail that no server takes.

Asked by the metrics, by the alerts and by the admin's banner, so it reads little: waiting tasks by their
index, the newest letters by their number.
"""

from dataclasses import dataclass

from django.db import connection

from clientela.core.queue import Queue
from clientela.post import queries as post

# How long (seconds) a task that is due may wait; long work at the back may keep others waiting there.
PATIENCE: dict[str, int] = {Queue.CODES: 120, Queue.MAIL: 300, Queue.WEBHOOKS: 900, Queue.BULK: 3600}
# A worker says every 10 seconds that it lives.
HEARTBEAT = 60
# So many letters in a row, none handed over in between.
LETTERS_IN_A_ROW = 3

_WAITING = """
SELECT queue_name, count(*), min(id) FILTER (WHERE scheduled_at IS NULL),
       coalesce(extract(epoch FROM now() - min(scheduled_at)), 0)
  FROM procrastinate_jobs
 WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now()) GROUP BY queue_name
"""
_QUEUED_SINCE = """
SELECT coalesce(extract(epoch FROM now() - max(at)), 0) FROM procrastinate_events
 WHERE job_id = %s AND type IN ('deferred', 'deferred_for_retry', 'retried')
"""
_HEARTBEAT = "SELECT extract(epoch FROM now() - max(last_heartbeat)) FROM procrastinate_workers"


@dataclass(frozen=True)
class Waiting:
    """A queue's tasks that are due and not taken up: how many, and how long (seconds) the oldest waits."""

    queue: str
    tasks: int
    oldest: float


@dataclass(frozen=True)
class Standstill:
    """One thing that stands still: `queue`, `worker` or `mail`; how many wait, and how long (seconds)."""

    kind: str
    waiting: int
    seconds: float

    @property
    def minutes(self) -> int:
        """How long, in whole minutes begun."""
        return int(self.seconds // 60) + 1


def queues() -> list[Waiting]:
    """Every queue in which something is due."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(_WAITING)
        for name, tasks, first, oldest in cursor.fetchall():
            age = float(oldest)
            if first is not None:
                cursor.execute(_QUEUED_SINCE, [first])
                age = max(age, float(cursor.fetchone()[0]))
            found.append(Waiting(name, int(tasks), age))
    return found


def heartbeat_age() -> float | None:
    """Seconds since a worker last said that it lives, or nothing where none ever did."""
    with connection.cursor() as cursor:
        cursor.execute(_HEARTBEAT)
        (age,) = cursor.fetchone()
    return None if age is None else float(age)


def standing() -> list[Standstill]:
    """All that stands still now; nothing while all goes its way."""
    return [*_tasks(), *_mail()]


def _tasks() -> list[Standstill]:
    waiting = queues()
    if not waiting:
        return []
    tasks, oldest, age = sum(w.tasks for w in waiting), max(w.oldest for w in waiting), heartbeat_age()
    if (age is None or age > HEARTBEAT) and oldest > HEARTBEAT:
        return [Standstill("worker", tasks, oldest)]
    late = [w for w in waiting if w.oldest > PATIENCE.get(w.queue, PATIENCE[Queue.BULK])]
    return [Standstill("queue", sum(w.tasks for w in late), max(w.oldest for w in late))] if late else []


def _mail() -> list[Standstill]:
    letters, seconds = post.failing_in_a_row()
    return [Standstill("mail", letters, seconds)] if letters >= LETTERS_IN_A_ROW else []
