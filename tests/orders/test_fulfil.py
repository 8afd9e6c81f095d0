"""Sending an order."""

import pytest

from clientela.checkout import actions as checkout
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.journal.models import Event
from clientela.orders.actions import (
    AlreadyFulfilled,
    NothingChosen,
    RefundWaits,
    SentMeanwhile,
    TooManyPieces,
    fulfil,
)
from clientela.orders.models import Order, Refund, RefundLine, Shipment
from clientela.post.models import Message
from tests.cast import VISITOR, Cast, actor_of
from tests.checkout.goods import ready, stock_shelf


@pytest.fixture
def order(db: None) -> Order:
    return checkout.place(ready(stock_shelf(), quantity=2)[0].pk, by=VISITOR)


def test_sent_once_and_told_once(order: Order, cast: Cast) -> None:
    """Lines, status, fact, notice with the tracking link; the second time says already."""
    by = cast.support.as_actor("127.0.0.1")
    fulfil(order.pk, by=by, carrier="Post", tracking_number="AB12", tracking_url="https://post.example/AB12")
    with pytest.raises(AlreadyFulfilled):
        fulfil(order.pk, by=by)
    sent = Order.objects.get(pk=order.pk)
    assert sent.fulfillment_status == Order.Fulfillment.FULFILLED
    assert sent.lines.get().sent == 2 and Shipment.objects.get().pieces == {str(sent.lines.get().pk): 2}
    message = Message.objects.get(kind="order.shipped")
    assert "https://post.example/AB12" in message.text and "Post AB12" in message.text
    assert Event.objects.filter(name="order.fulfilled", customer_id=order.customer_id).count() == 1


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "ftp://x.example", "//x.example", "https://", "https://a b.example", "data:x"],
)
def test_only_web_links(order: Order, cast: Cast, url: str) -> None:
    """WB-04: a tracking link is http or https."""
    with pytest.raises(Refused) as refused:
        fulfil(order.pk, by=cast.owner.as_actor("127.0.0.1"), tracking_url=url)
    assert refused.value.field == "tracking_url" and not Shipment.objects.exists()


def test_only_by_those_who_may(order: Order, cast: Cast) -> None:
    """AC-01: shoppers and staff without the power send nothing."""
    for by in (VISITOR, actor_of(cast.ingrid), cast.read_only.as_actor("127.0.0.1")):
        with pytest.raises(NotAllowed):
            fulfil(order.pk, by=by)
    with pytest.raises(NotThere):
        fulfil(10**9, by=cast.owner.as_actor("127.0.0.1"))


def test_in_two_parcels(order: Order, cast: Cast) -> None:
    """Partly fulfilled, then fulfilled; each parcel's email names its own pieces."""
    by, line = cast.support.as_actor("127.0.0.1"), order.lines.get()
    fulfil(order.pk, by=by, quantities={line.pk: 1})
    assert Order.objects.get().fulfillment_status == Order.Fulfillment.PARTIALLY_FULFILLED
    assert "1 × Stoneware mug" in Message.objects.get(kind="order.shipped").text
    with pytest.raises(TooManyPieces, match="Only 1 of these waits"):
        fulfil(order.pk, by=by, quantities={line.pk: 2})
    with pytest.raises(NothingChosen):
        fulfil(order.pk, by=by, quantities={line.pk: 0})
    for strange in ({line.pk + 1: 1}, {line.pk: -1}):
        with pytest.raises(NotThere):
            fulfil(order.pk, by=by, quantities=strange)
    fulfil(order.pk, by=by, quantities={line.pk: 1})
    assert Order.objects.get().fulfillment_status == Order.Fulfillment.FULFILLED
    assert Shipment.objects.count() == Message.objects.filter(kind="order.shipped").count() == 2
    with pytest.raises(AlreadyFulfilled):
        fulfil(order.pk, by=by)


def test_a_form_sent_twice_is_one_parcel(order: Order, cast: Cast) -> None:
    """F22: what had been sent when the page was drawn must still be so."""
    by, line = cast.support.as_actor(), order.lines.get()
    fulfil(order.pk, quantities={line.pk: 1}, sent_before=0, by=by)
    with pytest.raises(SentMeanwhile):
        fulfil(order.pk, quantities={line.pk: 1}, sent_before=0, by=by)
    assert Shipment.objects.count() == 1
    fulfil(order.pk, quantities={line.pk: 1}, sent_before=1, by=by)
    assert Order.objects.get().fulfillment_status == Order.Fulfillment.FULFILLED


def test_pieces_on_their_way_back_are_not_sent(order: Order, cast: Cast) -> None:
    """While their money is at the gateway they wait; an amount alone holds nothing up."""
    by, line = cast.support.as_actor(), order.lines.get()
    known = {"order": order, "amount": 100, "currency": "GBP", "state": Refund.State.PENDING}
    row = Refund.objects.create(key="a", **known)
    fulfil(order.pk, quantities={line.pk: 1}, by=by)
    RefundLine.objects.create(refund=row, line=line, title="Mug", quantity=1, amount=100)
    with pytest.raises(RefundWaits):
        fulfil(order.pk, by=by)
