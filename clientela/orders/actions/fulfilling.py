"""Sending what was bought."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from django.db import transaction
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.messaging.actions import notify
from clientela.orders import letters, standing
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


class TooManyPieces(Refused):
    """More pieces than wait."""

    code = "too_many_pieces"

    def __init__(self, line_id: int, waiting: int) -> None:
        words = ngettext("Only %(left)d of these waits.", "Only %(left)d of these wait.", waiting)
        sentence = words % {"left": waiting} if waiting else _("None of these waits any more.")
        super().__init__(sentence, field=f"pieces-{line_id}", left=waiting)


class NothingChosen(Refused):
    """No piece was chosen."""

    code = "nothing_chosen"
    sentence = _("Choose at least one piece.")


def fulfil(
    order_id: int,
    *,
    by: Actor,
    quantities: Mapping[int, int] | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
) -> Shipment:
    """Mark pieces of an order as sent in one parcel, and tell the customer.

    `quantities` are pieces by line; without them everything that waits is sent. Raises `AlreadyFulfilled`,
    `Cancelled`, `TooManyPieces`, `NothingChosen`, `NotThere`, `Refused` for a link that isn't http or https.
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
            pieces=_send_lines(order, quantities),
        )
        order.fulfillment_status = standing.fulfilment(order.lines.all())
        order.version += 1
        order.save(update_fields=["fulfillment_status", "version"])
        fact = OrderFulfilled(
            order.name, shipment.carrier, shipment.tracking_number, sum(shipment.pieces.values())
        )
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
    if not any(line.waiting for line in order.lines.all()):
        raise AlreadyFulfilled
    return order


def _send_lines(order: Order, quantities: Mapping[int, int] | None) -> dict[str, int]:
    lines = {line.pk: line for line in order.lines.select_for_update().order_by("pk")}
    if quantities is None:
        quantities = {line.pk: line.waiting for line in lines.values()}
    if set(quantities) - set(lines) or min(quantities.values(), default=0) < 0:
        raise NotThere
    chosen = {line_id: pieces for line_id, pieces in quantities.items() if pieces}
    if not chosen:
        raise NothingChosen
    for line_id, pieces in chosen.items():
        line = lines[line_id]
        if pieces > line.waiting:
            raise TooManyPieces(line_id, line.waiting)
        line.sent += pieces
        line.save(update_fields=["sent"])
    return {str(line_id): pieces for line_id, pieces in chosen.items()}


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
