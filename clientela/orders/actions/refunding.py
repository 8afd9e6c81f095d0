"""Giving money back: written down, moved at the gateway by a key, then counted. Each can be repeated."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.catalog.actions import put_back
from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.journal.actions import Subject, record
from clientela.orders import letters, standing, worth
from clientela.orders.actions.telling import tell
from clientela.orders.events import OrderRefunded, RefundFailed
from clientela.orders.models import Order, OrderLine, Refund, RefundLine
from clientela.orders.queries import unsettled_refunds
from clientela.payments import actions as payments
from clientela.payments.models import Payment
from clientela.payments.providers import Answer

log = structlog.get_logger()
MOST_AT_ONCE = 200
_NOT_TAKEN = {Order.Financial.PENDING, Order.Financial.AUTHORIZED, Order.Financial.VOIDED}
_HELD = {Payment.State.PENDING, Payment.State.NEEDS_PROOF, Payment.State.AUTHORISED}


@dataclass(frozen=True)
class Giving:
    """What is given back: pieces by line, a part of the shipping, or an amount whatever was chosen.

    Amounts in minor units; `amount` takes the place of what the pieces and the shipping come to.
    """

    pieces: Mapping[int, int] = field(default_factory=dict)
    shipping: int = 0
    amount: int | None = None
    restocks: bool = False
    tells: bool = True
    reason: str = ""


class NothingToRefund(Refused):
    """Neither pieces nor an amount were chosen."""

    code = "nothing_to_refund"
    sentence = _("Choose what to give back, or enter an amount.")


class NotTaken(Refused):
    """The order's money was never taken."""

    code = "money_not_taken"
    sentence = _("The money for this order was not taken. Cancel the order instead.")


class RefundWaits(Refused):
    """Another refund of the order is on its way."""

    code = "refund_waits"
    sentence = _("Another refund of this order is on its way. Please wait until it is done.")


class TooMuch(Refused):
    """More than is left to give back."""

    code = "too_much"

    def __init__(self, left: int, currency: str, on: str = "amount") -> None:
        sentence = _("At most %(amount)s can be given back.") % {"amount": money.shown(left, currency)}
        super().__init__(sentence, field=on, left=left)


class GatewayRefused(Refused):
    """The gateway doesn't give this money back."""

    code = "gateway_refused"
    sentence = _("The payment provider refused this refund. Nothing was given back.")


class KeyUsed(Refused):
    """The key stands for another refund: its page was kept open, or came back."""

    code = "key_used"
    sentence = _("Money was given back from this page already. Look at the order before you give back more.")


class _TooManyBack(Refused):
    code = "too_many_pieces"

    def __init__(self, line: OrderLine) -> None:
        left = line.refundable
        words = ngettext("Only %(left)d can be given back.", "Only %(left)d can be given back.", left)
        sentence = words % {"left": left} if left else _("None of these can be given back any more.")
        super().__init__(sentence, field=f"pieces-{line.pk}", left=left)


def refund(order_id: int, giving: Giving, *, key: str, by: Actor) -> Refund:
    """Give money back for an order, once for each key, and tell the customer.

    Where the gateway gives no answer the refund stays on its way, and `settle_refunds` finishes it. Raises
    `TooMuch`, `NothingToRefund`, `NotTaken`, `RefundWaits`, `GatewayRefused`, `KeyUsed`, `NotThere`. Never
    call this in a transaction.
    """
    by.must(Power.ORDERS_REFUND)
    row = _begin(order_id, giving, key, by)
    return settle(row.pk, by=by)


def _begin(order_id: int, giving: Giving, key: str, by: Actor) -> Refund:
    with transaction.atomic():
        order = locked(order_id)
        known = Refund.objects.filter(key=key).first()
        if known:
            if known.order_id != order.pk:
                raise NotThere
            if not _is_same(known, giving):
                raise KeyUsed
            return known
        check_open(order)
        return _write(order, giving, key)


def _is_same(known: Refund, giving: Giving) -> bool:
    """Whether a refund asked for again is the one that its key stands for."""
    parts = list(known.lines.all())
    pieces = {line_id: count for line_id, count in giving.pieces.items() if count}
    chosen = sum(part.amount for part in parts) + giving.shipping
    amount = chosen if giving.amount is None else giving.amount
    fits = known.amount == amount and known.shipping == giving.shipping
    return fits and {part.line_id: part.quantity for part in parts} == pieces


def locked(order_id: int) -> Order:
    """The order, held until the transaction ends. Raises `NotThere`."""
    order = Order.objects.select_for_update().filter(pk=order_id).first()
    if order is None:
        raise NotThere
    return order


def check_open(order: Order) -> None:
    """Refuse while another refund of the order is on its way. Raises `RefundWaits`."""
    if unsettled_refunds().filter(order=order).exists():
        raise RefundWaits


def _write(order: Order, giving: Giving, key: str) -> Refund:
    if order.financial_status in _NOT_TAKEN:
        raise NotTaken
    lines = list(order.lines.select_for_update().order_by("pk"))
    chosen = {} if order.cancelled_at else _chosen(lines, giving.pieces)
    parts = worth.pieces(order, lines, chosen)
    amount = _amount(order, lines, giving, sum(parts.values()))
    if not amount and not chosen:
        raise NothingToRefund
    row = Refund.objects.create(
        order=order,
        amount=amount,
        currency=order.currency,
        key=key,
        state=Refund.State.PENDING,
        shipping=giving.shipping,
        restocks=giving.restocks,
        tells=giving.tells,
        reason=giving.reason.strip()[:255],
    )
    RefundLine.objects.bulk_create(
        RefundLine(refund=row, line=line, title=line.title, sku=line.sku, quantity=n, amount=parts[line.pk])
        for line in lines
        if (n := chosen.get(line.pk, 0))
    )
    return row


