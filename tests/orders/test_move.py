"""Moving an order to another customer."""

import pytest

from clientela.core.errors import NotAllowed, NotThere
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders import actions
from clientela.orders.actions import AlreadyTheirs, Giving, move
from clientela.orders.models import Order
from clientela.orders.queries import drift
from tests.cast import VISITOR, Cast
from tests.orders.bought import bought


def test_figures_and_timelines_of_both(cast: Cast) -> None:
    """Refunds go along; profiles keep their names, addresses and consent."""
    order, by = bought(), cast.owner.as_actor("127.0.0.1")
    actions.refund(order.pk, Giving(amount=500), key="a", by=by)
    former, kept = order.customer_id, ("email", "first_name", "last_name", "default_address_id", "words")
    before = Customer.objects.filter(pk=cast.guest.pk).values(*kept)[0]
    move(order.pk, cast.guest.pk, by=by)
    guest, other = Customer.objects.get(pk=cast.guest.pk), Customer.objects.get(pk=former)
    assert (guest.orders_count, guest.amount_spent) == (1, order.total - 500)
    assert guest.last_order_at == order.placed_at
    assert (other.orders_count, other.amount_spent, other.last_order_at) == (0, 0, None)
    assert drift() == [] and Order.objects.get().email == "nora@example.com"
    assert Customer.objects.filter(pk=cast.guest.pk).values(*kept)[0] == before
    assert Event.objects.get(name="order.moved").customer_id == cast.guest.pk
    assert Event.objects.get(name="order.moved_away").customer_id == former
    actions.refund(order.pk, Giving(amount=100), key="b", by=by)
    assert drift() == []


def test_where_it_can_t_go(cast: Cast) -> None:
    """To whom it belongs, to somebody deleted, to nobody; by those who may not (AC-01)."""
    order, by = bought(), cast.support.as_actor("127.0.0.1")
    Customer.objects.filter(pk=cast.stranger.pk).update(deleted_at=order.placed_at)
    with pytest.raises(AlreadyTheirs):
        move(order.pk, order.customer_id or 0, by=by)
    for customer_id in (cast.stranger.pk, 10**9):
        with pytest.raises(NotThere):
            move(order.pk, customer_id, by=by)
    for other in (VISITOR, cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            move(order.pk, cast.guest.pk, by=other)
