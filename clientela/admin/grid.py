"""The sheet of the bulk editor: what stands in its cells, and what came back from them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict

from clientela.bulk import cells
from clientela.bulk.cells import Values
from clientela.bulk.columns import ADDRESS_ID, USUAL, Column, offered
from clientela.bulk.writing import Trouble
from clientela.core import keyset, places
from clientela.core.actor import Actor
from clientela.core.keyset import Order, Page
from clientela.customers.models import Customer
from clientela.segments import queries as segments
from clientela.segments.models import Selection

PAGE = 50
# So many columns of fifty rows are as much as one form may send.
MOST_COLUMNS = 18
_CELL = re.compile(r"cell-(\d{1,18})-([a-z0-9_.-]{1,140})")
_ADDRESS = (ADDRESS_ID, *places.SPOT)


@dataclass(frozen=True)
class Posted:
    """What a form sent: the cells that were changed, as typed, and what each row was drawn with."""

    changes: dict[int, Values] = field(default_factory=dict)
    seen: dict[int, Values] = field(default_factory=dict)

    @classmethod
    def of(cls, sent: QueryDict, known: Mapping[str, Column]) -> Self:
        """Read a form; a cell that stands as it was drawn is no change."""
        posted = cls()
        for name, text in sent.items():
            found = _CELL.fullmatch(name)
            if found:
                posted._take(sent, int(found[1]), found[2], str(text), known.get(found[2]))
        return posted

    def _take(self, sent: QueryDict, row: int, key: str, text: str, column: Column | None) -> None:
        if row not in self.seen:
            self.seen[row] = _texts(sent.get(f"seen-{row}", ""))
        seen, typed = self.seen[row], _typed(text, column)
        is_drawn = column and key in seen and typed.strip() in {seen[key].strip(), column.shown(seen[key])}
        # Shown beside a colleague's value and not insisted on: theirs stays.
        is_left = seen.get(f"asked {key}") == typed and f"mine-{row}-{key}" not in sent
        if not (is_drawn or is_left):
            self.changes.setdefault(row, {})[key] = typed


def _typed(text: str, column: Column | None) -> str:
    lines = text.replace("\r\n", "\n").replace("\0", "")
    return lines if column and column.key == "note" else lines.strip()


def _texts(text: str) -> Values:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return (
        {key: value for key, value in found.items() if isinstance(value, str)}
        if isinstance(found, dict)
        else {}
    )


@dataclass(frozen=True)
class Cell:
    """One cell: `text` stands in it, `was` is what the store has; `theirs` is what a colleague wrote."""

    column: Column
    text: str
    was: str
    error: str = ""
    theirs: str | None = None


@dataclass(frozen=True)
class Line:
    """One customer's cells, with what they were drawn with, and what is wrong beyond them."""

    customer: Customer
    cells: list[Cell]
    seen: str
    errors: list[str]


@dataclass
class Sheet:
    """One page of a selection, with the columns that were chosen."""

    selection: Selection
    keys: tuple[str, ...]
    offered: dict[str, Column]
    after: str = ""
    before: str = ""
    posted: Posted = field(default_factory=Posted)
    refused: dict[int, Trouble] = field(default_factory=dict)

    @classmethod
    def of(cls, asked: QueryDict, selection: Selection, by: Actor) -> Self:
        """The sheet that an address, or a form, names."""
        known = offered(by)
        named = asked.getlist("column") or asked.get("columns", "").split(",")
        keys = tuple(dict.fromkeys(key for key in named if key in known))[:MOST_COLUMNS] or USUAL
        return cls(selection, keys, known, asked.get("after", ""), asked.get("before", ""))

    @property
    def here(self) -> str:
        return f"/admin/selections/{self.selection.pk}/edit"

    def link(self, **changes: str) -> str:
        """The address of this sheet with some parts changed."""
        parts = {"columns": ",".join(self.keys), "after": self.after, "before": self.before} | changes
        return f"{self.here}?{urlencode({name: value for name, value in parts.items() if value})}"

    @property
    def previous(self) -> str:
        return self.page.before and self.link(before=self.page.before, after="")

    @property
    def next(self) -> str:
        return self.page.after and self.link(after=self.page.after, before="")

    @property
    def chosen(self) -> list[Column]:
        """The columns that are shown."""
        return [self.offered[key] for key in self.keys]

    @property
    def others(self) -> list[Column]:
        """Those that could be."""
        return [column for key, column in self.offered.items() if key not in self.keys]

    @cached_property
    def page(self) -> Page[Customer]:
        """Who stands on it, in the order in which they came."""
        rows = segments.selected(self.selection).select_related("default_address")
        return keyset.page(rows, Order("id"), size=PAGE, after=self.after, before=self.before)

    def lines(self) -> list[Line]:
        """The rows; who was refused stands there even where the edit took them out of the selection."""
        there = {each.pk for each in self.page.rows}
        more = [pk for pk in self.refused if pk not in there]
        rows = [*Customer.objects.known().filter(pk__in=more).select_related("default_address")]
        found = sorted([*self.page.rows, *rows], key=lambda each: each.pk)
        values = cells.values(found, self.chosen)
        return [self._line(each, values[each.pk]) for each in found]

    def _line(self, customer: Customer, now: Values) -> Line:
        trouble = self.refused.get(customer.pk, Trouble())
        typed = self.posted.changes.get(customer.pk, {}) if trouble else {}
        seen = self._seen(customer.pk, now, typed, trouble)
        drawn = [_cell(column, now, typed, trouble) for column in self.chosen]
        beyond = [sentence for key, sentence in trouble.wrong.items() if key not in self.keys]
        return Line(customer, drawn, json.dumps(seen), beyond)

    def _seen(self, pk: int, now: Values, typed: Values, trouble: Trouble) -> Values:
        """What the next save is compared with: what one started from, and a colleague's value once shown."""
        before = self.posted.seen.get(pk, {})
        started = set(typed) | (set(_ADDRESS) if set(typed) & set(places.SPOT) else set())
        met = set(trouble.theirs) | (set(_ADDRESS) if set(trouble.theirs) & set(places.SPOT) else set())
        kept = {key: before[key] for key in started - met if key in before}
        return now | kept | {f"asked {key}": typed[key] for key in trouble.theirs if key in typed}


def _cell(column: Column, now: Values, typed: Values, trouble: Trouble) -> Cell:
    key, was = column.key, column.shown(now[column.key])
    theirs: Any = column.shown(trouble.theirs[key]) if key in trouble.theirs else None
    if theirs is not None and column.part == "address":
        theirs = ", ".join(now[name] for name in places.SPOT if now[name])
    return Cell(column, typed.get(key, was), was, trouble.wrong.get(key, ""), theirs)
