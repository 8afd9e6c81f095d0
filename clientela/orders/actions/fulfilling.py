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
from clientela.orders import letters, standing
from clientela.orders.actions.refunding import RefundWaits, locked
from clientela.orders.actions.telling import tell
from clientela.orders.events import OrderFulfilled
from clientela.orders.models import Order, Shipment
from clientela.orders.queries import unsettled_refunds


class AlreadyFulfilled(Refused):
    """Everything of this order was sent before."""

    code = "already_fulfilled"
    sentence = _("This order was sent already.")


class Cancelled(Refused):
    """A cancelled order can't be sent."""

    code = "order_cancelled"
    sentence = _("This order was cancelled.")


class SentMeanwhile(Refused):
    """Another parcel was noted since the page was drawn."""

    code = "sent_meanwhile"
    sentence = _("Another parcel of this order was noted meanwhile. Look at what is left before you send it.")


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
    sent_before: int | None = None,
    carrier: str = "",
    tracking_number: str = "",
    tracking_url: str = "",
) -> Shipment:
    """Mark pieces of an order as sent in one parcel, and tell the customer.

    `quantities` are pieces by line; without them everything that waits is sent. `sent_before` is how many
    pieces had been sent when the page was drawn, so that a form sent twice is one parcel. Raises
    `AlreadyFulfilled`, `Cancelled`, `SentMeanwhile`, `TooManyPieces`, `NothingChosen`, `RefundWaits`,
    `NotThere`, `Refused` for a link that isn't http or https.
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
            pieces=_send_lines(order, quantities, sent_before),
        )
        order.fulfillment_status = standing.fulfilment(order.lines.all())
        order.version += 1
        order.save(update_fields=["fulfillment_status", "version"])
        fact = OrderFulfilled(
            order.name, shipment.carrier, shipment.tracking_number, sum(shipment.pieces.values())
        )
        record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
        tell("order.shipped", order, letters.about(order, shipment), f"shipment-{shipment.pk}", by=by)
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
    order = locked(order_id)
    if order.cancelled_at:
        raise Cancelled
    if unsettled_refunds().filter(order=order, lines__isnull=False).exists():
        # Its pieces are about to be given back: they can't be sent as well.
        raise RefundWaits
    if not any(line.waiting for line in order.lines.all()):
        raise AlreadyFulfilled
    return order


def _send_lines(
    order: Order, quantities: Mapping[int, int] | None, sent_before: int | None
) -> dict[str, int]:
    lines = {line.pk: line for line in order.lines.select_for_update().order_by("pk")}
    if sent_before is not None and sent_before != sum(line.sent for line in lines.values()):
        raise SentMeanwhile
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
