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
from django.db.models import BooleanField, CompositePrimaryKey, F, Func, Model, Q, QuerySet, Value

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
    # Rows known by several columns are sorted by one that no two of them share.
    pk = row.pk if isinstance(row.pk, int) else 0
    return base64.urlsafe_b64encode(json.dumps([plain, pk]).encode()).decode().rstrip("=")


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


class _Compared(Func):
    """Two pairs compared at once: an index is entered at the very row, however many share its value."""

    output_field = BooleanField()
    template = "((%(left)s) %(sign)s (%(right)s))"

    def as_sql(
        self, compiler: Any, connection: Any, *_rest: Any, **_more: Any
    ) -> tuple[str, tuple[Any, ...]]:
        parts = [compiler.compile(each) for each in self.get_source_expressions()]
        left, right = (", ".join(part[0] for part in some) for some in (parts[:2], parts[2:]))
        values = tuple(value for part in parts for value in part[1])
        return self.template % {"left": left, "right": right, "sign": self.extra["sign"]}, values


def _beyond(
    rows: QuerySet[Row], order: Order, value: Any, pk: int, *, forwards: bool, closed: bool = False
) -> Q:
    """The rows after (or before) the one whose key is given (and it, where `closed`), of those with a value.

    Raises `ValidationError` or `ValueError` for a value which the column can't have.
    """
    if value is None:
        raise ValueError(order.column)
    sign = ("<" if order.descending == forwards else ">") + ("=" if closed else "")
    own: Any = rows.model._meta.pk
    if isinstance(own, CompositePrimaryKey):
        return Q(**{f"{order.column}__{'lt' if sign[0] == '<' else 'gt'}{'e' if closed else ''}": value})
    reckoned = rows.query.annotations.get(order.column)
    field: Any = reckoned.output_field if reckoned else _field(rows.model, order.column, own)
    here = Value(field.to_python(value), output_field=field), Value(own.to_python(pk), output_field=own)
    return Q(_Compared(F(order.column), F("pk"), *here, sign=sign))


def _field(model: type[Model], column: str, own: Any) -> Any:
    return own if column == "pk" else model._meta.get_field(column)


def _legs(rows: QuerySet[Row], order: Order, key: tuple[Any, int] | None, *, forwards: bool) -> list[Q]:
    """The stretches to walk one after the other: rows with a value, and at the end those without."""
    if not order.nullable:
        return [_beyond(rows, order, *key, forwards=forwards) if key else Q()]
    filled, empty = (Q(**{f"{order.column}__isnull": without}) for without in (False, True))
    if key is None:
        return [filled, empty]
    if key[0] is None:
        rest = empty & Q(**{f"pk__{'lt' if order.descending == forwards else 'gt'}": key[1]})
        return [rest] if forwards else [rest, filled]
    here = filled & _beyond(rows, order, *key, forwards=forwards)
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
    for leg in _legs(rows, order, key, forwards=forwards):
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


def near(
    rows: QuerySet[Row],
    others: QuerySet[Row],
    order: Order,
    *,
    size: int,
    reach: int,
    after: str = "",
    before: str = "",
) -> Page[Row] | None:
    """A page of `rows` that lies whole among the next so many of `others`, and one more; else nothing.

    Rows that are many are met soon on a walk along the order, which ends here before it becomes long.
    """
    key, forwards = _decode(after or before) if (after or before) else None, bool(after or not before)
    with suppress(ValueError, TypeError, ValidationError, DataError):
        leg = _legs(others, order, key, forwards=forwards)[0]
        ahead = _ordered(others.filter(leg), order, forwards=forwards)
        end = ahead.values_list(order.column, "pk")[reach : reach + 1].first()
        if end is None or end[0] is None:
            return None
        within = _beyond(others, order, *end, forwards=not forwards, closed=True)
        found = _page(rows.filter(within), order, size, key, forwards=forwards)
        return found if (found.after if forwards else found.before) else None
    return None
