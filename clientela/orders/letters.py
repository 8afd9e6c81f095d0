"""What emails about an order may name, in the language they will be written in."""

from typing import Any

from django.utils import translation

from clientela.core import money
from clientela.messaging.actions import spoken
from clientela.orders import drafts, links
from clientela.orders.models import Draft, Order, OrderLine, Refund, Shipment
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
            "fulfillment_line_items": _sent(order, shipment),
        }
    return values


def about_refund(order: Order, refund: Refund) -> dict[str, Any]:
    """The values of an email that tells of money given back."""
    store = Store.current()
    with translation.override(spoken(order.language, store)):
        return about(order) | {
            "refund": {
                "amount": money.shown(refund.amount, refund.currency),
                "refund_line_items": [
                    {"quantity": part.quantity, "title": part.title} for part in refund.lines.order_by("pk")
                ],
            }
        }


def about_invoice(draft: Draft) -> dict[str, Any]:
    """The values of an email with an invoice link."""
    store, customer = Store.current(), draft.customer
    with translation.override(spoken(customer.language, store)):
        total = drafts.totals(draft, store).total
        return {
            "draft_order": {
                "name": draft.name,
                "line_items": [
                    {
                        "quantity": item.quantity,
                        "title": item.title,
                        "variant_title": item.variant_title,
                        "line_price": money.shown(item.price * item.quantity, draft.currency),
                    }
                    for item in drafts.items(draft)
                ],
                "total_price": money.shown(total, draft.currency),
            },
            "customer": {"first_name": customer.first_name},
            "invoice_url": store.link(drafts.invoice_path(draft)),
        }


def _sent(order: Order, shipment: Shipment) -> list[dict[str, Any]]:
    """What lies in a parcel: the lines with the pieces that were sent."""
    pieces = {int(line_id): count for line_id, count in shipment.pieces.items()}
    lines = order.lines.filter(pk__in=pieces).order_by("pk")
    return [_line(line, order.currency) | {"quantity": pieces[line.pk]} for line in lines]


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
