"""The store's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.store import actions


@app.task(name="store.sweep_brand_files", queue=Queue.BULK)
def sweep_brand_files(timestamp: int = 0) -> None:
    """Remove logos and fonts that were uploaded and never used."""
    del timestamp
    actions.sweep_brand_files(by=SYSTEM)
