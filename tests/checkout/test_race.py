"""Many at once, against a real server: what must happen once happens once."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from django.db import connections

from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Variant
from clientela.checkout import actions
from clientela.checkout.models import Cart, CartLine
from clientela.checkout.whose import Whose
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.orders.models import Order
from clientela.orders.queries import drift
from clientela.payments.models import Payment
from clientela.payments.models import TestCharge as Charge
from clientela.post.models import Message
from tests.cast import VISITOR, actor_of, make_customer
from tests.checkout.goods import DECLINED, ready, stock_shelf

pytestmark = pytest.mark.race
MANY = 16


def at_once(deeds: list[Callable[[], Any]]) -> list[Any]:
    """Do all of these in threads that start together; exceptions come back as values."""
    start = Barrier(len(deeds))

    def run(deed: Callable[[], Any]) -> Any:
        try:
            start.wait()
            return deed()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(run, deeds))


def test_the_same_order_sixteen_times(real_db: None) -> None:
    """F24: one order, one charge, one email, one customer counted once."""
    shelf = stock_shelf()
    checkout, _token = ready(shelf)
    found = at_once([lambda: actions.place(checkout.pk, by=VISITOR)] * MANY)
    assert {type(answer) for answer in found} == {Order}, found
    assert len({order.pk for order in found}) == Order.objects.count() == 1
    assert Charge.objects.count() == Payment.objects.count() == 1
    assert Charge.objects.get().state == "captured"
    assert Message.objects.filter(kind="order.confirmation").count() == 1
    assert Variant.objects.get(pk=shelf.mug.pk).stock == 9
    assert Customer.objects.get().orders_count == 1 and drift() == []


def test_the_same_order_by_shoppers_and_settling(real_db: None) -> None:
    """F02: presses and the clock's settling together are still one."""
    shelf = stock_shelf()
    checkout, _token = ready(shelf)
    actions.begin(checkout.pk, by=VISITOR)
    settle = [lambda: actions.settle(by=SYSTEM, after=timedelta(seconds=-5))] * 4
    found = at_once([lambda: actions.place(checkout.pk, by=VISITOR)] * 8 + settle)
    assert not [answer for answer in found if isinstance(answer, Exception)], found
    assert Order.objects.count() == Charge.objects.count() == 1


def test_the_last_piece_is_sold_once(real_db: None) -> None:
    """Eight checkouts, one mug: one order; the others hear that it is sold out, and nothing is charged."""
    shelf = stock_shelf(mugs=1)
    rivals = [ready(shelf, email=f"rival{number}@example.com")[0] for number in range(8)]
    found = at_once([lambda pk=rival.pk: actions.place(pk, by=VISITOR) for rival in rivals])
    assert sum(isinstance(answer, Order) for answer in found) == 1, found
    assert all(isinstance(answer, Order | OutOfStock) for answer in found), found
    assert Variant.objects.get(pk=shelf.mug.pk).stock == 0
    assert Charge.objects.filter(state="captured").count() == Order.objects.count() == 1
    assert not Charge.objects.filter(state="authorised").exists()


def test_a_declined_card_sixteen_times(real_db: None) -> None:
    """Pressing again and again asks the gateway once."""
    shelf = stock_shelf()
    checkout, _token = ready(shelf, card=DECLINED)
    at_once([lambda: actions.place(checkout.pk, by=VISITOR)] * MANY)
    assert Charge.objects.count() == 1 and not Order.objects.exists()


def test_a_guest_cart_is_adopted_once(real_db: None) -> None:
    """Requests of one browser at once don't double the pieces."""
    shelf = stock_shelf()
    ingrid, token = make_customer("ingrid@example.com", "Ingrid", account=True), seals.new_token()
    actions.add_to_cart(Whose(None, token), shelf.rug.pk, 2, by=VISITOR)
    by, whose = actor_of(ingrid), Whose(ingrid.pk, token)
    actions.add_to_cart(Whose(ingrid.pk), shelf.rug.pk, 1, by=by)
    at_once([lambda: actions.adopt(whose, by=by)] * MANY)
    assert CartLine.objects.get().quantity == 3 and Cart.objects.count() == 1


def test_adding_at_once_counts_every_press(real_db: None) -> None:
    """Sixteen presses are sixteen pieces, also when the cart is made by the first of them."""
    shelf, token = stock_shelf(), seals.new_token()
    found = at_once([lambda: actions.add_to_cart(Whose(None, token), shelf.rug.pk, 1, by=VISITOR)] * MANY)
    assert sorted(found) == list(range(1, MANY + 1))


def test_orders_of_one_customer_keep_exact_figures(real_db: None) -> None:
    """Different checkouts of one address at once: the figures are the sum."""
    shelf = stock_shelf(mugs=None)
    rivals = [ready(shelf, email="same@example.com")[0] for _number in range(8)]
    at_once([lambda pk=rival.pk: actions.place(pk, by=VISITOR) for rival in rivals])
    customer = Customer.objects.get()
    assert customer.orders_count == 8 and customer.amount_spent == 8 * 1995 and drift() == []
