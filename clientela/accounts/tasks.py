"""The accounts' part of the queue."""

from procrastinate.contrib.django import app

from clientela.accounts import actions
from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue


@app.task(name="accounts.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove codes and links that are long over."""
    del timestamp
    actions.sweep(by=SYSTEM)
