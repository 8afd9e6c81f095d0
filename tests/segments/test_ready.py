"""The ready-made segments: each there, and each finding exactly whom it says."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.catalog.models import Product, Variant
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.customers.models import Customer
from clientela.post.models import Message
from clientela.segments import queries
from clientela.segments.models import Standing
from clientela.segments.ready import READY

NOW = timezone.now()
# Of each one: how many orders, when the last was, account, consent.
PEOPLE = {
    "new": (1, 5, "enabled", "subscribed"),
    "again": (2, 40, "none", "not_subscribed"),
    "best": (9, 1, "enabled", "subscribed"),
    "fading": (4, 200, "declined", "unsubscribed"),
    "gone": (3, 400, "deactivated", "pending"),
    "signed_up": (0, 0, "enabled", "not_subscribed"),
    "invited": (0, 0, "invited", "not_subscribed"),
    "looker": (0, 0, "none", "subscribed"),
}
FOUND = {
    "First-time buyers": {"new"},
    "Bought at least once": {"new", "again", "best", "fading", "gone"},
    "Repeat buyers": {"again", "best", "fading", "gone"},
    "VIP customers": {"best"},
    "At risk": {"fading"},
    "Abandoned checkouts in the last 30 days": {"looker"},
    "Abandoned carts in the last 30 days": {"signed_up"},
    "Never bought": {"signed_up", "invited", "looker"},
    "Has an account but no order": {"signed_up"},
    "Without an account": {"again", "looker"},
    "Invited but not accepted": {"invited"},
    "Email subscribers": {"new", "best", "looker"},
    "Emails come back": {"again"},
    "Not here for a year": {"gone"},
}


def _add(name: str, orders: int, ago: int, state: str, consent: str) -> Customer:
    last = NOW - timedelta(days=ago) if orders else None
    return Customer.objects.create(
        first_name=name, source="staff", orders_count=orders, first_order_at=last, last_order_at=last,
        account_state=state, email_consent=consent,
    )  # fmt: skip


@pytest.fixture
def people(db: None) -> dict[str, Customer]:
    """Somebody of each sort, and what they left behind."""
    made = {name: _add(name, *row) for name, row in PEOPLE.items()}
    groups = {"new": "new", "again": "active", "best": "champions", "fading": "at_risk", "gone": "dormant"}
    for name, group in groups.items():
        Standing.objects.create(customer=made[name], rfm_group=group)
    for name, days in (("looker", 29), ("gone", 32)):
        Checkout.objects.create(customer=made[name], started_at=NOW - timedelta(days=days))
    Checkout.objects.create(customer=made["again"], started_at=NOW)
    variant = Variant.objects.create(product=Product.objects.create(handle="cup", title="Cup"), price=1)
    for name, days, has_lines in (("signed_up", 3, True), ("new", 3, False), ("best", 0, True)):
        cart = Cart.objects.create(customer=made[name], updated_at=NOW - timedelta(days=days))
        if has_lines:
            CartLine.objects.create(cart=cart, variant=variant, quantity=1)
    Message.objects.create(message_id="1", customer_id=made["again"].pk, state="bounced", reported_at=NOW)
    return made


def test_each_finds_whom_it_says(people: dict[str, Customer]) -> None:
    found = {
        str(each.name): set(queries.members(each.query).values_list("first_name", flat=True))
        for each in READY
    }
    assert found == FOUND
    assert all(queries.canonical(each.query) == each.query for each in READY)
