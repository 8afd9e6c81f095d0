"""What may stand at the cursor of an unfinished query, in canonical spelling and with its words."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from clientela.core import words
from clientela.segments import filters, phrases
from clientela.segments.clock import Clock
from clientela.segments.cursor import Cursor, cursor
from clientela.segments.filters import Filter, Kind
from clientela.segments.language import tree
from clientela.segments.language.printing import value_text
from clientela.segments.language.tree import Clause, Test

MOST = 12
_OFFSETS = ("-7d", "-30d", "-90d", "-6m", "-1y")
_AHEAD = ("+7d", "+30d", "+1m")
_OPENED = {"IN": "IN (", "NOT IN": "NOT IN (", "MATCHES": "MATCHES (", "NOT MATCHES": "NOT MATCHES ("}
_JOINS = {
    "_AND": ("AND ", pgettext_lazy("in a query", "and: both hold")),
    "_OR": ("OR ", pgettext_lazy("in a query", "or: at least one holds")),
}
_CLOSES = pgettext_lazy("in a query", "closes the parenthesis")


@dataclass(frozen=True)
class Suggestion:
    """A text that may take the place from `start` to `end`, with its words; `kind` says what it is."""

    text: str
    start: int
    end: int
    label: str
    kind: str


@dataclass(frozen=True)
class Offer:
    """Something that may stand there, before it is compared with what was typed."""

    text: str
    label: str | Promise
    kind: str
    # Found by the server already, whatever was typed.
    fits: bool = False


def suggest(text: str, at: int, most: int = MOST) -> list[Suggestion]:
    """What may stand at the cursor, what fits best first. Nothing where the text before it is wrong."""
    here = cursor(text, at)
    if here is None:
        return []
    found = sorted(_ranked(here, _offers(here)), key=lambda ranked: ranked[0])
    return [_placed(offer, here, text) for _rank, offer in found[:most]]


def _placed(offer: Offer, here: Cursor, text: str) -> Suggestion:
    """An offer with its place: words stand apart from what is before them, commas don't."""
    start, words_of = here.start, offer.text
    if words_of[0] in ",)":
        start = len(text[:start].rstrip())
    elif not (here.is_apart or here.typed or here.quote):
        words_of = f" {words_of}"
    return Suggestion(words_of, start, here.end, str(offer.label), offer.kind)


def _ranked(here: Cursor, offers: Iterator[Offer]) -> Iterator[tuple[int, Offer]]:
    typed = words.folded(" ".join(here.typed.split()))
    for offer in offers:
        name, label = words.folded(offer.text).lstrip(", '"), words.folded(str(offer.label))
        if offer.fits or not typed or name.startswith(typed):
            yield 0, offer
        elif label.startswith(typed):
            yield 1, offer
        elif offer.kind in {"filter", "parameter", "value"} and (typed in label or typed in name):
            yield 2, offer


def _offers(here: Cursor) -> Iterator[Offer]:
    if here.takes_value:
        yield from _values(here)
    elif here.quote:
        yield from _dated(here)
    elif "OPERATOR" in here.accepts:
        yield from _operators(here)
    elif "NAME" in here.accepts:
        yield from _names(here)
    else:
        yield from _joins(here)


def _asked(here: Cursor) -> Filter | None:
    """The filter or the parameter whose operator or value stands at the cursor."""
    found = filters.find(Clause(here.name, Test("="), here.about))
    return found.parameter(here.parameter) if found and here.in_function else found


def _names(here: Cursor) -> Iterator[Offer]:
    if here.name == filters.ANNIVERSARY and here.in_function:
        yield from _dated(here)
    elif here.in_function:
        yield from _parameters(here, "")
        if "RPAR" in here.accepts:
            yield Offer(") ", _CLOSES, "sign")
    else:
        for each in filters.everything():
            yield Offer(f"{each.name} ", each.label, "filter")
            if each.kind == Kind.DATE and each.group == filters.Group.CUSTOM:
                label = format_lazy(_("Anniversary: {name}"), name=each.label)
                yield Offer(f"{filters.ANNIVERSARY}('{each.name}') ", label, "filter")


