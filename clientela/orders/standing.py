"""How far an order has got, worked out from its lines and its money."""

from collections.abc import Iterable

from clientela.orders.models import Order, OrderLine


def fulfilment(lines: Iterable[OrderLine]) -> Order.Fulfillment:
    """How much was sent; pieces that won't be sent any more count for nothing."""
    found = list(lines)
    if not any(line.sent for line in found):
        return Order.Fulfillment.UNFULFILLED
    waits = any(line.waiting for line in found)
    return Order.Fulfillment.PARTIALLY_FULFILLED if waits else Order.Fulfillment.FULFILLED


def after_refund(order: Order) -> Order.Financial:
    """What the money's state is, now that some was given back."""
    if not order.refunded:
        return Order.Financial(order.financial_status)
    everything = order.refunded >= order.total
    return Order.Financial.REFUNDED if everything else Order.Financial.PARTIALLY_REFUNDED
