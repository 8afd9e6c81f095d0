"""Insight's part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.insight import actions


@app.task(name="insight.count_days", queue=Queue.BULK)
def count_days(timestamp: int = 0) -> None:
    """Count the days on which something changed."""
    del timestamp
    actions.count_days(by=SYSTEM)


@app.task(name="insight.check_addresses", queue=Queue.BULK)
def check_addresses(timestamp: int = 0) -> None:
    """Look for addresses that can't be right."""
    del timestamp
    actions.check_addresses(by=SYSTEM)


@app.task(name="insight.count_persons", queue=Queue.BULK)
def count_persons(timestamp: int = 0) -> None:
    """Count who ordered in each period."""
    del timestamp
    actions.count_persons(by=SYSTEM)
