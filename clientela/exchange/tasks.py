"""The exchange's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.exchange.actions import exporting, importing


@app.task(name="exchange.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove files of customers whose time is over."""
    del timestamp
    exporting.sweep(by=SYSTEM)
    importing.sweep(by=SYSTEM)
