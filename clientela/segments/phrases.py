"""Conditions in plain words of the reader's language: operators, values, whole clauses."""

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from clientela.core import money
from clientela.segments.filters import Filter, Kind
from clientela.segments.language import tree
from clientela.segments.language.printing import value_text
from clientela.segments.language.tree import Clause, Matches, Test, Value

TODAY, YESTERDAY = gettext_lazy("today"), gettext_lazy("yesterday")
ANSWERS: Mapping[str, Promise] = {
    "true": pgettext_lazy("answer", "yes"),
    "false": pgettext_lazy("answer", "no"),
}
_USUAL: Mapping[str, Promise] = {
    "=": pgettext_lazy("condition", "is"),
    "!=": pgettext_lazy("condition", "is not"),
    ">": pgettext_lazy("condition", "is more than"),
    ">=": pgettext_lazy("condition", "is at least"),
    "<": pgettext_lazy("condition", "is less than"),
    "<=": pgettext_lazy("condition", "is at most"),
    "BETWEEN": pgettext_lazy("condition", "is between"),
    "IN": pgettext_lazy("condition", "is one of"),
    "NOT IN": pgettext_lazy("condition", "is none of"),
    "CONTAINS": pgettext_lazy("condition", "contain"),
    "NOT CONTAINS": pgettext_lazy("condition", "don’t contain"),
    "IS NULL": pgettext_lazy("condition", "is empty"),
    "IS NOT NULL": pgettext_lazy("condition", "is filled in"),
}
_DAYS: Mapping[str, Promise] = {
    "=": pgettext_lazy("condition", "on the day"),
    "!=": pgettext_lazy("condition", "not on the day"),
    ">": pgettext_lazy("condition", "after"),
    ">=": pgettext_lazy("condition", "since"),
    "<": pgettext_lazy("condition", "before"),
    "<=": pgettext_lazy("condition", "until"),
    "BETWEEN": pgettext_lazy("condition", "between"),
    "IS NULL": pgettext_lazy("condition", "never"),
    "IS NOT NULL": pgettext_lazy("condition", "at any time"),
}
_PLACES: Mapping[str, Promise] = {
    "CONTAINS": pgettext_lazy("condition", "is"),
    "NOT CONTAINS": pgettext_lazy("condition", "is not"),
}
_EVENTS: Mapping[str, Promise] = {
    "MATCHES": pgettext_lazy("condition", "happened"),
    "NOT MATCHES": pgettext_lazy("condition", "didn’t happen"),
    "IS NULL": pgettext_lazy("condition", "never happened"),
    "IS NOT NULL": pgettext_lazy("condition", "happened at some time"),
}
_OF_KIND = {
    Kind.DATE: _DAYS,
    Kind.YEARLY: _DAYS,
    Kind.CHOICES: _PLACES,
    Kind.EVENT: _EVENTS,
}
# Filters whose values are short names that nobody knows by heart.
_NAMED = {"customer_countries", "customer_language"}
_AGO: Mapping[str, Callable[[int], str]] = {
    "d": lambda number: ngettext("%(number)s day ago", "%(number)s days ago", number),
    "w": lambda number: ngettext("%(number)s week ago", "%(number)s weeks ago", number),
    "m": lambda number: ngettext("%(number)s month ago", "%(number)s months ago", number),
    "y": lambda number: ngettext("%(number)s year ago", "%(number)s years ago", number),
}
_AHEAD: Mapping[str, Callable[[int], str]] = {
    "d": lambda number: ngettext("%(number)s day from today", "%(number)s days from today", number),
    "w": lambda number: ngettext("%(number)s week from today", "%(number)s weeks from today", number),
    "m": lambda number: ngettext("%(number)s month from today", "%(number)s months from today", number),
    "y": lambda number: ngettext("%(number)s year from today", "%(number)s years from today", number),
}


def operator(found: Filter | None, name: str) -> str:
    """An operator in words, as it is said of this filter."""
    own = _OF_KIND.get(found.kind, _USUAL) if found else _USUAL
    return str(own.get(name) or _USUAL.get(name) or name)


def offset(value: tree.Offset) -> str:
    """So many days from today, in words."""
    number = abs(value.number)
    said = (_AGO if value.number <= 0 else _AHEAD)[value.unit](number)
    return said % {"number": number}


def day(value: date) -> str:
    """A day as people write it."""
    return str(format_date(value, format="medium", locale=money.locale()))


def value(given: Value, found: Filter | None, currency: str) -> str:
    """What a filter is compared with, in words."""
    match given:
        case tree.Text():
            return _text(given.text, found)
        case tree.Number():
            return _number(given, found, currency)
        case tree.Day():
            return day(given.day)
        case tree.Moment():
            return str(format_datetime(given.at, format="medium", locale=money.locale()))
        case tree.Offset():
            return offset(given)
        case tree.Word():
            known = {"today": TODAY, "yesterday": YESTERDAY, **ANSWERS}
            return str(known.get(given.word, given.word))


def _text(text: str, found: Filter | None) -> str:
    if found and found.choices is not None:
        return str(found.choices.get(text, text))
    if found and found.name in _NAMED:
        return named(found, text)
    return text if text.strip() else f"“{text}”"


def named(found: Filter, text: str) -> str:
    """How a value is called: a country by its name, a product by its title."""
    rows = found.suggest(text, 1) if found.suggest else ()
    return rows[0][1] if rows and rows[0][0] == text else text


def _number(given: tree.Number, found: Filter | None, currency: str) -> str:
    if found and found.kind == Kind.ID:
        return named(found, value_text(given))
    if (
        found
        and found.kind == Kind.MONEY
        and currency
        and given.number == round(given.number, money.digits(currency))
    ):
        return money.shown(money.minor(given.number, currency), currency)
    return plain_number(given.number)


def plain_number(number: Decimal) -> str:
    """A number as people write it, without separators of thousands."""
    locale = money.locale()
    return str(format_decimal(number, locale=locale, decimal_quantization=False, group_separator=False))


def test(given: Test, found: Filter | None, currency: str) -> str:
    """An operator and what it compares with, in words."""
    said = operator(found, given.operator)
    values = [value(each, found, currency) for each in given.values]
    if given.operator == "BETWEEN":
        pair = {"operator": said, "first": values[0], "last": values[1]}
        return _("%(operator)s %(first)s and %(last)s") % pair
    return f"{said} {', '.join(values)}".strip()


def clause(given: Clause, found: Filter | None, currency: str) -> str:
    """A whole condition in words: *Number of orders is at least 2*."""
    name = str(found.label) if found else given.name
    if found and given.about:
        name = _("Anniversary: %(name)s") % {"name": given.about.removeprefix("metafields.")}
    if isinstance(given.test, Matches):
        return _matches(name, given.test, found, currency)
    return f"{name} {test(given.test, found, currency)}"


def _matches(name: str, given: Matches, found: Filter | None, currency: str) -> str:
    said = {"name": name, "conditions": ", ".join(_parameters(given, found, currency))}
    if given.parameters:
        return (
            _("%(name)s: never with %(conditions)s") if given.is_not else "%(name)s: %(conditions)s"
        ) % said
    return (_("%(name)s: never") if given.is_not else _("%(name)s: at least once")) % said


def _parameters(given: Matches, found: Filter | None, currency: str) -> list[str]:
    said = []
    for each in given.parameters:
        known = found.parameter(each.name) if found else None
        said.append(f"{known.label if known else each.name} {test(each.test, known, currency)}")
    return said
