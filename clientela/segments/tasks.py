"""The segments' part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.segments import actions, reactions


@app.task(name="segments.reckon", queue=Queue.BULK)
def reckon(timestamp: int = 0) -> None:
    """Draw the borders between customers anew, and set where each one stands."""
    del timestamp
    actions.reckon_all(by=SYSTEM)


@app.task(name="segments.heed_orders", queue=Queue.BULK)
def heed_orders(timestamp: int = 0) -> None:
    """Set where those stand who ordered meanwhile."""
    del timestamp
    reactions.heed_orders()


@app.task(name="segments.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove selections whose work is long done."""
    del timestamp
    actions.sweep(by=SYSTEM)
