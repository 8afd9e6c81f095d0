"""Whatever happens to orders, in whatever order: the figures of their customers stay exact."""

from contextlib import suppress

from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused
from clientela.customers.models import Customer
from clientela.orders import actions
from clientela.orders.actions import Cancelling, DraftLine, Giving, OrderDraft
from clientela.orders.models import Order, Refund
from clientela.orders.pricing import Line, Tax, totals
from clientela.orders.queries import drift
from tests.cast import Cast

_WHICH = st.integers(0, 3)
_STEP = st.one_of(
    st.tuples(st.just("place"), _WHICH, st.integers(0, 999), st.integers(1, 4)),
    st.tuples(st.just("fulfil"), _WHICH, st.integers(0, 3), st.integers(0, 3)),
    st.tuples(st.just("refund"), _WHICH, st.integers(0, 3), st.integers(0, 1500)),
    st.tuples(st.just("cancel"), _WHICH, st.booleans(), st.just(0)),
    st.tuples(st.just("move"), _WHICH, _WHICH, st.just(0)),
)


def _place(customer_id: int, price: int, pieces: int) -> None:
    lines = (
        DraftLine(None, None, "Mug", pieces, price),
        DraftLine(None, None, "Plate", 1, 333),
    )
    whole = totals([Line(line.price, line.quantity) for line in lines], 395, Tax(2500, included=False), 17)
    actions.place(OrderDraft(customer_id, "GBP", lines, whole), by=SYSTEM)


def _do(step: tuple[str, int, int, int], people: list[Customer], count: int) -> None:
    verb, which, one, other = step
    found = list(Order.objects.order_by("pk"))
    if verb == "place":
        _place(people[which % len(people)].pk, one, other)
    if verb == "place" or not found:
        return
    order = found[which % len(found)]
    first, second = order.lines.order_by("pk")
    if verb == "fulfil":
        actions.fulfil(order.pk, quantities={first.pk: one, second.pk: other}, by=SYSTEM)
    elif verb == "refund":
        giving = Giving({first.pk: one}, amount=other if other % 2 else None, restocks=True)
        actions.refund(order.pk, giving, key=f"key-{count}", by=SYSTEM)
    elif verb == "cancel":
        actions.cancel(order.pk, Cancelling(refunds=bool(one)), by=SYSTEM)
    else:
        actions.move(order.pk, people[one % len(people)].pk, by=SYSTEM)


def _check() -> None:
    assert drift() == []
    for order in Order.objects.prefetch_related("lines", "refunds"):
        done = sum(row.amount for row in order.refunds.all() if row.state == Refund.State.DONE)
        assert 0 <= order.refunded == done <= order.total
        for line in order.lines.all():
            assert line.waiting >= 0 and 0 <= line.refunded <= line.quantity and line.sent >= 0
        if order.refunded == order.total and order.total:
            assert order.financial_status == Order.Financial.REFUNDED
        if order.fulfillment_status == Order.Fulfillment.FULFILLED:
            assert not any(line.waiting for line in order.lines.all())


@settings(
    max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
@given(steps=st.lists(_STEP, min_size=3, max_size=14))
def test_figures_stay_exact(cast: Cast, steps: list[tuple[str, int, int, int]]) -> None:
    """Lesson 10: orders placed, sent, given back, cancelled and moved about among three customers."""
    people = [cast.guest, cast.ingrid, cast.stranger]
    with transaction.atomic():
        for count, step in enumerate(steps):
            with suppress(Refused):
                _do(step, people, count)
            _check()
        transaction.set_rollback(True)
