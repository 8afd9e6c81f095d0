"""Taking in many orders and refunds at once, from an import or the demo, with exact figures."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.core.copying import Sheet, copy_sheet, line, new_ids
from clientela.core.powers import Power
from clientela.journal import actions as journal
from clientela.journal.actions import Entry, Subject
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
    # What was given back of it, where its refunds are drawn together with it.
    refunded: int = 0

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


@dataclass(frozen=True)
class Numbered:
    """An order to take in, with the id and the order number it gets."""

    id: int
    number: int
    order: OrderIntake


@dataclass(frozen=True)
class NumberedRefund:
    """A refund to take in, with the id it gets and that of its order, if any."""

    id: int
    order_id: int | None
    refund: RefundIntake


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


_TABLES = {"orders_order", "orders_line", "orders_shipment", "orders_refund", "orders_refund_line"}


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
        ids, numbers = new_ids("orders_order_id_seq", len(new)), new_ids("orders_number", len(new))
        numbered = [Numbered(*row) for row in zip(ids, numbers, new, strict=True)]
        take_in_drawn(draw(numbered, by=by), by=by)
        recount([order.customer_id for order in new if order.customer_id], by=by)
    return {row.order.outside_id: row.id for row in numbered}


def draw(orders: Sequence[Numbered], *, by: Actor) -> tuple[Sheet, ...]:
    """Write orders onto sheets, for `take_in_drawn`: no database is asked, so another process may do it."""
    return (
        Sheet.of("orders_order", _ORDER, map(_order, orders)),
        Sheet.of("orders_line", _LINE, chain.from_iterable(map(_lines, orders))),
        Sheet.of("orders_shipment", _SHIPMENT, chain.from_iterable(map(_shipments, orders))),
        journal.draw(map(_entry, orders), by=by),
    )


def draw_refunds(refunds: Sequence[NumberedRefund]) -> tuple[Sheet, ...]:
    """Write refunds onto sheets, for `take_in_drawn`."""
    return (
        Sheet.of("orders_refund", _REFUND, map(_refund, refunds)),
        Sheet.of("orders_refund_line", _REFUND_LINE, chain.from_iterable(map(_refund_lines, refunds))),
    )


def take_in_drawn(sheets: Sequence[Sheet], *, by: Actor) -> None:
    """Add the orders and refunds that were drawn; the caller counts them for their customers."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        for sheet in sheets:
            if sheet.table in _TABLES:
                copy_sheet(sheet)
            else:
                journal.record_drawn(sheet, by=by)
        note_sale(by=by)


def _entry(row: Numbered) -> Entry:
    fact = OrderPlaced(f"#{row.number}", _total(row.order), row.order.currency)
    return Entry(fact, row.order.customer_id, Subject("order", row.id), row.order.placed_at)


def _total(order: OrderIntake) -> int:
    return order.subtotal + order.shipping - order.discount


def _order(row: Numbered) -> str:
    order = row.order
    return line(
        (
            *(row.id, 1, row.number, order.outside_id, order.customer_id, order.email, order.phone),
            *(order.language, order.currency, order.shipping_address, order.shipping_title, order.subtotal),
            *(order.shipping, order.discount, order.tax, True, _total(order), order.refunded),
            *(order.financial_status.value, order.fulfillment_status.value, "", order.source),
            *(order.placed_at, order.cancelled_at),
        )
    )


def _lines(row: Numbered) -> Iterator[str]:
    for piece in row.order.lines:
        words = (piece.title[:255], piece.variant_title[:255], piece.sku[:80], piece.picture)
        amounts = (piece.quantity, piece.price, piece.total, piece.tax, piece.sent)
        yield line((row.id, piece.variant_id, piece.product_id, *words, *amounts))


def _shipments(row: Numbered) -> Iterator[str]:
    sent = row.order.shipment
    if sent:
        yield line((row.id, sent.carrier, sent.tracking_number, sent.tracking_url, {}, sent.sent_at))


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
        found = list(
            Order.objects.filter(outside_id__in=outside).values_list("outside_id", "pk", "customer_id")
        )
        orders = {outside_id: order_id for outside_id, order_id, _customer in found}
        ids = new_ids("orders_refund_id_seq", len(new))
        rows = [NumberedRefund(i, orders.get(r.order_outside_id), r) for i, r in zip(ids, new, strict=True)]
        take_in_drawn(draw_refunds(rows), by=by)
        _mark_refunded(list(orders.values()))
        # Of a moved order it counts for whom the order belongs to now.
        theirs = [*(refund.customer_id for refund in new), *(customer for _o, _i, customer in found)]
        recount([customer_id for customer_id in theirs if customer_id], by=by)
    return len(new)


def _refund(row: NumberedRefund) -> str:
    refund = row.refund
    words = (refund.amount, refund.currency, refund.reason, refund.refunded_at)
    return line((row.id, row.order_id, refund.customer_id, refund.outside_id, *words))


def _refund_lines(row: NumberedRefund) -> Iterator[str]:
    for piece in row.refund.lines:
        yield line((row.id, piece.title[:255], piece.sku[:80], piece.quantity, piece.total))


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
