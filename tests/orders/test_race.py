"""Many at once: what must happen once happens once."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.orders import actions
from clientela.orders.actions import Cancelling, Giving
from clientela.orders.models import Draft, Order, Refund
from clientela.orders.queries import drift
from clientela.payments.models import TestCharge as Charge
from clientela.payments.providers import test_gateway
from clientela.post.models import Message
from tests.cast import VISITOR, make_customer
from tests.checkout.goods import WORKS, stock_shelf
from tests.customers.at_once import at_once
from tests.orders.bought import bought

pytestmark = pytest.mark.race
MANY = 8


def test_the_same_refund_many_times(real_db: None) -> None:
    """F22: one key, one refund, one email."""
    order = bought()
    at_once([lambda: actions.refund(order.pk, Giving(amount=500), key="a", by=SYSTEM)] * MANY)
    assert Refund.objects.get().state == Refund.State.DONE and Charge.objects.get().refunded == 500
    assert Message.objects.filter(kind="order.refund").count() == 1 and drift() == []


def test_everything_back_in_many_ways(real_db: None) -> None:
    """Different forms and a cancelling at the same time: never more than was paid."""
    order = bought()
    ways = [
        lambda n=n: actions.refund(order.pk, Giving(amount=order.total), key=f"k{n}", by=SYSTEM)
        for n in range(MANY)
    ]
    at_once([*ways, lambda: actions.cancel(order.pk, Cancelling(), by=SYSTEM)])
    actions.settle_refunds(by=SYSTEM)
    assert Charge.objects.get().refunded == Order.objects.get().refunded == order.total and drift() == []


def test_one_invoice_paid_many_times(real_db: None) -> None:
    """One order, one charge; moved about meanwhile, the figures stay exact."""
    one, other = make_customer("one@example.com", "One"), make_customer("two@example.com", "Two")
    draft = actions.create_draft(one.pk, by=SYSTEM)
    actions.add_variant(draft.pk, stock_shelf().mug.pk, by=SYSTEM)
    actions.send_invoice(draft.pk, by=SYSTEM)
    page = actions.open_invoice_page(draft.pk, by=VISITOR)
    test_gateway.take_card(page.rpartition("/")[2], WORKS, "12/40", "123")
    seen = Draft.objects.get().version
    at_once([lambda: actions.pay_invoice(draft.pk, seen=seen, by=VISITOR)] * MANY)
    order = Order.objects.get()
    assert order.financial_status == Order.Financial.PAID and Charge.objects.get().state == "captured"
    moves = [lambda to=to: actions.move(order.pk, to.pk, by=SYSTEM) for to in (one, other) * 3]
    at_once([*moves, lambda: actions.refund(order.pk, Giving(amount=100), key="a", by=SYSTEM)])
    assert drift() == [] and Order.objects.get().refunded == 100
