"""What emails about orders may name, as the hosted platform's templates do; plain values only (TP-02).

Money is in minor units, for the `money` filter; moments are ISO texts by the store's clock, for `date`.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from clientela.core.places import Place
from clientela.messaging import objects
from clientela.orders.models import Draft, DraftItem, Order, OrderLine, Refund, RefundLine, Shipment
from clientela.orders.pricing import Totals
from clientela.payments.models import Payment
from clientela.store.models import Store

# What the platform calls the only variant of a product.
ONLY_VARIANT = "Default Title"


def order(
    row: Order, lines: Iterable[OrderLine], store: Store, moves: Iterable[Payment | Refund] = ()
) -> dict[str, Any]:
    """`order`, with the money that moved for it, oldest first."""
    items = [line(each, store) for each in lines]
    return {
        "id": row.pk,
        "name": row.name,
        "order_name": row.name,
        "number": row.number,
        "order_number": row.number,
        "email": row.email or None,
        "phone": row.phone or None,
        "note": row.note or None,
        "tags": [],
        "attributes": [],
        "currency": row.currency,
        "created_at": moment(row.placed_at, store),
        "processed_at": moment(row.placed_at, store),
        "cancelled": row.cancelled_at is not None,
        "cancelled_at": moment(row.cancelled_at, store),
        "cancel_reason": None,
        "financial_status": row.financial_status.lower(),
        "fulfillment_status": row.fulfillment_status.lower(),
        "line_items": items,
        "subtotal_line_items": items,
        "item_count": sum(item["quantity"] for item in items),
        **_sums(row),
        "transactions": [transaction(move, row, store) for move in moves],
        **_sending(row.place if row.shipping_address else None, row.shipping_title, row.shipping),
    }


def _sums(row: Order) -> dict[str, Any]:
    return {
        "line_items_subtotal_price": row.subtotal,
        "subtotal_price": row.subtotal - row.discount,
        "tax_price": row.tax,
        "total_tax": row.tax,
        "tax_lines": [],
        "taxes_included": row.tax_included,
        "total_price": row.total,
        "total_discounts": row.discount,
        "discounts_amount": row.discount,
        "discount_applications": [],
        "discounts": [],
        "total_refunded": row.refunded,
        "total_refunded_amount": row.refunded,
        "total_net_amount": row.total - row.refunded,
    }


def _sending(place: Place | None, title: str, price: int) -> dict[str, Any]:
    """Where and how it goes."""
    return {
        "requires_shipping": place is not None,
        "shipping_price": price,
        "shipping_title": title or None,
        "shipping_method": {"title": title or None, "price": price},
        "delivery_method": "shipping",
        "shipping_address": objects.address(place) if place else None,
        # The checkout asks for one address alone: it is that of the bill too, as on the platform.
        "billing_address": objects.address(place) if place else None,
    }


def line(row: OrderLine | DraftItem, store: Store) -> dict[str, Any]:
    """`line_item`: one line of an order or a draft."""
    total = row.total if isinstance(row, OrderLine) else row.price * row.quantity
    prices = dict.fromkeys(("price", "final_price", "original_price"), row.price)
    totals = dict.fromkeys(("line_price", "final_line_price", "original_line_price"), total)
    return {
        "id": row.pk,
        "name": f"{row.title} - {row.variant_title}" if row.variant_title else row.title,
        "title": row.title,
        "variant_title": row.variant_title or None,
        "quantity": row.quantity,
        "sku": row.sku or None,
        "image": store.link(f"/files/{row.picture}") if row.picture else None,
        "product": {"id": row.product_id, "title": row.title},
        "variant": {"title": row.variant_title or ONLY_VARIANT, "sku": row.sku or None},
        "refunded_quantity": row.refunded if isinstance(row, OrderLine) else 0,
        "requires_shipping": True,
        "gift_card": False,
        "properties": [],
        "discount_allocations": [],
        "groups": [],
        **prices,
        **totals,
    }


def fulfillment(row: Shipment, lines: Iterable[OrderLine], store: Store) -> dict[str, Any]:
    """`fulfillment`: what lies in a parcel, and how it is followed."""
    pieces = {int(line_id): count for line_id, count in row.pieces.items()}
    parts = [
        {"quantity": pieces[each.pk], "line_item": line(each, store)} for each in lines if each.pk in pieces
    ]
    return {
        "id": row.pk,
        "created_at": moment(row.sent_at, store),
        "item_count": sum(pieces.values()),
        "tracking_company": row.carrier or None,
        "tracking_number": row.tracking_number or None,
        "tracking_numbers": [row.tracking_number] if row.tracking_number else [],
        "tracking_url": row.tracking_url or None,
        "tracking_urls": [row.tracking_url] if row.tracking_url else [],
        "estimated_delivery_at": None,
        "fulfillment_line_items": parts,
    }


def refund(
    row: Refund, told: Iterable[RefundLine], order_lines: Mapping[int, OrderLine], store: Store
) -> dict[str, Any]:
    """`refund`: money given back, and what for. A line that is gone stays with its title."""
    parts = []
    for part in told:
        known = order_lines.get(part.line_id or 0)
        item = line(known, store) if known else {"title": part.title, "variant_title": None, "sku": part.sku}
        parts.append({"quantity": part.quantity, "subtotal": part.amount, "line_item": item})
    return {
        "id": row.pk,
        "amount": row.amount,
        "currency": row.currency,
        "note": row.reason or None,
        "created_at": moment(row.refunded_at, store),
        "refund_line_items": parts,
    }


_STATUS: dict[str, str] = {
    Payment.State.PENDING: "pending",
    Payment.State.NEEDS_PROOF: "pending",
    Payment.State.DECLINED: "failure",
    Refund.State.PENDING: "pending",
    Refund.State.FAILED: "failure",
}
_KIND = {Payment.State.AUTHORISED: "authorization", Payment.State.VOIDED: "void"}


def transaction(row: Payment | Refund, of: Order, store: Store) -> dict[str, Any]:
    """`transaction`: money taken or given back for an order, the card by its last digits."""
    is_refund = isinstance(row, Refund)
    card = of.payment
    at, state = (row.refunded_at if isinstance(row, Refund) else row.created_at), row.state
    return {
        "id": row.pk,
        "name": of.name,
        "amount": row.amount,
        "currency": row.currency,
        "kind": "refund" if is_refund else _KIND.get(Payment.State(state), "sale"),
        "status": _STATUS.get(state, "success"),
        "created_at": moment(at, store),
        "gateway": card.gateway if card else None,
        "gateway_display_name": (card.brand or card.gateway) if card else None,
        "payment_details": {
            "credit_card_company": (card.brand or None) if card else None,
            "credit_card_last_four_digits": (card.last4 or None) if card else None,
            "credit_card_number": f"•••• {card.last4}" if card and card.last4 else None,
        },
    }


def draft(row: Draft, email: str, items: Iterable[DraftItem], totals: Totals, store: Store) -> dict[str, Any]:
    """`draft_order`."""
    lines = [line(item, store) for item in items]
    return {
        "id": row.pk,
        "name": row.name,
        "email": email or None,
        "note": None,
        "currency": row.currency,
        "created_at": moment(row.made_at, store),
        "line_items": lines,
        "subtotal_line_items": lines,
        "item_count": sum(item["quantity"] for item in lines),
        "line_items_subtotal_price": totals.subtotal,
        "subtotal_price": totals.subtotal - totals.discount,
        "tax_price": totals.tax,
        "total_tax": totals.tax,
        "tax_lines": [],
        "taxes_included": totals.tax_included,
        "total_discounts": totals.discount,
        "total_price": totals.total,
        **_sending(row.place if row.shipping_address else None, row.shipping_title, totals.shipping),
    }


def moment(at: datetime | None, store: Store) -> str | None:
    """A moment by the store's clock, as `date` reads it."""
    return at.astimezone(store.zone).isoformat(timespec="seconds") if at else None
