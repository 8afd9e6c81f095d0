"""Messaging's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.messaging import actions, reactions


@app.task(name="messaging.take_sign_up", queue=Queue.MAIL)
def take_sign_up(sign_up_id: int) -> None:
    """See who signed up for the newsletter."""
    actions.take_sign_up(sign_up_id, by=SYSTEM)


@app.task(name="messaging.heed_complaints", queue=Queue.MAIL)
def heed_complaints(timestamp: int = 0) -> None:
    """End marketing to whoever called an email spam."""
    del timestamp
    reactions.heed_complaints()
