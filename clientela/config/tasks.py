"""The queue's own housekeeping."""

from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app

from clientela.config import alerts
from clientela.core.queue import Queue

WEEK_IN_HOURS = 7 * 24


@app.task(name="config.tidy_queue", queue=Queue.BULK, pass_context=True)
async def tidy_queue(context: JobContext, timestamp: int = 0) -> None:
    """Remove finished tasks older than a week."""
    del timestamp
    await builtin_tasks.remove_old_jobs(context, max_hours=WEEK_IN_HOURS, remove_failed=False)


@app.task(name="config.watch", queue=Queue.CODES)
def watch(timestamp: int = 0) -> None:
    """Tell where work stands still."""
    del timestamp
    alerts.tell()
