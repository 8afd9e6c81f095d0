"""Emails about an order: to the address it was placed with, in its language, once for each key."""

from collections.abc import Mapping
from typing import Any

from clientela.core.actor import Actor
from clientela.messaging.actions import notify
from clientela.orders.models import Order


def tell(kind: str, order: Order, values: Mapping[str, Any], key: str, *, by: Actor) -> None:
    """Queue an email about an order in the caller's transaction; an order without an address gets none."""
    by.anyone_may()
    if order.email:
        notify(
            kind,
            order.email,
            values,
            by=by,
            language=order.language,
            customer_id=order.customer_id,
            dedupe_key=f"order-{order.pk}-{key}",
            about=("order", order.pk),
        )
