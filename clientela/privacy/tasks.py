"""Privacy's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.privacy import actions


@app.task(name="privacy.empty_bin", queue=Queue.BULK)
def empty_bin(timestamp: int = 0) -> None:
    """Destroy the data of customers whose thirty days in the bin are over."""
    del timestamp
    actions.empty_bin(by=SYSTEM)
