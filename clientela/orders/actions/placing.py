"""Writing down an order, and taking its money."""

from dataclasses import dataclass, field

from django.db import connection, transaction
from django.db.models import F
from django.utils import timezone

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.places import Place
from clientela.core.queue import Queue, enqueue
from clientela.customers import actions as customers
from clientela.journal.actions import Subject, record
from clientela.messaging.models import NotificationSettings
from clientela.orders import letters
from clientela.orders.actions.telling import tell
from clientela.orders.events import OrderPaid, OrderPlaced
from clientela.orders.models import Order, OrderLine
from clientela.orders.pricing import Totals
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.store.actions import note_sale


@dataclass(frozen=True)
class DraftLine:
    """One line before it is written down, with the words and the price of the day."""

    variant_id: int | None
    product_id: int | None
    title: str
    quantity: int
    price: int
    variant_title: str = ""
    sku: str = ""
    picture: str = ""


@dataclass(frozen=True)
class OrderDraft:
    """Everything of an order before it has a number. `totals.line_taxes` stand in the order of `lines`."""

    customer_id: int | None
    currency: str
    lines: tuple[DraftLine, ...]
    totals: Totals
    email: str = ""
    phone: str = ""
    language: str = ""
    address: Place = field(default_factory=Place)
    shipping_title: str = ""
    payment_id: int | None = None
    source: str = "storefront"


def place(draft: OrderDraft, *, by: Actor) -> Order:
    """Write down an order with its lines, count it for its customer, and queue the confirmation.

    All of it stands or falls together, with whatever transaction the caller has open.
    """
    by.anyone_may()
    if not draft.lines:
        raise Refused(code="no_lines")
    with transaction.atomic():
        order = _insert(draft)
        note_sale(by=by)
        if draft.customer_id:
            customers.count_order(draft.customer_id, order.total, order.placed_at, by=by)
        record(
            OrderPlaced(order.name, order.total, order.currency),
            by=by,
            customer_id=draft.customer_id,
            subject=Subject("order", order.pk),
        )
        if order.financial_status == Order.Financial.PAID:
            _record_paid(order, order.total, by)
        tell("order.confirmation", order, letters.about(order), "confirmation", by=by)
        if NotificationSettings.current().staff:
            enqueue("orders.tell_staff", Queue.MAIL, order_id=order.pk)
    return order


def _next_number() -> int:
    """The next order number; numbers of orders that fell through stay unused."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('orders_number')")
        return int(cursor.fetchone()[0])


def _insert(draft: OrderDraft) -> Order:
    paid = Order.Financial.AUTHORIZED if draft.payment_id else Order.Financial.PAID
    order = Order.objects.create(
        number=_next_number(),
        customer_id=draft.customer_id,
        email=draft.email,
        phone=draft.phone,
        language=draft.language,
        currency=draft.currency,
        shipping_address=draft.address.as_dict(),
        shipping_title=draft.shipping_title,
        subtotal=draft.totals.subtotal,
        shipping=draft.totals.shipping,
        discount=draft.totals.discount,
        tax=draft.totals.tax,
        tax_included=draft.totals.tax_included,
        total=draft.totals.total,
        financial_status=paid if draft.totals.total else Order.Financial.PAID,
        payment_id=draft.payment_id,
        source=draft.source,
        placed_at=timezone.now(),
    )
    pairs = zip(draft.lines, draft.totals.line_taxes, strict=True)
    OrderLine.objects.bulk_create(_line(order, line, tax) for line, tax in pairs)
    return order


def _line(order: Order, line: DraftLine, tax: int) -> OrderLine:
    return OrderLine(
        order=order,
        variant_id=line.variant_id,
        product_id=line.product_id,
        title=line.title,
        variant_title=line.variant_title,
        sku=line.sku,
        picture=line.picture,
        quantity=line.quantity,
        price=line.price,
        total=line.price * line.quantity,
        tax=tax,
    )


def collect(order_id: int, *, by: Actor) -> Order:
    """Take the money of an order that was authorised. Safe to repeat; where it can't be had yet, it waits."""
    by.anyone_may()
    order = Order.objects.get(pk=order_id)
    is_open = order.financial_status == Order.Financial.AUTHORIZED and not order.cancelled_at
    if not is_open or order.payment_id is None:
        return order
    payment = payments.capture(order.payment_id, by=by)
    if payment.state == Payment.State.PAID:
        _paid(order, payment, by)
    return Order.objects.get(pk=order_id)


def _paid(order: Order, payment: Payment, by: Actor) -> None:
    waiting = Order.objects.filter(pk=order.pk, financial_status=Order.Financial.AUTHORIZED)
    with transaction.atomic():
        if waiting.update(financial_status=Order.Financial.PAID, version=F("version") + 1):
            _record_paid(order, payment.amount, by)


def _record_paid(order: Order, amount: int, by: Actor) -> None:
    fact = OrderPaid(order.name, amount, order.currency)
    record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
