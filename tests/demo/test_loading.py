"""Filling an empty store with the demo: the same every time, with figures that add up."""

from datetime import date

import pytest
from django.db.models import Sum

from clientela.accounts.models import Account
from clientela.core import emails, phones
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.demo import crew, loading
from clientela.demo.loading import SHOPPER, NotEmpty, load
from clientela.journal.models import Event
from clientela.orders import actions as orders
from clientela.orders.models import Order, Refund
from clientela.orders.queries import drift
from clientela.post.models import Message
from tests import ground
from tests.cast import make_customer

TODAY = date(2026, 11, 21)


def quiet(_done: int, _total: int) -> None:
    """No progress is shown."""


def store() -> dict[str, list[tuple[object, ...]]]:
    """What a loaded store holds, without the numbers of its rows."""
    return {
        "customers": list(
            Customer.objects.order_by("email_key").values_list(
                "email", "first_name", "phone", "orders_count", "amount_spent", "added_at", "email_consent"
            )
        ),
        "orders": list(
            Order.objects.order_by("outside_id").values_list(
                "outside_id", "email", "total", "tax", "refunded", "placed_at", "fulfillment_status"
            )
        ),
        "refunds": list(Refund.objects.order_by("outside_id").values_list("outside_id", "amount")),
    }


def test_two_fresh_stores_are_equal(real_db: None) -> None:
    """The same count gives the same people, orders and totals, on whatever day of a week."""
    load(60, quiet, TODAY)
    first = store()
    from django.db import connections

    connections.close_all()
    ground.fresh_database()
    load(60, quiet, TODAY)
    assert store() == first and len(first["customers"]) == 60 and len(first["orders"]) > 20


def test_figures_do_not_drift(db: None) -> None:
    """Lesson 10: stored figures are those of the orders and refunds; a re-count finds nothing to mend."""
    made = load(150, quiet, TODAY)
    assert made.customers == Customer.objects.count() == 150
    assert made.orders == Order.objects.count() and made.products > 5
    assert drift() == []
    before = store()
    orders.recount(Customer.objects.values_list("pk", flat=True), by=SYSTEM)
    assert store() == before


@pytest.mark.parametrize("wanted", [0, 50, 400])
def test_exactly_as_many_orders_as_are_asked_for(db: None, wanted: int) -> None:
    """However many: figures, refunds and the log agree with them."""
    made = load(100, quiet, TODAY, wanted)
    assert made.orders == wanted == Order.objects.count() == Event.objects.filter(name="order.placed").count()
    assert made.customers == 100 == Customer.objects.count() and drift() == []
    assert sum(Customer.objects.values_list("orders_count", flat=True)) == wanted
    assert len(set(Order.objects.values_list("number", flat=True))) == wanted


def test_several_hands_load_the_same(real_db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same every time, whether one process makes the people or several do."""
    load(90, quiet, TODAY, 200)
    first = store()
    from django.db import connections

    connections.close_all()
    ground.fresh_database()
    monkeypatch.setattr(crew, "hands", lambda _customers: 1)
    monkeypatch.setattr(loading, "CHUNK", 20)
    load(90, quiet, TODAY, 200)
    assert store() == first and len(first["orders"]) == 200


def test_refunds_agree_with_their_orders(db: None) -> None:
    """What the orders say was given back is what their refunds come to; the status says so too."""
    load(300, quiet, TODAY, 1200)
    given = dict(Refund.objects.values_list("order_id").annotate(Sum("amount")))
    assert len(given) > 10
    for order in Order.objects.all():
        assert order.refunded == given.get(order.pk, 0)
        whole = "REFUNDED" if order.refunded >= order.total else "PARTIALLY_REFUNDED"
        assert order.financial_status == (whole if order.refunded else "PAID")


def test_orders_add_up(db: None) -> None:
    load(60, quiet, TODAY)
    for order in Order.objects.prefetch_related("lines"):
        assert order.subtotal == sum(line.total for line in order.lines.all())
        assert order.total == order.subtotal + order.shipping - order.discount
        assert 0 <= order.refunded <= order.total


def test_everybody_can_be_written_to_and_nobody_was(db: None) -> None:
    """Addresses are of reserved domains, in canonical form once; no mail is sent."""
    load(60, quiet, TODAY)
    for customer in Customer.objects.all():
        assert emails.canonical(customer.email) == customer.email_key
        assert customer.email_key and customer.email_key.endswith(
            (".example", "example.com", "example.net", "example.org")
        )
        assert customer.phone is None or phones.e164(customer.phone) == customer.phone
    assert not Message.objects.exists()
    assert not Event.objects.filter(customer_id=None, name="customer.created").exists()


def test_the_shopper_has_an_account_and_an_address(db: None) -> None:
    load(60, quiet, TODAY)
    shopper = Customer.objects.get(email=SHOPPER)
    assert Account.objects.filter(customer=shopper).exists() and shopper.account_state == "enabled"
    assert shopper.default_address and shopper.orders_count > 0


def test_only_an_empty_store_is_filled(db: None) -> None:
    make_customer("ann@example.com")
    with pytest.raises(NotEmpty):
        load(60, quiet, TODAY)
    assert Customer.objects.count() == 1


def test_a_load_that_is_cut_off_leaves_nothing(db: None) -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        loading.load(60, stop, TODAY)
    assert not Customer.objects.exists() and not Order.objects.exists()
