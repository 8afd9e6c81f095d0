"""The bar in which a query is edited, by chips or as text: on the list of customers, on a segment's page."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.utils.translation import gettext as _

from clientela.segments import chips
from clientela.segments.checking import checked
from clientela.segments.chips import Chip
from clientela.segments.clock import Clock
from clientela.segments.language import Node, Problem, QueryWrong, clauses

# The forms that a query's text belongs to: a form of the bar's own, or that of a segment's page.
OWN, SEGMENT = "query-form", "segment-form"
FORMS = (OWN, SEGMENT)
CHIPS, TEXT = "chips", "text"
MOST_CHIPS, DEEPEST = 40, 5
NEW = "/admin/segments/new"


@dataclass(frozen=True)
class Mistake:
    """A problem of a query, with the line it stands in cut at its word, and the query with the meant word."""

    problem: Problem
    before: str
    marked: str
    after: str
    start: int
    end: int
    mended: str


@dataclass(frozen=True)
class QueryBar:
    """A query as the bar shows it. `address` is where a changed one goes, with what is `kept` beside it."""

    text: str
    address: str
    kept: Mapping[str, str] = field(default_factory=dict)
    form: str = OWN
    wanted: str = CHIPS

    @cached_property
    def read(self) -> tuple[Node | None, list[Problem]]:
        """What the query means, or what is wrong with it."""
        if not self.text.strip():
            return None, []
        try:
            return checked(self.text, Clock.current()), []
        except QueryWrong as wrong:
            return None, wrong.problems

    @property
    def node(self) -> Node | None:
        return self.read[0]

    @property
    def is_own(self) -> bool:
        """Whether it has a form of its own, as on a list."""
        return self.form == OWN

    @property
    def rows(self) -> int:
        """How many lines its text field shows."""
        return min(8, max(1 if self.is_own else 3, self.text.count("\n") + 1, len(self.text) // 90 + 1))

    @property
    def is_simple(self) -> bool:
        """Whether chips can show it: not too many, not too deep, and right."""
        if self.node is None:
            return not self.text.strip()
        return len(list(clauses(self.node))) <= MOST_CHIPS and chips.depth(self.node) <= DEEPEST

    @property
    def by(self) -> str:
        """As chips or as text, whichever is wanted and can be."""
        return CHIPS if self.wanted != TEXT and self.is_simple else TEXT

    @cached_property
    def root(self) -> Chip | None:
        """The chips."""
        return chips.chips(self.node) if self.by == CHIPS and self.node else None

    @property
    def mistakes(self) -> list[Mistake]:
        """What is wrong with the query."""
        return mistakes(self.text, self.read[1])

    @property
    def back(self) -> str:
        """Where a changed query goes, without it."""
        return f"{self.address}?{urlencode(self.kept)}" if self.kept else self.address

    def link(self, text: str) -> str:
        """The page with another query."""
        return f"{self.address}?{urlencode({**self.kept, 'query': text})}"


def mistakes(text: str, problems: Sequence[Problem]) -> list[Mistake]:
    """Each problem beside its word."""
    return [_mistake(text, problem) for problem in problems]


def _mistake(text: str, problem: Problem) -> Mistake:
    lines = text.split("\n")
    row = min(problem.spot.line, len(lines)) - 1
    line, column = lines[row], problem.spot.column - 1
    start = sum(len(each) + 1 for each in lines[:row]) + column
    end = start + problem.spot.length
    mended = f"{text[:start]}{problem.meant}{text[end:]}" if problem.meant else ""
    until = column + problem.spot.length
    before, after = line[max(0, column - 40) : column], line[until : until + 40]
    return Mistake(problem, before, line[column:until], after, start, end, mended)


def of(
    asked: Mapping[str, Any],
    text: str,
    address: str,
    *,
    kept: Mapping[str, str] | None = None,
    form: str = OWN,
) -> QueryBar:
    """The bar for a query; what an address or a form asked says whether chips or text are wanted."""
    left = {name: value for name, value in (kept or {}).items() if name not in {"query", "by"}}
    wanted = TEXT if asked.get("by") == TEXT else CHIPS
    return QueryBar(text, address, left | ({"by": TEXT} if wanted == TEXT else {}), form, wanted)


def in_words(text: str, clock: Clock | None = None) -> str:
    """A query in plain words on one line; as it was typed where it can't be read any more."""
    clock = clock or Clock.current()
    try:
        node = checked(text, clock)
    except QueryWrong:
        return text
    return _said(chips.chips(node, currency=clock.currency))


def _said(chip: Chip) -> str:
    if chip.clause:
        return chip.words
    parts = [f"({_said(part)})" if part.join == "OR" else _said(part) for part in chip.parts]
    return f" {_('and') if chip.join == 'AND' else _('or')} ".join(parts)
