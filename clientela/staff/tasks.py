"""What the queue does for staff."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.staff import actions


@app.task(name="staff.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove links, challenges and sessions that are long over."""
    del timestamp
    actions.sweep(by=SYSTEM)
