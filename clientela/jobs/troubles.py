"""What is wrong in the queue: tasks that failed lately, or that nobody takes up."""

from typing import Any

from django.db import connection
from django.db.models import QuerySet
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.jobs.standstill import PATIENCE

# Bounds of the look: so many newest tasks for failures, so many oldest waiting ones for lateness.
NEWEST, OLDEST = 10_000, 200
_TROUBLED = """
SELECT j.id FROM (SELECT id, status FROM procrastinate_jobs ORDER BY id DESC LIMIT %(newest)s) j
 WHERE j.status = 'failed' AND EXISTS (
       SELECT FROM procrastinate_events e
        WHERE e.job_id = j.id AND e.type = 'failed' AND e.at > now() - interval '2 days')
UNION ALL
SELECT j.id FROM (SELECT id, queue_name, scheduled_at FROM procrastinate_jobs
                   WHERE status = 'todo' AND (scheduled_at IS NULL OR scheduled_at <= now())
                   ORDER BY id LIMIT %(oldest)s) j
  JOIN unnest(%(queues)s::text[], %(patience)s::int[]) AS p (queue, seconds) ON p.queue = j.queue_name
 WHERE coalesce(j.scheduled_at, (
       SELECT max(e.at) FROM procrastinate_events e
        WHERE e.job_id = j.id AND e.type IN ('deferred', 'deferred_for_retry', 'retried')))
       < now() - make_interval(secs => p.seconds)
"""


def troubled() -> QuerySet[ProcrastinateJob]:
    """Tasks that failed in the last two days, and those that wait longer than their queue may."""
    given: dict[str, Any] = {"newest": NEWEST, "oldest": OLDEST}
    given |= {"queues": [str(queue) for queue in PATIENCE], "patience": list(PATIENCE.values())}
    with connection.cursor() as cursor:
        cursor.execute(_TROUBLED, given)
        ids = [row[0] for row in cursor.fetchall()]
    rows: QuerySet[ProcrastinateJob] = ProcrastinateJob.objects.filter(pk__in=ids)
    return rows
