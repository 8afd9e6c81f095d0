"""Giving money back for an order."""

from datetime import timedelta

import pytest

from clientela.catalog.models import Variant
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed, NotThere
from clientela.customers.models import Customer
from clientela.journal.models import Event
from clientela.orders import actions, worth
from clientela.orders.actions import Giving, NothingToRefund, NotTaken, RefundWaits, TooMuch, refund
from clientela.orders.models import Order, OrderLine, Refund
from clientela.orders.queries import drift
from clientela.payments.models import TestCharge as Charge
from clientela.payments.models import TestRefund as Back
from clientela.payments.providers import gateway
from clientela.post.models import Message
from tests.cast import VISITOR, Cast, actor_of
from tests.orders.bought import authorised, bought

NOW = timedelta(0)


@pytest.fixture
def order(db: None) -> Order:
    return bought()


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.manager.as_actor("127.0.0.1")


def test_pieces_and_shipping(order: Order, by: Actor) -> None:
    """Part of it: charge, order, line, stock, figures, fact and email agree; then the rest."""
    line = order.lines.get()
    row = refund(order.pk, Giving({line.pk: 1}, shipping=395, restocks=True), key="a", by=by)
    order.refresh_from_db()
    assert (row.state, row.amount) == (Refund.State.DONE, 1995)
    assert (order.refunded, order.financial_status) == (1995, Order.Financial.PARTIALLY_REFUNDED)
    assert Charge.objects.get().refunded == 1995 and Variant.objects.get(pk=line.variant_id).stock == 8
    assert Customer.objects.get(pk=order.customer_id).amount_spent == order.total - 1995
    assert Event.objects.filter(name="order.refunded", customer_id=order.customer_id).count() == 1
    assert "£19.95" in Message.objects.get(kind="order.refund").text
    refund(order.pk, Giving({line.pk: 2}), key="b", by=by)
    order.refresh_from_db()
    assert (order.refunded, order.financial_status) == (order.total, Order.Financial.REFUNDED)
    assert Variant.objects.get(pk=line.variant_id).stock == 8 and drift() == []


def test_the_same_key_gives_back_once(order: Order, by: Actor) -> None:
    """F22: a double click, or a form sent again, is one refund."""
    first = refund(order.pk, Giving(amount=500), key="a", by=by)
    assert refund(order.pk, Giving(amount=500), key="a", by=by).pk == first.pk
    assert Refund.objects.count() == Back.objects.count() == 1 and Charge.objects.get().refunded == 500
    assert Message.objects.filter(kind="order.refund").count() == 1


def test_never_more_than_is_left(order: Order, by: Actor) -> None:
    """Amount, pieces and shipping each have their end; nothing at all is refused."""
    line = order.lines.get()
    refund(order.pk, Giving(amount=order.total - 100), key="a", by=by)
    with pytest.raises(TooMuch) as refused:
        refund(order.pk, Giving(amount=101), key="b", by=by)
    assert refused.value.details["left"] == 100
    for giving in (Giving({line.pk: 4}), Giving({line.pk: 1}), Giving(shipping=396)):
        with pytest.raises(Exception, match=r"At most|Only 3"):
            refund(order.pk, giving, key="c", by=by)
    with pytest.raises(NothingToRefund):
        refund(order.pk, Giving(), key="d", by=by)
    with pytest.raises(NotThere):
        refund(order.pk, Giving({line.pk + 1: 1}), key="e", by=by)
    assert Refund.objects.count() == 1


def test_cut_off_before_the_gateway(order: Order, by: Actor) -> None:
    """What was written down is finished by the sweep; until then no other refund begins."""
    row = Refund.objects.create(order=order, amount=500, currency="GBP", key="a", state="pending", tells=True)
    assert drift() == []
    with pytest.raises(RefundWaits):
        refund(order.pk, Giving(amount=100), key="b", by=by)
    for _again in range(2):
        actions.settle_refunds(by=SYSTEM, after=NOW)
    row.refresh_from_db()
    assert row.state == Refund.State.DONE and Charge.objects.get().refunded == 500 and drift() == []
    assert Event.objects.filter(name="order.refunded").count() == 1


def test_cut_off_behind_the_gateway(order: Order) -> None:
    """F22: the money has moved and its answer was lost: the same key moves it no second time."""
    assert order.payment
    Refund.objects.create(order=order, amount=500, currency="GBP", key="a", state="pending")
    gateway("test").refund("a", order.payment.reference, 500)
    actions.settle_refunds(by=SYSTEM, after=NOW)
    assert Charge.objects.get().refunded == 500 and Order.objects.get().refunded == 500


def test_refused_by_the_gateway(order: Order, by: Actor) -> None:
    """Nothing is counted, and the timeline tells."""
    Charge.objects.update(refunded=order.total)
    for _again in range(2):
        with pytest.raises(actions.GatewayRefused):
            refund(order.pk, Giving(amount=500), key="a", by=by)
    assert Refund.objects.get().state == Refund.State.FAILED and Order.objects.get().refunded == 0
    assert Event.objects.filter(name="order.refund_failed").count() == 1 and drift() == []


def test_unsent_pieces_are_not_sent_any_more(order: Order, by: Actor) -> None:
    """One sent, one of the two others given back: one waits; both given back: nothing waits."""
    line = order.lines.get()
    actions.fulfil(order.pk, quantities={line.pk: 1}, by=by)
    refund(order.pk, Giving({line.pk: 1}), key="a", by=by)
    line.refresh_from_db()
    assert line.waiting == 1
    refund(order.pk, Giving({line.pk: 1}), key="b", by=by)
    assert Order.objects.get().fulfillment_status == Order.Fulfillment.FULFILLED


def test_money_that_was_not_taken(db: None, by: Actor) -> None:
    """It is let go by cancelling."""
    with pytest.raises(NotTaken):
        refund(authorised().pk, Giving(amount=1), key="a", by=by)


def test_only_by_those_who_may(order: Order, cast: Cast) -> None:
    """AC-01."""
    for by in (VISITOR, actor_of(cast.ingrid), cast.support.as_actor(), cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            refund(order.pk, Giving(amount=1), key="a", by=by)


def test_parts_add_up_exactly() -> None:
    """Thirds of a pound, a discount and tax on top: piece by piece comes to what was paid."""
    order = Order(discount=101, tax=201, tax_included=False, shipping=500, subtotal=1300, total=1900)
    lines = [OrderLine(pk=1, quantity=3, total=1000, tax=77), OrderLine(pk=2, quantity=7, total=300, tax=24)]
    given = 0
    for line in lines:
        for _piece in range(line.quantity):
            given += worth.pieces(order, lines, {line.pk: 1})[line.pk]
            line.refunded += 1
    assert given + worth.shipping(order, lines) == order.total


def test_a_page_kept_open_gives_back_no_other_refund(order: Order, by: Actor) -> None:
    """F22: the key of a page stands for one refund; what was chosen anew is not swallowed in silence."""
    line = order.lines.get()
    first = refund(order.pk, Giving({line.pk: 1}), key="a", by=by)
    assert refund(order.pk, Giving({line.pk: 1}), key="a", by=by).pk == first.pk
    for other in (Giving({line.pk: 2}), Giving(amount=1), Giving({line.pk: 1}, shipping=1), Giving()):
        with pytest.raises(actions.KeyUsed):
            refund(order.pk, other, key="a", by=by)
    assert Refund.objects.count() == 1 and drift() == []
