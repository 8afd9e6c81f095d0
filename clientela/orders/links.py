"""Signed links to an order's status page: they don't expire and need no sign-in.

The mailed link and the one shown on the thank-you page differ: only the mailed one came through the mailbox.
"""

from enum import StrEnum

from clientela.core.seals import mac, mac_fits
from clientela.orders.models import Order


class Way(StrEnum):
    """How a link reached the shopper."""

    MAIL = "m"
    PAGE = "p"


def path(order: Order, way: Way) -> str:
    """The path of the status page."""
    return f"/orders/{way}{order.pk}-{mac(_purpose(way), str(order.pk), order.email)}"


def _purpose(way: Way) -> str:
    return f"order-link-{way}"


def read(signed: str) -> tuple[Order, Way] | None:
    """The order of a link, and how the link reached the shopper; nothing where it isn't ours."""
    head, _dash, signature = signed.partition("-")
    if not (head[:1] in set(Way) and head[1:].isdecimal() and head.isascii() and len(head) < 20):
        return None
    order, way = Order.objects.filter(pk=int(head[1:])).first(), Way(head[0])
    if order is None or not mac_fits(signature, _purpose(way), str(order.pk), order.email):
        return None
    return order, way
