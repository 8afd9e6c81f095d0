"""Tests as conditions on a column. What isn't there (NULL) fits `!=` and `NOT …`, and no other test."""

from collections.abc import Callable
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import Func, Q, TextField

from clientela.segments.clock import Clock
from clientela.segments.language import tree
from clientela.segments.language.tree import Test, Value

Where = Callable[[Test, Clock], Q]
NOBODY = Q(pk__in=[])
EVERYBODY = ~NOBODY
_TURNED = {"!=": "=", "NOT IN": "IN", "NOT CONTAINS": "CONTAINS", "IS NOT NULL": "IS NULL"}


class Small(Func):
    """A list of texts in small letters."""

    template = "lower((%(expressions)s)::text)::text[]"
    output_field = ArrayField(TextField())


def text_of(value: Value) -> str:
    """A text as it stands in the query."""
    return value.text if isinstance(value, tree.Text) else ""


def number_of(value: Value) -> Decimal:
    """A number as it stands in the query."""
    return value.number if isinstance(value, tree.Number) else Decimal(0)


def _empty(field: str, test: Test) -> Q | None:
    if test.operator not in {"IS NULL", "IS NOT NULL"}:
        return None
    return Q(**{f"{field}__isnull": test.operator == "IS NULL"})


def moments(field: str, test: Test, clock: Clock) -> Q:
    """A test of days (or seconds) on a column of moments: whole days of the store's zone."""
    empty = _empty(field, test)
    if empty is not None:
        return empty
    began, over = clock.reach(test.values[0])
    if test.operator == "BETWEEN":
        over = clock.reach(test.values[1])[1]
    return _stretch(field, test.operator, began, over)


def days(field: str, test: Test, clock: Clock) -> Q:
    """A test of days on a column of days."""
    empty = _empty(field, test)
    if empty is not None:
        return empty
    first = clock.day(test.values[0])
    last = clock.day(test.values[-1])
    return _stretch(field, test.operator, first, clock.day(tree.Day(last)), closed=True)


def _stretch(field: str, operator: str, began: Any, over: Any, *, closed: bool = False) -> Q:
    """A comparison with a stretch of time, whose end belongs to it where it is `closed`."""
    within, beyond = ("lte", "gt") if closed else ("lt", "gte")
    if operator == "!=":
        outside = Q(**{f"{field}__lt": began}) | Q(**{f"{field}__{beyond}": over})
        return outside | Q(**{f"{field}__isnull": True})
    lower, upper = Q(**{f"{field}__gte": began}), Q(**{f"{field}__{within}": over})
    return {
        "=": lower & upper,
        "BETWEEN": lower & upper,
        ">=": lower,
        ">": Q(**{f"{field}__{beyond}": over}),
        "<": Q(**{f"{field}__lt": began}),
        "<=": upper,
    }[operator]


def numbers(field: str, test: Test, *, whole: bool = True, scale: int = 0, nullable: bool = True) -> Q:
    """A test of numbers on a column; `whole` for a column of integers, `scale` for decimals it holds."""
    empty = _empty(field, test)
    if empty is not None:
        return empty if nullable else (EVERYBODY if test.operator == "IS NOT NULL" else NOBODY)
    low, high = (number_of(value).scaleb(scale) for value in (test.values[0], test.values[-1]))
    if test.operator in {"=", "!="}:
        is_there = not whole or low == low.to_integral_value()
        same = Q(**{field: _as(low, ROUND_FLOOR, whole)}) if is_there else NOBODY
        return same if test.operator == "=" else ~same
    return {
        ">": Q(**{f"{field}__gt": _as(low, ROUND_FLOOR, whole)}),
        ">=": Q(**{f"{field}__gte": _as(low, ROUND_CEILING, whole)}),
        "<": Q(**{f"{field}__lt": _as(high, ROUND_CEILING, whole)}),
        "<=": Q(**{f"{field}__lte": _as(high, ROUND_FLOOR, whole)}),
        "BETWEEN": Q(
            **{
                f"{field}__gte": _as(low, ROUND_CEILING, whole),
                f"{field}__lte": _as(high, ROUND_FLOOR, whole),
            }
        ),
    }[test.operator]


def _as(number: Decimal, rounding: str, whole: bool) -> int | Decimal:
    """A bound in the column's own kind: one of integers is compared with integers."""
    return int(number.to_integral_value(rounding)) if whole else number


def holds(test: Test, number: Decimal) -> bool:
    """Whether a number passes a test."""
    first = number_of(test.values[0])
    return {
        "=": number == first,
        "!=": number != first,
        ">": number > first,
        ">=": number >= first,
        "<": number < first,
        "<=": number <= first,
        "BETWEEN": first <= number <= number_of(test.values[-1]),
    }[test.operator]


def one_of(test: Test, fits: Callable[[list[str]], Q], empty: Q) -> Q:
    """A test of equality: `fits` gives the condition for some values, `empty` that for none being there."""
    operator = _TURNED.get(test.operator, test.operator)
    # An empty text is what nobody has: whatever would be compared with it isn't there.
    wanted = [text for value in test.values if (text := text_of(value))]
    found = empty if operator == "IS NULL" else fits(wanted)
    return ~found if test.operator in _TURNED else found


def texts(field: str) -> Where:
    """Equality on a column of text whose empty value means that there is none."""

    def where(test: Test, clock: Clock) -> Q:
        return one_of(test, lambda wanted: Q(**{f"{field}__in": wanted}), Q(**{field: ""}))

    return where


def choices(field: str, stored: dict[str, list[str]]) -> Where:
    """Equality on a column that is never empty; `stored` gives what the column holds for a word."""

    def where(test: Test, clock: Clock) -> Q:
        return one_of(
            test,
            lambda wanted: Q(**{f"{field}__in": [each for word in wanted for each in stored[word]]}),
            NOBODY,
        )

    return where
