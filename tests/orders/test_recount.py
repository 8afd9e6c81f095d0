"""The stored figures of customers."""

from datetime import UTC, datetime

import pytest

from clientela.checkout import actions as checkout
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.customers.models import Customer
from clientela.orders.actions import move, recount
from clientela.orders.actions.intake import (
    LineIntake,
    OrderIntake,
    RefundIntake,
    take_in_orders,
    take_in_refunds,
)
from clientela.orders.models import Order, Refund
from clientela.orders.queries import drift
from tests.cast import VISITOR, Cast
from tests.checkout.goods import ready, stock_shelf


def test_figures_are_exact_and_can_be_made_so(cast: Cast) -> None:
    """Lesson 10: orders less refunds, with an order and without; drift is seen and mended."""
    shelf = stock_shelf()
    order = checkout.place(ready(shelf, email=cast.guest.email)[0].pk, by=VISITOR)
    assert drift() == []
    Refund.objects.create(order=order, amount=500, currency="GBP")
    Refund.objects.create(customer=cast.guest, amount=4000, currency="GBP")
    Refund.objects.create(order=order, customer=cast.guest, amount=1, currency="GBP")
    Customer.objects.filter(pk=cast.ingrid.pk).update(orders_count=3)
    assert drift() == sorted([cast.guest.pk, cast.ingrid.pk])
    assert recount([cast.guest.pk, cast.ingrid.pk], by=SYSTEM) == 2
    guest = Customer.objects.get(pk=cast.guest.pk)
    assert (guest.orders_count, guest.amount_spent) == (1, 1995 - 4501)
    assert guest.last_order_at == Order.objects.get().placed_at
    assert drift() == [] and recount([cast.guest.pk], by=SYSTEM) == 0


def test_recounting_is_not_for_everybody(cast: Cast) -> None:
    """AC-01."""
    with pytest.raises(NotAllowed):
        recount([cast.guest.pk], by=VISITOR)


def test_a_refund_brought_in_counts_for_whom_the_order_belongs_to(cast: Cast) -> None:
    """A moved order's refund from a file: both customers stay exact."""
    at, lines = datetime(2025, 5, 1, tzinfo=UTC), [LineIntake("Mug", 1, 1600, 1600)]
    take_in_orders([OrderIntake("A1", "GBP", at, lines, customer_id=cast.guest.pk)], by=SYSTEM)
    move(Order.objects.get().pk, cast.ingrid.pk, by=SYSTEM)
    back = RefundIntake("R1", "GBP", at, 600, [], customer_id=cast.guest.pk, order_outside_id="A1")
    take_in_refunds([back], by=SYSTEM)
    assert Customer.objects.get(pk=cast.ingrid.pk).amount_spent == 1000 and drift() == []
