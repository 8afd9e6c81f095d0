"""What emails about an order may name, in the language they will be written in."""

from typing import Any

from django.utils import translation

from clientela.core import money
from clientela.messaging.actions import spoken
from clientela.orders import links
from clientela.orders.models import Order, OrderLine, Shipment
from clientela.store.models import Store


def about(order: Order, shipment: Shipment | None = None) -> dict[str, Any]:
    """The values of an email about an order, amounts as people of its language write them."""
    store = Store.current()
    with translation.override(spoken(order.language, store)):
        values: dict[str, Any] = {
            "order": _order(order),
            "customer": {"first_name": order.place.first_name},
            "order_status_url": store.link(links.path(order, links.Way.MAIL)),
        }
    if shipment:
        values["fulfillment"] = {
            "tracking_company": shipment.carrier,
            "tracking_number": shipment.tracking_number,
            "tracking_url": shipment.tracking_url,
        }
    return values


def _order(order: Order) -> dict[str, Any]:
    return {
        "name": order.name,
        "line_items": [_line(line, order.currency) for line in order.lines.order_by("pk")],
        "subtotal_price": money.shown(order.subtotal, order.currency),
        "shipping_price": money.shown(order.shipping, order.currency),
        "tax_price": money.shown(order.tax, order.currency),
        "taxes_included": order.tax_included,
        "total_price": money.shown(order.total, order.currency),
        "shipping_address": order.address_lines,
        "shipping_title": order.shipping_title,
    }


def _line(line: OrderLine, currency: str) -> dict[str, Any]:
    return {
        "quantity": line.quantity,
        "title": line.title,
        "variant_title": line.variant_title,
        "line_price": money.shown(line.total, currency),
    }
