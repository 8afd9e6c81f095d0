"""Alerts: a log line a minute for whatever stands still, by the worker, or by the web where none works."""

import threading

import structlog
from django.db import DatabaseError, connection

from clientela.jobs import standstill
from clientela.jobs.standstill import Standstill

log = structlog.get_logger()

EVERY_SECONDS = 60.0
# While these stand, the worker doesn't get to its own schedule.
_WORKER_IS_SILENT = {"worker", "queue"}


def tell() -> list[Standstill]:
    """Write one line for each thing that stands still. Gives what was told."""
    found = standstill.standing()
    for one in found:
        log.error("alert", kind=one.kind, waiting=one.waiting, seconds=round(one.seconds))
    return found


def tell_for_the_worker() -> None:
    """Tell what the worker can't, because it is the worker that stands still."""
    try:
        if any(one.kind in _WORKER_IS_SILENT for one in standstill.standing()):
            tell()
    except DatabaseError as problem:
        log.error("alert", kind="database", problem=type(problem).__name__)
    finally:
        connection.close()


def keep_watch() -> None:
    """Look once a minute for as long as this process lives."""
    threading.Thread(target=_watch, name="alerts", daemon=True).start()


def _watch() -> None:
    pause = threading.Event()
    while not pause.wait(EVERY_SECONDS):
        tell_for_the_worker()
