"""Sending what was bought."""

from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.messaging.actions import notify
from clientela.orders import letters
from clientela.orders.events import OrderFulfilled
from clientela.orders.models import Order, Shipment


class AlreadyFulfilled(Refused):
    """Everything of this order was sent before."""

    code = "already_fulfilled"
    sentence = _("This order was sent already.")


class Cancelled(Refused):
    """A cancelled order can't be sent."""

    code = "order_cancelled"
    sentence = _("This order was cancelled.")


def fulfil(
    order_id: int,
    *,
    by: Actor,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
) -> Shipment:
    """Mark everything of an order that waits as sent, and tell the customer.

    Raises `AlreadyFulfilled`, `Cancelled`, `NotThere`, `Refused` for a link that isn't http or https.
    """
    by.must(Power.ORDERS_FULFIL)
    tracking_url = _checked_url(tracking_url)
    _check_lengths(carrier, tracking_number)
    with transaction.atomic():
        order = _to_send(order_id)
        shipment = Shipment.objects.create(
            order=order,
            carrier=carrier.strip(),
            tracking_number=tracking_number.strip(),
            tracking_url=tracking_url,
            pieces=_send_lines(order),
        )
        order.fulfillment_status = Order.Fulfillment.FULFILLED
        order.version += 1
        order.save(update_fields=["fulfillment_status", "version"])
        fact = OrderFulfilled(order.name, shipment.carrier, shipment.tracking_number)
        record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
        _tell(order, shipment, by)
    return shipment


def _checked_url(text: str) -> str:
    text = text.strip()
    parts = urlsplit(text)
    if text and (parts.scheme not in {"http", "https"} or not parts.hostname or len(text) > 500):
        sentence = _("Enter a link that begins with https://.")
        raise Refused(sentence, field="tracking_url", code="tracking_url_not_valid")
    if any(letter.isspace() or not letter.isprintable() or letter in "<>()" for letter in text):
        sentence = _("This link has spaces or brackets in it. Copy it again.")
        raise Refused(sentence, field="tracking_url", code="tracking_url_not_valid")
    return text


def _check_lengths(carrier: str, tracking_number: str) -> None:
    for field, text, most in (("carrier", carrier, 80), ("tracking_number", tracking_number, 120)):
        if len(text.strip()) > most:
            raise Refused(_("This is too long."), field=field, code="too_long")


def _to_send(order_id: int) -> Order:
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotThere
    if order.cancelled_at:
        raise Cancelled
    if order.fulfillment_status == Order.Fulfillment.FULFILLED:
        raise AlreadyFulfilled
    return order


def _send_lines(order: Order) -> dict[str, int]:
    pieces = {}
    for line in order.lines.select_for_update().order_by("pk"):
        if line.sent < line.quantity:
            pieces[str(line.pk)] = line.quantity - line.sent
            line.sent = line.quantity
            line.save(update_fields=["sent"])
    return pieces


def _tell(order: Order, shipment: Shipment, by: Actor) -> None:
    if order.email:
        notify(
            "order.shipped",
            order.email,
            letters.about(order, shipment),
            by=by,
            language=order.language,
            customer_id=order.customer_id,
            dedupe_key=f"order-{order.pk}-shipment-{shipment.pk}",
        )
