"""How customers stand, by fifths of all who ordered."""

import time
from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.journal.actions import record
from clientela.orders.events import OrderPlaced
from clientela.segments import actions, queries, reactions
from clientela.segments.models import Borders, RfmGroup, SpendTier, Standing
from tests.cast import make_customer


@pytest.fixture
def hundred(db: None) -> list[Customer]:
    """A hundred customers: the later the number, the later, the more often and the dearer they bought."""
    now = timezone.now()
    rows = [
        Customer(
            orders_count=1 + number // 10,
            amount_spent=(1 + number) * 1000,
            first_order_at=now - timedelta(days=500),
            last_order_at=now - timedelta(days=400 - 4 * number),
            source="order",
        )
        for number in range(100)
    ]
    Customer.objects.bulk_create(rows)
    return rows


def standing(customer: Customer) -> tuple[str, str]:
    found = Standing.objects.get(customer=customer)
    return found.rfm_group, found.spend_tier


def test_fifths_make_groups_and_tiers(hundred: list[Customer]) -> None:
    nobody = make_customer("nobody@example.com")
    assert actions.reckon_all(by=SYSTEM) == 100
    assert standing(hundred[-1]) == (RfmGroup.CHAMPIONS, SpendTier.HIGH)
    assert standing(hundred[0]) == (RfmGroup.DORMANT, SpendTier.LOW)
    assert standing(hundred[65])[1] == SpendTier.MEDIUM
    assert Standing.objects.filter(spend_tier="high").count() == 20
    assert Standing.objects.filter(spend_tier="medium").count() == 30
    assert not Standing.objects.filter(customer=nobody).exists()
    assert list(queries.members("rfm_group = 'PROSPECTS'").values_list("pk", flat=True)) == [nobody.pk]
    assert queries.count("rfm_group = 'CHAMPIONS'") == Standing.objects.filter(rfm_group="champions").count()


def test_twice_changes_nothing(hundred: list[Customer]) -> None:
    actions.reckon_all(by=SYSTEM)
    assert actions.reckon_all(by=SYSTEM) == 0
    assert actions.reckon([each.pk for each in hundred], by=SYSTEM) == 0


def test_who_orders_moves_by_the_same_borders(hundred: list[Customer]) -> None:
    actions.reckon_all(by=SYSTEM)
    first = hundred[0]
    drawn = Borders.objects.get().drawn_at
    changes = {"orders_count": 11, "amount_spent": 200_000, "last_order_at": timezone.now()}
    Customer.objects.filter(pk=first.pk).update(**changes)
    assert actions.reckon([first.pk], by=SYSTEM) == 1
    assert standing(first) == (RfmGroup.CHAMPIONS, SpendTier.HIGH)
    assert Borders.objects.get().drawn_at == drawn
    Customer.objects.filter(pk=first.pk).update(orders_count=0, amount_spent=0, last_order_at=None)
    assert actions.reckon([first.pk], by=SYSTEM) == 1
    assert not Standing.objects.filter(customer=first).exists()


@pytest.mark.usefixtures("real_db")
def test_who_orders_is_placed_within_the_minute() -> None:
    """The first time everybody is; then whoever the log tells of."""
    now = timezone.now()
    ordered = {"orders_count": 1, "amount_spent": 500, "first_order_at": now, "last_order_at": now}
    first, second = (make_customer(f"{name}@example.com") for name in ("first", "second"))
    assert reactions.heed_orders() == 0 and not Borders.objects.exists()
    Customer.objects.filter(pk=first.pk).update(**ordered)
    assert reactions.heed_orders() == 1
    Customer.objects.filter(pk=second.pk).update(**ordered)
    record(OrderPlaced("#1", 500, "GBP"), by=SYSTEM, customer_id=second.pk)
    deadline = time.monotonic() + 30
    while not reactions.heed_orders() and time.monotonic() < deadline:
        pass
    assert Standing.objects.filter(customer=second).exists()


def test_few_orders_promise_nothing(db: None) -> None:
    customer = make_customer("one@example.com")
    now = timezone.now()
    Customer.objects.filter(pk=customer.pk).update(
        orders_count=1, amount_spent=100, first_order_at=now, last_order_at=now
    )
    actions.reckon_all(by=SYSTEM)
    assert standing(customer)[1] == ""
    Customer.objects.update(orders_count=0)
    actions.reckon_all(by=SYSTEM)
    assert not Borders.objects.exists()
