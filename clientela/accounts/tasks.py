"""The accounts' part of the queue."""

from procrastinate.contrib.django import app

from clientela.accounts import actions, reactions
from clientela.accounts.actions.wrapping import begin_wrapping
from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue


@app.task(name="accounts.sweep", queue=Queue.BULK)
def sweep(timestamp: int = 0) -> None:
    """Remove codes and links that are long over, and wrap what an import that was cut off left bare."""
    del timestamp
    actions.sweep(by=SYSTEM)
    begin_wrapping(by=SYSTEM)


@app.task(name="accounts.mail_unlock", queue=Queue.CODES)
def mail_unlock(link_id: int) -> None:
    """Mail the link that lets an account's owner past the brake."""
    actions.mail_unlock(link_id, by=SYSTEM)


@app.task(name="accounts.tell_new_device", queue=Queue.MAIL)
def tell_new_device(session_id: int) -> None:
    """Email a customer that a browser signed in which their account hadn't seen before."""
    actions.tell_new_device(session_id, by=SYSTEM)


@app.task(name="accounts.heed_paid", queue=Queue.MAIL)
def heed_paid(timestamp: int = 0) -> None:
    """Let accounts go whose orders were paid."""
    del timestamp
    reactions.heed_paid()
