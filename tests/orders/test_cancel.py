"""Cancelling an order."""

from datetime import timedelta

import pytest

from clientela.catalog.models import Variant
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders import actions
from clientela.orders.actions import AlreadyCancelled, Cancelling, Giving, SentInPart, cancel
from clientela.orders.actions.fulfilling import Cancelled
from clientela.orders.models import Order, Refund
from clientela.orders.queries import drift
from clientela.payments.models import TestCharge as Charge
from clientela.post.models import Message
from tests.cast import VISITOR, Cast
from tests.orders.bought import authorised, bought


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.manager.as_actor("127.0.0.1")


def test_paid_goes_back(by: Actor) -> None:
    """Money, stock, figures, fact and email; the order still counts as one, as an order of nothing."""
    order = cancel(bought().pk, Cancelling(reason="Changed their mind"), by=by)
    assert order.cancelled_at and order.financial_status == Order.Financial.REFUNDED
    assert Charge.objects.get().refunded == order.total and Variant.objects.get(title="Chalk").stock == 10
    customer = Customer.objects.get(pk=order.customer_id)
    assert (customer.orders_count, customer.amount_spent) == (1, 0) and drift() == []
    assert Event.objects.filter(name="order.cancelled").count() == 1
    assert Message.objects.filter(kind="order.cancelled").count() == 1
    with pytest.raises(AlreadyCancelled):
        cancel(order.pk, Cancelling(), by=by)
    with pytest.raises(Cancelled):
        actions.fulfil(order.pk, by=by)


def test_authorised_is_let_go(by: Actor) -> None:
    """The charge is voided, never taken, whatever was chosen; amount spent is nothing."""
    order = cancel(authorised().pk, Cancelling(refunds=False), by=by)
    assert order.financial_status == Order.Financial.VOIDED and Charge.objects.get().state == "voided"
    assert actions.collect(order.pk, by=SYSTEM).financial_status == Order.Financial.VOIDED
    assert Customer.objects.get(pk=order.customer_id).amount_spent == 0 and drift() == []


def test_money_kept_by_choice(by: Actor) -> None:
    """Nothing back, nothing on the shelf; later it can still be given back."""
    order = cancel(bought().pk, Cancelling(refunds=False, restocks=False, tells=False), by=by)
    assert order.financial_status == Order.Financial.PAID and not Refund.objects.exists()
    assert Variant.objects.get(title="Chalk").stock == 7 and not Message.objects.filter(
        kind="order.cancelled"
    )
    actions.refund(order.pk, Giving(amount=order.total), key="a", by=by)
    assert Order.objects.get().financial_status == Order.Financial.REFUNDED and drift() == []


def test_after_a_partial_refund(by: Actor) -> None:
    """Only what is left goes back, and only pieces that are still here return to the shelf."""
    order = bought()
    line = order.lines.get()
    actions.refund(order.pk, Giving({line.pk: 1}, restocks=True), key="a", by=by)
    cancel(order.pk, Cancelling(), by=by)
    assert Charge.objects.get().refunded == order.total and Variant.objects.get(title="Chalk").stock == 10


def test_captured_meanwhile(by: Actor) -> None:
    """The money was taken between our look and the gateway's: it is sent back instead."""
    order = authorised()
    Charge.objects.update(state="captured")
    assert cancel(order.pk, Cancelling(), by=by).financial_status == Order.Financial.REFUNDED
    assert Charge.objects.get().refunded == order.total and drift() == []


def test_cut_off_between_cancelling_and_money(by: Actor) -> None:
    """The sweep finishes it."""
    order = bought()
    Refund.objects.create(order=order, amount=order.total, currency="GBP", key="a", state="pending")
    Order.objects.update(cancelled_at=order.placed_at)
    actions.settle_refunds(by=SYSTEM, after=timedelta(0))
    assert Order.objects.get().financial_status == Order.Financial.REFUNDED


def test_sent_in_part(by: Actor) -> None:
    """What has left can't be cancelled."""
    order = bought()
    actions.fulfil(order.pk, quantities={order.lines.get().pk: 1}, by=by)
    with pytest.raises(SentInPart):
        cancel(order.pk, Cancelling(), by=by)
    assert not Order.objects.get().cancelled_at


def test_only_by_those_who_may(cast: Cast) -> None:
    """AC-01."""
    order = bought()
    for by in (VISITOR, cast.support.as_actor(), cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            cancel(order.pk, Cancelling(), by=by)


def test_the_gateway_keeps_the_money(by: Actor) -> None:
    """It is cancelled all the same, the timeline tells, and the money can be given back later."""
    order = bought()
    Charge.objects.update(refunded=order.total)
    cancelled = cancel(order.pk, Cancelling(), by=by)
    assert cancelled.cancelled_at and cancelled.financial_status == Order.Financial.PAID
    assert Event.objects.filter(name="order.refund_failed").count() == 1 and drift() == []
    Charge.objects.update(refunded=0)
    actions.refund(order.pk, Giving(amount=order.total), key="later", by=by)
    assert Order.objects.get().financial_status == Order.Financial.REFUNDED and drift() == []