def _chosen(lines: list[OrderLine], pieces: Mapping[int, int]) -> dict[int, int]:
    known = {line.pk: line for line in lines}
    if set(pieces) - set(known) or min(pieces.values(), default=0) < 0:
        raise NotThere
    for line_id, count in pieces.items():
        if count > known[line_id].refundable:
            raise _TooManyBack(known[line_id])
    return {line_id: count for line_id, count in pieces.items() if count}


def _amount(order: Order, lines: list[OrderLine], giving: Giving, for_pieces: int) -> int:
    done = order.refunds.filter(state=Refund.State.DONE)
    shipping_left = worth.shipping(order, lines) - sum(row.shipping for row in done)
    if not 0 <= giving.shipping <= shipping_left:
        raise TooMuch(shipping_left, order.currency, on="shipping")
    amount = for_pieces + giving.shipping if giving.amount is None else giving.amount
    left = order.total - order.refunded
    if not 0 <= amount <= left:
        raise TooMuch(left, order.currency)
    return amount


def settle(refund_id: int, *, by: Actor) -> Refund:
    """Move the money of a refund that is on its way, and count it, once. Raises `GatewayRefused`."""
    by.must(Power.ORDERS_REFUND)
    row = Refund.objects.select_related("order__payment").get(pk=refund_id)
    if row.state == Refund.State.FAILED:
        raise GatewayRefused
    if row.state == Refund.State.PENDING and row.order:
        answer = _move(row, row.order, by)
        if answer is Answer.DECLINED:
            _fail(row, by)
            raise GatewayRefused
        if answer:
            _finish(row.pk, answer, by)
    return Refund.objects.get(pk=refund_id)


def _move(row: Refund, order: Order, by: Actor) -> Answer | None:
    """Let the money go or send it back; an order without a payment is paid back by other means."""
    payment = order.payment
    if payment is None or not row.amount:
        return Answer.VOIDED if order.financial_status in _NOT_TAKEN else Answer.REFUNDED
    if payment.state in _HELD:
        payment = payments.void(payment.pk, by=by)
        if payment.state in _HELD:
            return None
    if payment.state == Payment.State.PAID:
        return payments.refund(payment.pk, row.amount, key=str(row.key), by=by)
    return Answer.VOIDED


def _fail(row: Refund, by: Actor) -> None:
    with transaction.atomic():
        order = locked(row.order_id or 0)
        waiting = Refund.objects.filter(pk=row.pk, state=Refund.State.PENDING)
        if waiting.update(state=Refund.State.FAILED):
            record(
                RefundFailed(order.name, row.amount, row.currency),
                by=by,
                customer_id=order.customer_id,
                subject=Subject("order", order.pk),
            )


def _finish(refund_id: int, answer: Answer, by: Actor) -> None:
    """Order, lines, stock, figures, fact and email: all of it, once."""
    with transaction.atomic():
        order = locked(Refund.objects.values_list("order_id", flat=True).get(pk=refund_id) or 0)
        row = Refund.objects.select_for_update(of=("self",)).get(pk=refund_id)
        if row.state != Refund.State.PENDING:
            return
        row.state, row.refunded_at = Refund.State.DONE, timezone.now()
        row.save(update_fields=["state", "refunded_at"])
        _take_lines_back(order, row, by)
        _count(order, row, answer, by)
        fact = OrderRefunded(order.name, row.amount, row.currency)
        record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
        if row.tells and row.amount:
            tell("order.refund", order, letters.about_refund(order, row), f"refund-{row.pk}", by=by)


def _take_lines_back(order: Order, row: Refund, by: Actor) -> None:
    lines = {line.pk: line for line in order.lines.select_for_update().order_by("pk")}
    shelf: dict[int, int] = {}
    for part in row.lines.all():
        line = lines.get(part.line_id or 0)
        if line is None:
            continue
        line.refunded += part.quantity
        # What hasn't left yet stays here first.
        line.dropped += min(part.quantity, line.waiting)
        line.save(update_fields=["refunded", "dropped"])
        if line.variant_id:
            shelf[line.variant_id] = shelf.get(line.variant_id, 0) + part.quantity
    if row.restocks:
        put_back(shelf, by=by)
    order.fulfillment_status = standing.fulfilment(lines.values())


def _count(order: Order, row: Refund, answer: Answer, by: Actor) -> None:
    order.refunded += row.amount
    is_voided = answer is Answer.VOIDED
    order.financial_status = Order.Financial.VOIDED if is_voided else standing.after_refund(order)
    order.version += 1
    order.save(update_fields=["refunded", "financial_status", "fulfillment_status", "version"])
    if order.customer_id:
        customers.count_refund(order.customer_id, row.amount, by=by)


def settle_refunds(*, by: Actor, after: timedelta = timedelta(seconds=60)) -> None:
    """Finish refunds that were cut off between the gateway and our books."""
    by.must_be()
    waiting = unsettled_refunds().filter(refunded_at__lte=timezone.now() - after)
    for row in waiting.order_by("refunded_at")[:MOST_AT_ONCE]:
        try:
            settle(row.pk, by=by)
        except Refused as refused:
            log.info("refund_given_up", reason=refused.code)
        except Exception:
            # One that can't be finished must not keep the others waiting; it is tried again.
            log.exception("refund_not_finished")
