"""Cancelling an order: nothing more is sent, its money goes back, its pieces return to the shelf."""

from contextlib import suppress
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.catalog.actions import put_back
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.orders import letters
from clientela.orders.actions.refunding import GatewayRefused, check_open, locked, settle
from clientela.orders.actions.telling import tell
from clientela.orders.events import OrderCancelled
from clientela.orders.models import Order, Refund

_NOT_TAKEN = {Order.Financial.PENDING, Order.Financial.AUTHORIZED}


@dataclass(frozen=True)
class Cancelling:
    """How an order is cancelled. Money that was never taken is let go whatever `refunds` says."""

    refunds: bool = True
    restocks: bool = True
    tells: bool = True
    reason: str = ""


class AlreadyCancelled(Refused):
    """The order was cancelled before."""

    code = "already_cancelled"
    sentence = _("This order was cancelled already.")


class SentInPart(Refused):
    """Something of the order has left."""

    code = "sent_in_part"
    sentence = _("Something of this order was sent already. Give money back instead.")


def cancel(order_id: int, how: Cancelling, *, by: Actor) -> Order:
    """Cancel an order of which nothing was sent, and tell the customer.

    Its money moves after that; where the gateway gives no answer, `settle_refunds` finishes it, and where it
    refuses the order keeps its money. Raises `AlreadyCancelled`, `SentInPart`, `RefundWaits`, `NotThere`.
    Never call this in a transaction.
    """
    by.must(Power.ORDERS_REFUND)
    with transaction.atomic():
        order = locked(order_id)
        _check(order)
        order.cancelled_at = timezone.now()
        order.version += 1
        order.save(update_fields=["cancelled_at", "version"])
        _drop_lines(order, how, by)
        row = _give_back(order, how)
        fact = OrderCancelled(order.name, how.reason.strip()[:255])
        record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
        if how.tells:
            tell("order.cancelled", order, letters.about(order), "cancelled", by=by)
    if row:
        # It is cancelled all the same; the timeline tells that the money stayed, and it can be given back.
        with suppress(GatewayRefused):
            settle(row.pk, by=by)
    return Order.objects.get(pk=order_id)


def _check(order: Order) -> None:
    if order.cancelled_at:
        raise AlreadyCancelled
    if any(line.sent for line in order.lines.select_for_update().order_by("pk")):
        raise SentInPart
    check_open(order)


def _drop_lines(order: Order, how: Cancelling, by: Actor) -> None:
    shelf: dict[int, int] = {}
    for line in order.lines.order_by("pk"):
        if line.variant_id:
            shelf[line.variant_id] = shelf.get(line.variant_id, 0) + line.waiting
        line.dropped = line.quantity
        line.save(update_fields=["dropped"])
    if how.restocks:
        put_back(shelf, by=by)


def _give_back(order: Order, how: Cancelling) -> Refund | None:
    left = order.total - order.refunded
    if not left or not (how.refunds or order.financial_status in _NOT_TAKEN):
        return None
    return Refund.objects.create(
        order=order,
        amount=left,
        currency=order.currency,
        key=f"order-{order.pk}-cancelled",
        state=Refund.State.PENDING,
        reason=how.reason.strip()[:255],
    )
