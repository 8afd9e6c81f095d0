"""The orders' part of the queue."""

from procrastinate.contrib.django import app

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.orders import actions


@app.task(name="orders.settle_refunds", queue=Queue.CODES)
def settle_refunds(timestamp: int = 0) -> None:
    """Finish refunds that were cut off."""
    del timestamp
    actions.settle_refunds(by=SYSTEM)


@app.task(name="orders.settle_invoices", queue=Queue.CODES)
def settle_invoices(timestamp: int = 0) -> None:
    """Finish invoices whose paying was cut off."""
    del timestamp
    actions.settle_invoices(by=SYSTEM)


@app.task(name="orders.sweep_pictures", queue=Queue.BULK)
def sweep_pictures(timestamp: int = 0) -> None:
    """Remove uploaded pictures that nothing shows."""
    del timestamp
    actions.sweep_pictures(by=SYSTEM)


@app.task(name="orders.tell_staff", queue=Queue.MAIL)
def tell_staff(order_id: int) -> None:
    """Email a copy of a new order to staff."""
    actions.tell_staff(order_id, by=SYSTEM)
