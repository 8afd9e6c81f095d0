"""Segments on one store: counted and paged, in turn with the same by hand."""

import base64
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from bench.scale.asked import ASKED, Asked

_COLUMNS = (
    "c.id, c.first_name, c.last_name, c.email, c.phone, c.email_consent, c.account_state, c.orders_count,"
    " c.amount_spent, c.added_at, a.city, a.region, a.country"
)
_PLACE = "LEFT JOIN customers_address a ON a.id = c.default_address_id"
_NEWEST = "ORDER BY c.added_at DESC, c.id DESC LIMIT 51"
COUNT = "SELECT count(*) FROM customers_customer c WHERE c.deleted_at IS NULL AND {}"
# Who writes by hand knows whether many fit (a walk along the list) or few (gathered, then sorted).
WALKED = f"SELECT {_COLUMNS} FROM customers_customer c {_PLACE} WHERE c.deleted_at IS NULL AND {{}} {_NEWEST}"
GATHERED = (
    "WITH c AS MATERIALIZED (SELECT * FROM customers_customer c WHERE c.deleted_at IS NULL AND {})"
    f" SELECT {_COLUMNS} FROM c {_PLACE} {_NEWEST}"
)


@dataclass
class Answered:
    """Milliseconds: ours whole, ours in the database alone, by hand. `plan` of ours, where it is slower."""

    whole: float
    ours: float
    by_hand: float
    plan: str = ""

    @property
    def ratio(self) -> float:
        return self.ours / self.by_hand


@dataclass
class Question:
    """A query, how many it finds, and how long counting them and the first page took."""

    query: str
    found: int
    count: Answered
    page: Answered


@dataclass
class Sorted:
    """A sort of the list: its first page, and one in the depth."""

    sort: str
    depth: int
    first: Answered
    deep: Answered


DEEP = 50_000
# Column and direction of each sort, as its link names them, with what breaks a tie.
_SORTS = {
    "name": ("name_key", "ASC"),
    "-updated": ("updated_at", "DESC"),
    "-spent": ("amount_spent", "DESC"),
    "-orders": ("orders_count", "DESC"),
    "-last_order": ("last_order_at", "DESC"),
    "-added": ("added_at", "DESC"),
}


@dataclass
class _Statements:
    """What Django sends while it is asked, with the milliseconds of each."""

    sent: list[tuple[str, Any, float]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        began = time.perf_counter()
        try:
            return execute(sql, params, many, context)
        finally:
            self.sent.append((sql, params, (time.perf_counter() - began) * 1000))


def ask(rounds: int) -> list[Question]:
    """Ask all twenty."""
    return [_asked(each, _values(), rounds) for each in ASKED]


def sort(rounds: int) -> list[Sorted]:
    """Every sort of the list."""
    return [_sorted(name, *_SORTS[name], rounds) for name in _SORTS]


def _sorted(name: str, column: str, way: str, rounds: int) -> Sorted:
    from clientela.customers import queries

    # Nobody without an order is met so early: what is empty comes last.
    filled = f"c.deleted_at IS NULL AND c.{column} IS NOT NULL"
    last = " NULLS LAST" if column == "last_order_at" else ""
    order = f"ORDER BY c.{column} {way}{last}, c.id {way}"
    everybody = f"FROM customers_customer c {{}} WHERE {filled}"
    ((filled_rows,),) = _fetched(f"SELECT count(*) {everybody.format('')}", {})
    depth = min(DEEP, filled_rows * 4 // 5)
    ((value, pk),) = _fetched(
        f"SELECT c.{column}, c.id {everybody.format('')} {order} LIMIT 1 OFFSET {depth}", {}
    )
    plain = {"t": value.isoformat()} if hasattr(value, "isoformat") else {"v": value}
    cursor = base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")
    rows = f"SELECT {_COLUMNS} {everybody.format(_PLACE)}"
    beyond = f"AND (c.{column}, c.id) {'>' if way == 'ASC' else '<'} (%(value)s, %(pk)s)"
    return Sorted(
        name,
        depth,
        _timed(
            lambda: queries.customers("", name), [lambda: _fetched(f"{rows} {order} LIMIT 51", {})], rounds
        ),
        _timed(
            lambda: queries.customers("", name, after=cursor),
            [lambda: _fetched(f"{rows} {beyond} {order} LIMIT 51", {"value": value, "pk": pk})],
            rounds,
        ),
    )


def _values() -> dict[str, Any]:
    from clientela.checkout.queries import LEFT_AFTER
    from clientela.segments.clock import Clock, moved

    clock = Clock.current()
    days = {f"day_{n}": clock.start(clock.today - timedelta(days=n)) for n in (0, 1, 7, 30, 90)}
    year = clock.start(moved(clock.today, -1, "y"))
    return days | {"year": year, "left": clock.now - LEFT_AFTER}


def _asked(asked: Asked, values: dict[str, Any], rounds: int) -> Question:
    from clientela.segments import queries

    found = queries.count(asked.query)
    (by_hand,) = _fetched(COUNT.format(asked.count), values)[0]
    assert found == by_hand, f"{asked.query}: {found}, by hand {by_hand}"
    count = _timed(
        lambda: queries.count(asked.query),
        [lambda: _fetched(COUNT.format(asked.count), values)],
        rounds,
    )
    page = _timed(
        lambda: queries.page(asked.query, "", "-added"),
        [
            lambda: _fetched(WALKED.format(asked.for_page), values),
            lambda: _fetched(GATHERED.format(asked.count), values),
        ],
        rounds,
    )
    return Question(asked.query, found, count, page)


def _fetched(statement: str, values: dict[str, Any]) -> list[tuple[Any, ...]]:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())


def _timed(ours: Callable[[], object], by_hand: list[Callable[[], object]], rounds: int) -> Answered:
    """Ours and each way by hand, turn by turn; medians, by hand of the quicker way."""
    whole, inside, others = [], [], [[] for _way in by_hand]  # type: list[float], list[float], list[list[float]]
    statements: list[tuple[str, Any, float]] = []
    for turn in range(rounds + 1):
        took, statements = _watched(ours)
        hands = [_seconds(way) for way in by_hand]
        if turn:  # The first only warms up.
            whole.append(took)
            inside.append(sum(each[2] for each in statements))
            for kept, hand in zip(others, hands, strict=True):
                kept.append(hand)
    found = Answered(
        statistics.median(whole), statistics.median(inside), min(statistics.median(each) for each in others)
    )
    if found.ratio > 1.2:
        asked = [each for each in statements if not each[0].startswith(("EXPLAIN", "SET"))]
        sql, params, _took = max(asked, key=lambda each: each[2])
        found.plan = _plan(sql, params)
    return found


def _watched(ours: Callable[[], object]) -> tuple[float, list[tuple[str, Any, float]]]:
    from django.db import connection

    watching = _Statements()
    with connection.execute_wrapper(watching):
        took = _seconds(ours)
    # The store's settings are read by a statement of its own, whatever is asked.
    return took, [each for each in watching.sent if "store_store" not in each[0]]


def _seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


def _plan(sql: str, params: Any) -> str:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, BUFFERS OFF) {sql}", params)
        return "\n".join(str(row[0])[:140] for row in cursor.fetchall()[:18])
