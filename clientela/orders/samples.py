"""An order that nobody placed, to look at emails with: it has whatever a real one has."""

from datetime import UTC, datetime
from typing import Any

from clientela.messaging.objects import SAMPLE_ADDRESS, sample_customer
from clientela.orders import objects
from clientela.orders.models import Draft, DraftItem, Order, OrderLine, Refund, RefundLine, Shipment
from clientela.orders.pricing import Totals
from clientela.payments.models import Payment
from clientela.store.models import Store

_AT = datetime(2025, 11, 21, 14, 5, tzinfo=UTC)
_STORE = Store(url="https://store.example", languages=["en"])
_LINES = [
    OrderLine(
        id=1, title="Wool blanket", variant_title="Moss", sku="BL-M", quantity=2, price=5900, total=11800
    ),
    OrderLine(id=2, title="Teapot", variant_title="", sku="TP-1", quantity=1, price=3450, total=3450),
]
_ORDER = Order(
    id=1,
    number=1001,
    email="anna@store.example",
    currency="GBP",
    shipping_address=SAMPLE_ADDRESS.as_dict(),
    shipping_title="Standard",
    subtotal=15250,
    shipping=400,
    discount=1000,
    tax=2442,
    total=14650,
    financial_status=Order.Financial.PAID,
    placed_at=_AT,
    note="Please ring twice",
)
_PAYMENT = _ORDER.payment = Payment(
    id=1,
    gateway="card",
    amount=14650,
    currency="GBP",
    brand="Visa",
    last4="4242",
    state="paid",
    created_at=_AT,
)
_PARCEL = Shipment(
    id=1,
    carrier="Royal Mail",
    tracking_number="AB123456789GB",
    tracking_url="https://store.example/track/AB123456789GB",
    pieces={"1": 1},
    sent_at=_AT,
)
_REFUND = Refund(id=1, amount=5900, currency="GBP", refunded_at=_AT)
_GIVEN = [RefundLine(line_id=1, title="Wool blanket", sku="BL-M", quantity=1, amount=5900)]
_DRAFT = Draft(id=12, currency="GBP", shipping_address=SAMPLE_ADDRESS.as_dict(), made_at=_AT)
_ITEMS = [
    DraftItem(id=1, title="Wool blanket", variant_title="Moss", sku="BL-M", quantity=2, price=5900),
    DraftItem(id=2, title="Teapot", variant_title="", sku="TP-1", quantity=1, price=3450),
]

ORDER: dict[str, Any] = {
    "order": objects.order(_ORDER, _LINES, _STORE, [_PAYMENT]),
    "customer": sample_customer(),
    "order_status_url": "https://store.example/orders/m1-0",
}
STAFF_COPY: dict[str, Any] = {
    **{name: value for name, value in ORDER.items() if name != "order_status_url"},
    "order_admin_url": "https://store.example/admin/orders/1001",
}
FULFILLMENT = objects.fulfillment(_PARCEL, _LINES, _STORE)
REFUND = objects.refund(_REFUND, _GIVEN, {line.pk: line for line in _LINES}, _STORE)
DRAFT: dict[str, Any] = {
    "draft_order": objects.draft(
        _DRAFT, "anna@store.example", _ITEMS, Totals(15250, 400, 2608, 15650, (), tax_included=True), _STORE
    ),
    "customer": sample_customer(),
    "invoice_url": "https://store.example/invoice/12-0",
}