def _dated(here: Cursor) -> Iterator[Offer]:
    """Custom fields that hold days, for `anniversary('…')`."""
    if here.name == filters.ANNIVERSARY and here.in_function:
        for each in filters.everything():
            if each.kind == Kind.DATE and each.group == filters.Group.CUSTOM:
                yield Offer(f"'{each.name}') ", each.label, "value")


def _parameters(here: Cursor, lead: str) -> Iterator[Offer]:
    found = filters.find(Clause(here.name, Test("=")))
    for each in found.parameters if found else ():
        if each.name not in here.used:
            yield Offer(f"{lead}{each.name} ", each.label, "parameter")


def _operators(here: Cursor) -> Iterator[Offer]:
    found = _asked(here)
    for operator in found.operators if found else ():
        yield Offer(_OPENED.get(operator, f"{operator} "), phrases.operator(found, operator), "operator")


def _joins(here: Cursor) -> Iterator[Offer]:
    if "COMMA" in here.accepts and here.in_function and "list" not in here.open:
        yield from _parameters(here, ", ")
    elif "COMMA" in here.accepts:
        yield Offer(", ", pgettext_lazy("in a query", "one more value"), "sign")
    if {"_AND", "_OR"} <= here.accepts:
        yield from (Offer(text, label, "join") for text, label in _JOINS.values())
    elif "_AND" in here.accepts:
        yield Offer("AND ", pgettext_lazy("in a query", "and: up to this"), "join")
    if "RPAR" in here.accepts:
        yield Offer(") ", _CLOSES, "sign")


def _values(here: Cursor) -> Iterator[Offer]:
    found = _asked(here)
    if found is None:
        return
    for text, label, fits in _known_values(found, here.typed):
        yield Offer(f"{text} ", label, "value", fits)


def _known_values(found: Filter, typed: str) -> Iterator[tuple[str, str | Promise, bool]]:
    if found.choices is not None:
        yield from ((_quoted(name), label, False) for name, label in found.choices.items())
    elif found.kind in {Kind.DATE, Kind.YEARLY}:
        yield from _days(found, typed)
    elif found.kind == Kind.BOOLEAN:
        yield from ((word, label, False) for word, label in phrases.ANSWERS.items())
    elif found.suggest is not None:
        yield from looked_up(found, typed)


def looked_up(found: Filter, typed: str, most: int = MOST) -> Iterator[tuple[str, str, bool]]:
    """Values that a filter knows for what was typed, as they stand in a query, with their words."""
    rows: Sequence[tuple[str, str]] = found.suggest(typed.replace("\0", ""), most) if found.suggest else ()
    for value, label in rows:
        yield (value if found.kind == Kind.ID else _quoted(value)), label, True


def _days(found: Filter, typed: str) -> Iterator[tuple[str, str | Promise, bool]]:
    ready = (*_OFFSETS, *(_AHEAD if found.kind == Kind.YEARLY else ()))
    number = typed.lstrip("+-")
    if number.isdecimal() and len(number) < 5:
        sign = "+" if typed.startswith("+") else "-"
        ready = tuple(f"{sign}{int(number)}{unit}" for unit in "dwmy")
    else:
        yield from (("today", phrases.TODAY, False), ("yesterday", phrases.YESTERDAY, False))
    for text in ready:
        offset = tree.Offset(int(text[:-1]), text[-1])
        yield text, phrases.offset(offset), number.isdecimal()
    if not number.isdecimal() or len(number) == 4:
        today = Clock.current().today
        for day in (today, today.replace(day=1), today.replace(month=1, day=1), today - timedelta(days=365)):
            yield day.isoformat(), phrases.day(day), False


def _quoted(text: str) -> str:
    return value_text(tree.Text(text))
