"""Pages by key over a real table: every row once, forwards and backwards."""

import base64
import json
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from django.db.models import Q, QuerySet

from clientela.core import keyset
from clientela.core.keyset import Order
from clientela.customers import queries
from clientela.customers.models import Customer, Source
from clientela.customers.queries import SORTS
from clientela.jobs.models import Item, Job

START = datetime(2024, 1, 1, tzinfo=UTC)


def fill(seed: int, count: int) -> QuerySet[Customer]:
    """Customers of whom some never ordered and many ordered at the same moment."""
    roll = Random(seed)
    Customer.objects.bulk_create(
        Customer(
            source=Source.STAFF,
            name_key=roll.choice(["", "berg ann", "berg bo", "å"]),
            amount_spent=roll.choice([-5, 0, 0, 100, 10**12]),
            orders_count=roll.randrange(4),
            last_order_at=START + timedelta(days=roll.randrange(5)) if roll.random() < 0.6 else None,
        )
        for _ in range(count)
    )
    return Customer.objects.all()


def forwards(rows: QuerySet[Customer], order: Order, size: int) -> list[list[int]]:
    pages, cursor = [], ""
    while True:
        page = keyset.page(rows, order, size=size, after=cursor)
        pages.append([row.pk for row in page.rows])
        assert bool(page.before) == (len(pages) > 1)
        if not page.after:
            return pages
        cursor = page.after


def backwards(rows: QuerySet[Customer], order: Order, size: int) -> list[int]:
    """From the last row to the first, as one list in the order of the sort."""
    cursor, met = "", []
    while True:
        page = keyset.page(rows, order, size=size, after=cursor)
        if not page.after:
            break
        cursor = page.after
    met = [row.pk for row in page.rows]
    while page.before:
        page = keyset.page(rows, order, size=size, before=page.before)
        assert page.after
        met = [row.pk for row in page.rows] + met
    return met


@pytest.mark.parametrize("name", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize(("seed", "count", "size"), [(1, 0, 3), (2, 7, 7), (3, 23, 4), (4, 40, 9)])
def test_every_row_is_met_once(
    db: None, name: str, descending: bool, seed: int, count: int, size: int
) -> None:
    """AP-03: walking either way meets each row once, in the same order, empty values last or first."""
    rows, order = fill(seed, count), Order(SORTS[name].column, descending, SORTS[name].nullable)
    pages = forwards(rows, order, size)
    met = [pk for page in pages for pk in page]
    assert sorted(met) == sorted(rows.values_list("pk", flat=True))
    assert all(len(page) == size for page in pages[:-1])
    assert backwards(rows, order, size) == met
    values = [getattr(row, order.column) for row in sorted(rows, key=lambda row: met.index(row.pk))]
    filled = [value for value in values if value is not None]
    assert filled == sorted(filled, reverse=descending)
    assert values == filled + [None] * (len(values) - len(filled))


def test_rows_added_meanwhile_shift_nothing(db: None) -> None:
    """AP-03: a cursor holds its place when others come before it."""
    rows, order = fill(5, 20), Order("id", descending=True)
    first = keyset.page(rows, order, size=5)
    fill(6, 10)
    second = keyset.page(rows, order, size=5, after=first.after)
    assert [row.pk for row in second.rows] == [row.pk - 5 for row in first.rows]


def cursor(value: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(value).encode()).decode().rstrip("=")


BROKEN = [
    "x", "é", "====", "e30", cursor([]), cursor([{"v": 1}]), cursor([{"v": 1}, "2"]), cursor([{}, 1]),
    cursor([5, 1]), cursor(["t", 1]), cursor([{"t": "x"}, 1]), cursor([{"t": 5}, 1]),
    cursor([{"v": "x"}, 1]), cursor([{"v": 1.5}, 1]), cursor([{"v": None}, 1]), cursor([{"v": [1]}, 1]),
    cursor([{"v": "\x00"}, 1]), cursor([{"v": "\ud800"}, 1]), cursor([{"v": 10**40}, 1]),
    cursor([{"v": 1}, 10**40]), cursor([{"t": "2024-01-01T00:00:00+00:00"}, 1]),
    cursor([{"t": "0001-01-01T00:00:00+14:00"}, 1]), cursor([{"t": "2024-01-01"}, 1]),
]  # fmt: skip


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", sorted(SORTS))
def test_a_broken_cursor_is_no_error(db: None, name: str, broken: str) -> None:
    """AP-03, AP-07: whatever stands in the address, a page comes."""
    rows = fill(7, 5)
    for way in ({"after": broken}, {"before": broken}):
        assert len(keyset.page(rows, SORTS[name], size=3, **way).rows) <= 3


@pytest.mark.parametrize("broken", ["x", cursor([{"v": "x"}, 1]), cursor([{"v": None}, 1])])
def test_a_broken_cursor_gives_the_first_page(db: None, broken: str) -> None:
    rows = fill(8, 5)
    first = keyset.page(rows, Order("amount_spent"), size=3)
    assert keyset.page(rows, Order("amount_spent"), size=3, after=broken) == first


@pytest.mark.parametrize("name", sorted(SORTS))
@pytest.mark.parametrize("descending", [False, True])
@pytest.mark.parametrize("reach", [1, 9, 30, 100])
def test_a_page_met_on_a_short_walk_is_the_very_same(
    db: None, name: str, descending: bool, reach: int
) -> None:
    """Whatever shares a value with others: the walk gives the page that a whole one gives, or none."""
    everybody, order = fill(5, 60), Order(SORTS[name].column, descending, SORTS[name].nullable)
    some = everybody.filter(orders_count__gte=2)
    cursor, met = "", 0
    while True:
        whole = keyset.page(some, order, size=3, after=cursor)
        short = keyset.near(some, everybody, order, size=3, reach=reach, after=cursor)
        assert short is None or short == whole
        met += short is not None
        if whole.before:
            back = keyset.page(some, order, size=3, before=whole.before)
            again = keyset.near(some, everybody, order, size=3, reach=reach, before=whole.before)
            assert again is None or again == back
        if not whole.after:
            break
        cursor = whole.after
    # Those who fit stand at the end of this order.
    assert met or reach != 30 or (name == "orders" and not descending)


def test_rows_known_by_two_columns_are_paged_by_the_sort(db: None) -> None:
    """The results of a job: every one is met once, forwards and backwards."""
    job = Job.objects.create(kind="demo", actor_kind="system")
    Item.objects.bulk_create(Item(job=job, key=key) for key in range(3, 10))
    rows, order = Item.objects.filter(job=job), Order("key")
    first = keyset.page(rows, order, size=3)
    second = keyset.page(rows, order, size=3, after=first.after)
    third = keyset.page(rows, order, size=3, after=second.after)
    keys = [[item.key for item in page.rows] for page in (first, second, third)]
    assert keys == [[3, 4, 5], [6, 7, 8], [9]]
    assert keyset.page(rows, order, size=3, before=third.before).rows == second.rows


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("name", sorted(SORTS))
def test_a_broken_cursor_spoils_no_walk(
    db: None, name: str, broken: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """AP-03, AP-07: a page sought on a short walk, within a transaction, comes as well."""
    fill(7, 9)
    monkeypatch.setattr(queries, "COMMON", 0)
    monkeypatch.setattr(queries, "REACH", 5)
    everybody = Q(orders_count__gte=0)
    for way in ({"after": broken}, {"before": broken}):
        assert len(queries.sifted("", name, everybody, everybody, **way).rows) <= 9
    assert Customer.objects.exists()
