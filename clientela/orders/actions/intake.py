"""Taking in many orders and refunds at once, from an import or the demo, with exact figures."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.powers import Power
from clientela.journal.actions import Entry, Subject, record_each
from clientela.orders.actions.figures import recount
from clientela.orders.events import OrderPlaced
from clientela.orders.models import Order, Refund
from clientela.store.actions import note_sale


@dataclass(frozen=True)
class LineIntake:
    """One line of an order to take in; amounts in minor units, `total` as it was charged."""

    title: str
    quantity: int
    price: int
    total: int
    sku: str = ""
    variant_title: str = ""
    variant_id: int | None = None
    product_id: int | None = None
    picture: str = ""
    tax: int = 0
    sent: int = 0


@dataclass(frozen=True)
class ShipmentIntake:
    """What was sent of an order, when, with its tracking."""

    sent_at: datetime
    carrier: str = ""
    tracking_number: str = ""
    tracking_url: str = ""


@dataclass(frozen=True)
class OrderIntake:
    """An order to take in. `outside_id` makes taking it in twice safe."""

    outside_id: str
    currency: str
    placed_at: datetime
    lines: Sequence[LineIntake]
    customer_id: int | None = None
    email: str = ""
    phone: str = ""
    language: str = ""
    shipping_address: dict[str, str] = field(default_factory=dict)
    shipping_title: str = ""
    shipping: int = 0
    discount: int = 0
    tax: int = 0
    financial_status: Order.Financial = Order.Financial.PAID
    fulfillment_status: Order.Fulfillment = Order.Fulfillment.FULFILLED
    source: str = "import"
    cancelled_at: datetime | None = None
    shipment: ShipmentIntake | None = None

    @property
    def subtotal(self) -> int:
        return sum(line.total for line in self.lines)


@dataclass(frozen=True)
class RefundIntake:
    """Money given back: for an order already taken in, or without one."""

    outside_id: str
    currency: str
    refunded_at: datetime
    amount: int
    lines: Sequence[LineIntake]
    customer_id: int | None = None
    order_outside_id: str = ""
    reason: str = ""


_ORDER = (
    *("id", "version", "number", "outside_id", "customer_id", "email", "phone", "language", "currency"),
    *("shipping_address", "shipping_title", "subtotal", "shipping", "discount", "tax", "tax_included"),
    *("total", "refunded", "financial_status", "fulfillment_status", "note", "source", "placed_at"),
    "cancelled_at",
)
_LINE = (
    *("order_id", "variant_id", "product_id", "title", "variant_title", "sku", "picture", "quantity"),
    *("price", "total", "tax", "sent"),
)
_SHIPMENT = ("order_id", "carrier", "tracking_number", "tracking_url", "pieces", "sent_at")
_REFUND = (*("id", "order_id", "customer_id", "outside_id", "amount", "currency", "reason", "refunded_at"),)
_REFUND_LINE = ("refund_id", "title", "sku", "quantity", "amount")


def take_in_orders(orders: Sequence[OrderIntake], *, by: Actor) -> dict[str, int]:
    """Add the orders that aren't there yet, and count them for their customers. Gives ids by outside id."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        known = set(
            Order.objects.filter(outside_id__in=[o.outside_id for o in orders]).values_list(
                "outside_id", flat=True
            )
        )
        new = [order for order in orders if order.outside_id not in known]
        ids = new_ids("orders_order_id_seq", len(new))
        numbers = new_ids("orders_number", len(new))
        numbered = list(zip(ids, numbers, new, strict=True))
        copy_rows("orders_order", _ORDER, (_order_row(*row) for row in numbered))
        copy_rows("orders_line", _LINE, chain.from_iterable(_line_rows(i, o) for i, _n, o in numbered))
        copy_rows(
            "orders_shipment", _SHIPMENT, chain.from_iterable(_shipments(i, o) for i, _n, o in numbered)
        )
        recount([order.customer_id for order in new if order.customer_id], by=by)
        note_sale(by=by)
        record_each([_entry(*row) for row in numbered], by=by)
    return {order.outside_id: order_id for order_id, _number, order in numbered}


