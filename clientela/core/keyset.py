"""Pages by key: the thousandth page costs what the first does, since nothing is counted or skipped."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

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
        return value, pk
    except (binascii.Error, ValueError, TypeError, KeyError):
        return None


def _beyond(order: Order, value: Any, pk: int, *, forwards: bool) -> Q:
    """The rows after (or before) the one whose key is given; empty values stand last either way."""
    step = "lt" if order.descending == forwards else "gt"
    column, tie = order.column, Q(**{f"pk__{step}": pk})
    if value is None:
        at_end = Q(**{f"{column}__isnull": True}) & tie
        return at_end if forwards else at_end | Q(**{f"{column}__isnull": False})
    further = Q(**{f"{column}__{step}": value}) | (Q(**{column: value}) & tie)
    if order.nullable and forwards:
        further |= Q(**{f"{column}__isnull": True})
    return further


def _ordered(rows: QuerySet[Row], order: Order, *, forwards: bool) -> QuerySet[Row]:
    falling = order.descending == forwards
    column = F(order.column)
    if order.nullable:
        first = column.desc(nulls_last=forwards or None, nulls_first=None if forwards else True)
        if not falling:
            first = column.asc(nulls_last=forwards or None, nulls_first=None if forwards else True)
    else:
        first = column.desc() if falling else column.asc()
    return rows.order_by(first, "-pk" if falling else "pk")


def page(rows: QuerySet[Row], order: Order, *, size: int, after: str = "", before: str = "") -> Page[Row]:
    """One page of `rows` in this order, after or before a cursor. A broken cursor gives the first page."""
    key, forwards = _decode(after or before) if (after or before) else None, not (before and not after)
    forwards = forwards or key is None
    chosen = rows if key is None else rows.filter(_beyond(order, *key, forwards=forwards))
    found: Sequence[Row] = list(_ordered(chosen, order, forwards=forwards)[: size + 1])
    more, shown = len(found) > size, list(found[:size])
    if not forwards:
        shown.reverse()
    has_before, has_after = (key is not None, more) if forwards else (more, True)
    return Page(
        shown,
        before=_encode(shown[0], order) if shown and has_before else "",
        after=_encode(shown[-1], order) if shown and has_after else "",
    )
