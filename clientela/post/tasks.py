"""The outbox's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.post import actions


@app.task(name="post.deliver", queue=Queue.MAIL)
def deliver(message_id: int) -> None:
    """Send one email."""
    actions.deliver(message_id, by=SYSTEM)


@app.task(name="post.sweep", queue=Queue.MAIL)
def sweep(timestamp: int = 0) -> None:
    """Queue again what a dead worker left."""
    del timestamp
    actions.sweep(by=SYSTEM)


@app.task(name="post.collect_returned", queue=Queue.MAIL)
def collect_returned(timestamp: int = 0) -> None:
    """Take note of mail that came back."""
    del timestamp
    actions.collect_returned(by=SYSTEM)