def _entry(order_id: int, number: int, order: OrderIntake) -> Entry:
    fact = OrderPlaced(f"#{number}", _total(order), order.currency)
    return Entry(fact, order.customer_id, Subject("order", order_id), order.placed_at)


def _total(order: OrderIntake) -> int:
    return order.subtotal + order.shipping - order.discount


def _order_row(order_id: int, number: int, order: OrderIntake) -> tuple[Any, ...]:
    return (
        *(order_id, 1, number, order.outside_id, order.customer_id, order.email, order.phone, order.language),
        *(order.currency, order.shipping_address, order.shipping_title, order.subtotal, order.shipping),
        *(order.discount, order.tax, True, _total(order), 0, order.financial_status.value),
        *(order.fulfillment_status.value, "", order.source, order.placed_at, order.cancelled_at),
    )


def _line_rows(order_id: int, order: OrderIntake) -> Iterable[tuple[Any, ...]]:
    for line in order.lines:
        words = (line.title[:255], line.variant_title[:255], line.sku[:80], line.picture)
        yield (
            *(order_id, line.variant_id, line.product_id, *words, line.quantity, line.price, line.total),
            *(line.tax, line.sent),
        )


def _shipments(order_id: int, order: OrderIntake) -> Iterable[tuple[Any, ...]]:
    sent = order.shipment
    if sent:
        yield (order_id, sent.carrier, sent.tracking_number, sent.tracking_url, {}, sent.sent_at)


def take_in_refunds(refunds: Sequence[RefundIntake], *, by: Actor) -> int:
    """Add the refunds that aren't there yet, on their orders and their customers' figures. Gives how many."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        known = set(
            Refund.objects.filter(outside_id__in=[r.outside_id for r in refunds]).values_list(
                "outside_id", flat=True
            )
        )
        new = [refund for refund in refunds if refund.outside_id not in known]
        outside = [refund.order_outside_id for refund in new if refund.order_outside_id]
        orders = dict(Order.objects.filter(outside_id__in=outside).values_list("outside_id", "pk"))
        pairs = list(zip(new_ids("orders_refund_id_seq", len(new)), new, strict=True))
        copy_rows("orders_refund", _REFUND, (_refund_row(i, r, orders) for i, r in pairs))
        copy_rows(
            "orders_refund_line", _REFUND_LINE, chain.from_iterable(_refund_lines(i, r) for i, r in pairs)
        )
        _mark_refunded(list(orders.values()))
        recount([refund.customer_id for refund in new if refund.customer_id], by=by)
    return len(new)


def _refund_row(refund_id: int, refund: RefundIntake, orders: dict[str | None, int]) -> tuple[Any, ...]:
    order_id = orders.get(refund.order_outside_id)
    words = (refund.amount, refund.currency, refund.reason, refund.refunded_at)
    return (refund_id, order_id, refund.customer_id, refund.outside_id, *words)


def _refund_lines(refund_id: int, refund: RefundIntake) -> Iterable[tuple[Any, ...]]:
    for line in refund.lines:
        yield (refund_id, line.title[:255], line.sku[:80], line.quantity, line.total)


def _mark_refunded(order_ids: Sequence[int]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orders_order o SET refunded = r.amount, version = version + 1,"
            " financial_status = CASE WHEN r.amount >= o.total THEN 'REFUNDED' ELSE 'PARTIALLY_REFUNDED' END"
            " FROM (SELECT order_id, sum(amount) AS amount FROM orders_refund"
            " WHERE state = 'done' AND order_id = ANY(%s) GROUP BY order_id) r"
            " WHERE o.id = r.order_id AND r.amount > 0",
            [list(order_ids)],
        )
