"""What emails about an order may name, in the language they will be written in."""

from typing import Any

from django.utils import translation

from clientela.core.places import Place
from clientela.messaging.actions import spoken
from clientela.orders import drafts, links, objects
from clientela.orders.models import Draft, Order, Refund, Shipment
from clientela.payments.models import Payment
from clientela.store.models import Store


def about(order: Order, shipment: Shipment | None = None) -> dict[str, Any]:
    """The values of an email about an order, and about a parcel of it."""
    store, lines = Store.current(), list(order.lines.order_by("pk"))
    with translation.override(spoken(order.language, store)):
        values: dict[str, Any] = {
            "order": objects.order(order, lines, store, moves(order)),
            "customer": _called(order.place),
            "order_status_url": store.link(links.path(order, links.Way.MAIL)),
            "_currency": order.currency,
        }
        if shipment:
            values["fulfillment"] = objects.fulfillment(shipment, lines, store)
    return values


def moves(order: Order) -> list[Payment | Refund]:
    """The money that moved for an order, oldest first."""
    given = list(order.refunds.order_by("refunded_at", "pk"))
    return [order.payment, *given] if order.payment else [*given]


def about_for_staff(order: Order) -> dict[str, Any]:
    """The values of the copy that staff get: without the link that is the buyer's alone."""
    store = Store.current()
    with translation.override(store.language):
        return {
            "order": objects.order(order, order.lines.order_by("pk"), store, moves(order)),
            "customer": _called(order.place),
            "order_admin_url": store.link(f"/admin/orders/{order.number}"),
            "_currency": order.currency,
        }


def about_refund(order: Order, refund: Refund) -> dict[str, Any]:
    """The values of an email that tells of money given back."""
    store, lines = Store.current(), {line.pk: line for line in order.lines.all()}
    given = objects.refund(refund, refund.lines.order_by("pk"), lines, store)
    return about(order) | {"refund": given, "_currency": refund.currency}


def about_invoice(draft: Draft) -> dict[str, Any]:
    """The values of an email with an invoice link."""
    store, customer = Store.current(), draft.customer
    with translation.override(spoken(customer.language, store)):
        totals = drafts.totals(draft, store)
        return {
            "draft_order": objects.draft(draft, customer.email, drafts.items(draft), totals, store),
            "customer": {"first_name": customer.first_name},
            "invoice_url": store.link(drafts.invoice_path(draft)),
            "_currency": draft.currency,
        }


def _called(place: Place) -> dict[str, Any]:
    """Who the parcel is for: the order's own words come before the profile's."""
    return {"first_name": place.first_name, "last_name": place.last_name, "name": place.name}
