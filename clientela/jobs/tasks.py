"""The part of jobs that stands on the queue."""

from asgiref.sync import async_to_sync
from procrastinate.contrib.django import app
from procrastinate.exceptions import UniqueViolation
from procrastinate.jobs import Status

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.jobs import actions, running


@app.task(name="jobs.run", queue=Queue.BULK)
def run(job_id: int) -> None:
    """Carry one job through."""
    running.run(job_id, by=SYSTEM)


@app.task(name="jobs.reap", queue=Queue.CODES)
def reap(timestamp: int = 0) -> None:
    """Free what a killed worker left: tasks it was at, and jobs without a heartbeat."""
    del timestamp
    async_to_sync(_free_tasks)()
    actions.reap(by=SYSTEM)


async def _free_tasks() -> None:
    manager = app.job_manager
    for job in await manager.get_stalled_jobs(seconds_since_heartbeat=30):
        try:
            await manager.retry_job(job)
        except UniqueViolation:
            # The same work waits already, so this one is given up.
            await manager.finish_job(job, Status.FAILED, delete_job=False)
    await manager.prune_stalled_workers(seconds_since_heartbeat=120)
