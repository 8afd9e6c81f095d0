"""The checkout's part of the queue."""

from procrastinate.contrib.django import app

from clientela.checkout import actions
from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue


@app.task(name="checkout.settle", queue=Queue.CODES)
def settle(timestamp: int = 0) -> None:
    """Finish orders whose placing was cut off."""
    del timestamp
    actions.settle(by=SYSTEM)
