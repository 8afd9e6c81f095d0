"""The worker: takes tasks off the queue, and what the schedule says."""

import asyncio
from typing import cast

import structlog
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector

log = structlog.get_logger()

FINISH_WITHIN_SECONDS = 30


def work(concurrency: int) -> None:
    """Work until asked to stop (SIGTERM or Ctrl-C); what is under way is finished or handed back."""
    log.info("worker_started")
    asyncio.run(_work(concurrency))
    log.info("worker_stopped")


async def _work(concurrency: int) -> None:
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with_pool = app.with_connector(connector)
    async with with_pool.open_async():
        await with_pool.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=FINISH_WITHIN_SECONDS,
            fetch_job_polling_interval=2.0,
        )
