"""The log's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.journal import sealing


@app.task(name="journal.seal", queue=Queue.BULK)
def seal(timestamp: int = 0) -> None:
    """Seal all settled facts."""
    del timestamp
    while sealing.seal_next(by=SYSTEM) == sealing.BLOCK:
        pass
