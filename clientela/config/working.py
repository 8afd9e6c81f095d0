"""The worker: takes tasks off the queue, and what the schedule says."""

import asyncio
import signal
from contextlib import suppress
from typing import cast

import psycopg
import structlog
from asgiref.sync import sync_to_async
from django.db import close_old_connections
from procrastinate.contrib.django import app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.exceptions import ConnectorException

log = structlog.get_logger()

FINISH_WITHIN_SECONDS = 30
# How long to wait before a database that went away is asked again.
AGAIN_AFTER_SECONDS = 1.0


def work(concurrency: int) -> None:
    """Work until asked to stop (SIGTERM or Ctrl-C); what is under way is finished or handed back.

    A database that goes away is waited for; what was under way then is taken up again from its rows.
    """
    log.info("worker_started")
    asyncio.run(_work(concurrency))
    log.info("worker_stopped")


async def _work(concurrency: int) -> None:
    asked = _asked_to_stop()
    while not asked.is_set():
        try:
            await _until(asked, asyncio.create_task(_turn(concurrency)))
        except (ConnectorException, psycopg.Error) as problem:
            if not _is_lost(problem):
                raise
            log.warning("database_lost", problem=type(problem.__cause__ or problem).__name__)
        with suppress(TimeoutError):
            await asyncio.wait_for(asked.wait(), AGAIN_AFTER_SECONDS)


def _asked_to_stop() -> asyncio.Event:
    """Set by the first SIGTERM or Ctrl-C; the second one ends the process at once."""
    asked, loop = asyncio.Event(), asyncio.get_running_loop()

    def stop() -> None:
        asked.set()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.remove_signal_handler(number)

    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop)
    return asked


async def _until(asked: asyncio.Event, turn: "asyncio.Task[None]") -> None:
    """Let a turn go on until it ends by itself, or until asked to stop."""
    stop = asyncio.create_task(asked.wait())
    await asyncio.wait({turn, stop}, return_when=asyncio.FIRST_COMPLETED)
    stop.cancel()
    if not turn.done():
        turn.cancel()
    with suppress(asyncio.CancelledError):
        await turn


async def _turn(concurrency: int) -> None:
    """Work for as long as the database is there."""
    # The schedule puts its work on the queue through a line of its own, which nobody else would find dead.
    await sync_to_async(close_old_connections, thread_sensitive=True)()
    connector = cast(DjangoConnector, app.connector).get_worker_connector()
    with_pool = app.with_connector(connector)
    async with with_pool.open_async():
        await with_pool.run_worker_async(
            concurrency=concurrency,
            shutdown_graceful_timeout=FINISH_WITHIN_SECONDS,
            fetch_job_polling_interval=2.0,
            install_signal_handlers=False,
        )


def _is_lost(problem: BaseException) -> bool:
    """Whether the line to the database broke, rather than that it refused what was asked."""
    lost = (psycopg.OperationalError, psycopg.InterfaceError)
    return isinstance(problem.__cause__ or problem, lost)
