"""What emails about an order may name, in the language they will be written in."""

from typing import Any

from django.db.models import QuerySet
from django.utils import translation

from clientela.core.places import Place
from clientela.messaging.actions import spoken
from clientela.messaging.kinds import shown_with
from clientela.orders import drafts, links, objects
from clientela.orders.models import Draft, Order, Refund, Shipment
from clientela.payments.models import Payment
from clientela.store.models import Store


def about(order: Order, shipment: Shipment | None = None) -> dict[str, Any]:
    """The values of an email about an order, and about a parcel of it."""
    store = Store.current()
    with translation.override(spoken(order.language, store)):
        status_url = store.link(links.path(order, links.Way.MAIL))
        return _told(order, store, shipment) | {"order_status_url": status_url}


def _told(order: Order, store: Store, shipment: Shipment | None = None) -> dict[str, Any]:
    """The same without the link, which is the buyer's alone, in the language in use."""
    lines = list(order.lines.order_by("pk"))
    values: dict[str, Any] = {
        "order": objects.order(order, lines, store, moves(order)),
        "customer": _called(order.place),
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
        return _told(order, store) | {"order_admin_url": store.link(f"/admin/orders/{order.number}")}


def about_refund(order: Order, refund: Refund) -> dict[str, Any]:
    """The values of an email that tells of money given back."""
    return about(order) | _given_back(refund, order, Store.current())


def _given_back(refund: Refund, order: Order, store: Store) -> dict[str, Any]:
    lines = {line.pk: line for line in order.lines.all()}
    given = objects.refund(refund, refund.lines.order_by("pk"), lines, store)
    return {"refund": given, "_currency": refund.currency}


def about_invoice(draft: Draft) -> dict[str, Any]:
    """The values of an email with an invoice link."""
    store = Store.current()
    with translation.override(spoken(draft.customer.language, store)):
        return _invoiced(draft, store) | {"invoice_url": store.link(drafts.invoice_path(draft))}


def _invoiced(draft: Draft, store: Store) -> dict[str, Any]:
    totals, customer = drafts.totals(draft, store), draft.customer
    return {
        "draft_order": objects.draft(draft, customer.email, drafts.items(draft), totals, store),
        "customer": {"first_name": customer.first_name},
        "_currency": draft.currency,
    }


def _called(place: Place) -> dict[str, Any]:
    """Who the parcel is for: the order's own words come before the profile's."""
    return {"first_name": place.first_name, "last_name": place.last_name, "name": place.name}


@shown_with("order.confirmation")
def newest(customer_id: int) -> dict[str, Any] | None:
    """The newest order of a customer as its emails name it, in the language in use and without its link."""
    order = _orders(customer_id).first()
    return _told(order, Store.current()) if order else None


@shown_with("order.cancelled")
def newest_cancelled(customer_id: int) -> dict[str, Any] | None:
    """The newest order of a customer that was cancelled; where none was, the newest."""
    order = _orders(customer_id).filter(cancelled_at__isnull=False).first()
    return _told(order, Store.current()) if order else newest(customer_id)


@shown_with("order.shipped")
def newest_shipped(customer_id: int) -> dict[str, Any] | None:
    """The newest parcel of a customer, and its order."""
    parcels = Shipment.objects.filter(order__customer_id=customer_id).select_related("order__payment")
    parcel = parcels.order_by("-sent_at", "-pk").first()
    return _told(parcel.order, Store.current(), parcel) if parcel else None


@shown_with("order.refund")
def newest_refunded(customer_id: int) -> dict[str, Any] | None:
    """What was last given back to a customer for an order of theirs."""
    given = Refund.objects.filter(order__customer_id=customer_id, state=Refund.State.DONE)
    refund = given.select_related("order__payment").order_by("-refunded_at", "-pk").first()
    if refund is None or refund.order is None:
        return None
    store = Store.current()
    return _told(refund.order, store) | _given_back(refund, refund.order, store)


@shown_with("staff.new_order")
def newest_for_staff(customer_id: int) -> dict[str, Any] | None:
    """The newest order of a customer as the copy for staff names it."""
    order = _orders(customer_id).first()
    return about_for_staff(order) if order else None


@shown_with("order.claimed")
def newest_name(customer_id: int) -> dict[str, Any] | None:
    """The name of a customer's newest order."""
    order = _orders(customer_id).first()
    return {"order": {"name": order.name}} if order else None


@shown_with("draft.invoice")
def newest_draft(customer_id: int) -> dict[str, Any] | None:
    """The newest draft for a customer that still stands."""
    found = Draft.objects.standing().filter(customer_id=customer_id).select_related("customer")
    draft = found.order_by("-made_at", "-pk").first()
    return _invoiced(draft, Store.current()) if draft else None


def _orders(customer_id: int) -> QuerySet[Order]:
    found = Order.objects.filter(customer_id=customer_id).select_related("payment")
    return found.order_by("-placed_at", "-pk")
