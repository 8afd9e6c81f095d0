"""Pages by key: the thousandth page costs what the first does, since nothing is counted or skipped."""

import base64
import binascii
import json
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db import DataError
from django.db.models import F, Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Order:
    """A sort: a column, its direction, and whether it can be empty (empty ones come last)."""

    column: str
    descending: bool = False
    nullable: bool = False


@dataclass(frozen=True)
class Page(Generic[Row]):
    """One page of rows, with the cursors of its neighbours (empty where there are none)."""

    rows: list[Row]
    before: str
    after: str


def _encode(row: Model, order: Order) -> str:
    value = getattr(row, order.column)
    plain = {"t": value.isoformat()} if isinstance(value, datetime) else {"v": value}
    return base64.urlsafe_b64encode(json.dumps([plain, row.pk]).encode()).decode().rstrip("=")


def _decode(cursor: str) -> tuple[Any, int] | None:
    try:
        plain, pk = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        value = datetime.fromisoformat(plain["t"]) if "t" in plain else plain["v"]
        if not isinstance(pk, int) or not isinstance(value, str | int | datetime | None):
            return None
        if isinstance(value, datetime) and value.tzinfo is None:
            return None
        return value, pk
    except (binascii.Error, ValueError, TypeError, KeyError, RecursionError):
        return None


def _beyond(order: Order, value: Any, pk: int, *, forwards: bool) -> Q:
    """The rows after (or before) the one whose key is given, among those that have a value."""
    step, column = "lt" if order.descending == forwards else "gt", order.column
    further = Q(**{f"{column}__{step}": value}) | Q(**{column: value, f"pk__{step}": pk})
    # The first condition says nothing new; it lets the index start at the key instead of at its end.
    return Q(**{f"{column}__{step}e": value}) & further


def _legs(order: Order, key: tuple[Any, int] | None, *, forwards: bool) -> list[Q]:
    """The stretches to walk one after the other: rows with a value, and at the end those without."""
    if not order.nullable:
        return [_beyond(order, *key, forwards=forwards) if key else Q()]
    filled, empty = (Q(**{f"{order.column}__isnull": without}) for without in (False, True))
    if key is None:
        return [filled, empty]
    if key[0] is None:
        rest = empty & Q(**{f"pk__{'lt' if order.descending == forwards else 'gt'}": key[1]})
        return [rest] if forwards else [rest, filled]
    here = filled & _beyond(order, *key, forwards=forwards)
    return [here, empty] if forwards else [here]


def _ordered(rows: QuerySet[Row], order: Order, *, forwards: bool) -> QuerySet[Row]:
    falling, column = order.descending == forwards, F(order.column)
    if not order.nullable:
        return rows.order_by(column.desc() if falling else column.asc(), "-pk" if falling else "pk")
    # No leg mixes rows with and without a value: this only names the order as its index has it.
    first = column.desc(nulls_last=True) if falling else column.asc(nulls_first=True)
    return rows.order_by(first, "-pk" if falling else "pk")


def page(rows: QuerySet[Row], order: Order, *, size: int, after: str = "", before: str = "") -> Page[Row]:
    """One page of `rows` in this order, after or before a cursor. A broken cursor gives the first page."""
    key = _decode(after or before) if (after or before) else None
    if key is not None:
        # A cursor that somebody made up may hold a value which its column can't be compared with.
        with suppress(ValueError, TypeError, ValidationError, DataError):
            return _page(rows, order, size, key, forwards=bool(after))
    return _page(rows, order, size, None, forwards=True)


def _page(
    rows: QuerySet[Row], order: Order, size: int, key: tuple[Any, int] | None, *, forwards: bool
) -> Page[Row]:
    found: list[Row] = []
    for leg in _legs(order, key, forwards=forwards):
        if len(found) <= size:
            found += _ordered(rows.filter(leg), order, forwards=forwards)[: size + 1 - len(found)]
    more, shown = len(found) > size, found[:size]
    if not forwards:
        shown.reverse()
    has_before, has_after = (key is not None, more) if forwards else (more, True)
    return Page(
        shown,
        before=_encode(shown[0], order) if shown and has_before else "",
        after=_encode(shown[-1], order) if shown and has_after else "",
    )
