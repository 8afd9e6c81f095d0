"""The gate's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.gate import actions


@app.task(name="gate.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove counters that count for nothing any more."""
    del timestamp
    actions.sweep(by=SYSTEM)
