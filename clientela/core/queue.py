"""Putting work on the queue: enqueued in the caller's transaction, so it runs if and only if that commits."""

from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued


class Queue(StrEnum):
    """The queues, most urgent first."""

    CODES = "codes"
    MAIL = "mail"
    WEBHOOKS = "webhooks"
    BULK = "bulk"


def enqueue(task: str, queue: Queue, *, once: str = "", at: datetime | None = None, **ids: int | str) -> None:
    """Ask the worker to run a task by its name, with ids only.

    With `once`, a second request while the first still waits is dropped. `at` is the earliest time.
    """
    # A queueing lock is a unique index: where it already waits, only the savepoint is lost.
    try:
        with transaction.atomic(savepoint=bool(once)):
            app.configure_task(
                task, queue=queue, queueing_lock=once or None, schedule_at=at, allow_unknown=True
            ).defer(**ids)
    except AlreadyEnqueued:
        return


def enqueue_each(task: str, queue: Queue, name: str, ids: Iterable[int]) -> None:
    """Ask the worker to run a task once for each id, given to it by this name, in a handful of statements."""
    # The library's stubs take what it puts into JSON, whose values are of any kind.
    each: list[Any] = [{name: pk} for pk in ids]
    if each:
        app.configure_task(task, queue=queue, allow_unknown=True).batch_defer(*each)
