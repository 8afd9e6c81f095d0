"""The yearly return of a day: past New Year, and of the 29th of February in years without one."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.segments import compiling
from clientela.segments.checking import checked
from clientela.segments.clock import Clock
from tests.cast import make_customer

CASES = [
    (date(2000, 2, 29), "BETWEEN 2027-02-20 AND 2027-02-28", True),
    (date(2000, 2, 29), "= 2027-02-28", True),
    (date(2000, 2, 29), "= 2027-03-01", False),
    (date(2000, 2, 29), "= 2028-02-28", False),
    (date(2000, 2, 29), "= 2028-02-29", True),
    (date(1990, 1, 3), "BETWEEN 2026-12-20 AND 2027-01-05", True),
    (date(1990, 12, 31), "BETWEEN 2026-12-20 AND 2027-01-05", True),
    (date(1990, 6, 1), "BETWEEN 2026-12-20 AND 2027-01-05", False),
    (date(1990, 6, 1), "BETWEEN 2026-01-01 AND 2027-01-05", True),
    (date(1990, 6, 1), "BETWEEN 2026-06-02 AND 2026-06-01", False),
    (date(1990, 6, 1), "= today", True),
]


@pytest.mark.parametrize(("born", "test", "fits"), CASES)
def test_days_come_back(db: None, born: date, test: str, fits: bool) -> None:
    customers.define(customers.NewField("Born", "date", namespace="facts", key="born"), by=SYSTEM)
    customer = make_customer("born@example.com")
    customers.set_fields(customer.pk, {"facts.born": born.isoformat()}, by=SYSTEM)
    clock = Clock(ZoneInfo("Europe/Oslo"), "GBP", datetime(2026, 6, 1, 12, tzinfo=UTC))
    node = checked(f"anniversary('metafields.facts.born') {test}", clock)
    assert Customer.objects.filter(compiling.condition(node, clock)).exists() is fits
