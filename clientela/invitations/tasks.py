"""The invitations' part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.invitations import actions, reactions


@app.task(name="invitations.answer", queue=Queue.CODES)
def answer(ask_id: int) -> None:
    """Send a new link to whoever asked for one, if they were invited."""
    actions.answer(ask_id, by=SYSTEM)


@app.task(name="invitations.remind", queue=Queue.BULK)
def remind(timestamp: int = 0) -> None:
    """Remind those who haven't answered."""
    del timestamp
    actions.remind(by=SYSTEM)


@app.task(name="invitations.heed_accounts", queue=Queue.MAIL)
def heed_accounts(timestamp: int = 0) -> None:
    """Close the invitations of those who have an account by now, or lost it."""
    del timestamp
    reactions.heed_accounts()


@app.task(name="invitations.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove what was written and never sent."""
    del timestamp
    actions.sweep(by=SYSTEM)
