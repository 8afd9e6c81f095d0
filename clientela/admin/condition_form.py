"""The steps from a chip to a changed query: which filter, which operator, which values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Self
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from clientela.admin import query_bar
from clientela.admin.conditions import Condition, data_of, field_of, find
from clientela.admin.door import own_page
from clientela.admin.query_bar import QueryBar
from clientela.core import words
from clientela.segments import chips, filters
from clientela.segments.checking import checked
from clientela.segments.chips import NoSuchChip
from clientela.segments.clock import Clock
from clientela.segments.filters import GROUPS, Filter, Group, Kind
from clientela.segments.language import Node, QueryWrong, printed
from clientela.segments.language.tree import Clause

LIST = "/admin/customers"
DEEDS = {"add", "and", "or", "edit", "remove", "clear"}


@dataclass(frozen=True)
class Asked:
    """What the form of a condition sent: the query, what to do where, and what was typed."""

    query: str
    back: str
    form: str
    deed: str
    place: str
    field: str
    sought: str
    is_done: bool
    data: Mapping[str, Any]

    @classmethod
    def of(cls, data: QueryDict) -> Self:
        """Read what was sent; what can't be is as if it weren't there."""
        deed, _colon, place = data.get("do", "").partition(":")
        form = data.get("form", "")
        return cls(
            data.get("query", "").replace("\0", ""),
            own_page(data.get("back", query_bar.NEW)),
            form if form in query_bar.FORMS else query_bar.SEGMENT,
            deed if deed in DEEDS else "",
            place,
            data.get("filter", ""),
            data.get("find", "").strip()[:80],
            "done" in data,
            dict(data.lists()),
        )

    @property
    def do(self) -> str:
        """What to do, as the form sends it on."""
        return f"{self.deed}:{self.place}"

    @property
    def is_of_list(self) -> bool:
        """Whether the query sifts the list of customers, which is to be shown anew."""
        return urlsplit(self.back).path == LIST

    @property
    def node(self) -> Node | None:
        """The query as it is; nothing where it is empty. Raises `QueryWrong`."""
        return checked(self.query, Clock.current()) if self.query.strip() else None

    def with_node(self, node: Node | None) -> Self:
        """The same with another query."""
        return replace(self, query=printed(node) if node else "")

    def address(self) -> str:
        """The page that the query came from, with it as it is now."""
        path, query = urlsplit(self.back).path, dict(parse_qsl(urlsplit(self.back).query))
        return f"{path}?{urlencode(query | {'query': self.query})}"

    def bar(self, data: Mapping[str, Any]) -> QueryBar:
        """The bar for its query."""
        kept = dict(parse_qsl(urlsplit(self.back).query))
        wanted = {"by": data.get("by") or kept.get("by") or query_bar.CHIPS}
        return query_bar.of(wanted, self.query, urlsplit(self.back).path, kept=kept, form=self.form)


@dataclass(frozen=True)
class Choice:
    """A filter to choose, with the name that the form knows it by."""

    field: str
    label: str | Promise
    name: str


@dataclass(frozen=True)
class Step:
    """What the form asks next: a filter, or what it is compared with."""

    condition: Condition | None = None
    sought: str = ""

    @property
    def status(self) -> int:
        """Whether something in it is wrong."""
        return 422 if self.condition and self.condition.shows_wrong and not self.condition.is_right else 200

    @property
    def groups(self) -> list[tuple[Promise, list[Choice]]]:
        """The filters by group, those that fit what is sought."""
        every = list(_choices(self.sought))
        found = [(GROUPS[group], [choice for of, choice in every if of == group]) for group in Group]
        return [(label, choices) for label, choices in found if choices]


def _choices(sought: str) -> Iterator[tuple[Group, Choice]]:
    wanted = words.folded(sought)
    for each in filters.everything():
        offered = [(each.name, each.label)]
        if each.kind == Kind.DATE and each.group == Group.CUSTOM:
            yearly = format_lazy(_("Anniversary: {name}"), name=each.label)
            offered.append((f"{filters.ANNIVERSARY}:{each.name}", yearly))
        for field, label in offered:
            if wanted in words.folded(str(label)) or wanted in each.name.replace("_", " "):
                yield each.group, Choice(field, label, each.name)


def about(name: str, parameter: str = "") -> Filter | None:
    """A filter by its name, or one of its parameters."""
    found = find(name)
    return found.parameter(parameter) if found and parameter else found


def step(asked: Asked) -> Step | Asked:
    """What to ask next; where all is known, the changed query to go back with."""
    try:
        return _next(asked, asked.node)
    except (QueryWrong, NoSuchChip):
        return asked


def _next(asked: Asked, node: Node | None) -> Step | Asked:
    if asked.deed in {"", "remove", "clear"}:
        return asked.with_node(_less(asked, node))
    condition = _condition(asked, node)
    if condition is None:
        return Step(sought=asked.sought)
    if not (asked.is_done and condition.is_right):
        return Step(condition)
    return asked.with_node(_more(asked, node, condition.clause()))


def _less(asked: Asked, node: Node | None) -> Node | None:
    if asked.deed == "remove" and node:
        return chips.without(node, chips.path_of(asked.place))
    return None if asked.deed == "clear" else node


def _more(asked: Asked, node: Node | None, clause: Clause) -> Node:
    path = chips.path_of(asked.place or "p")
    if asked.deed == "edit" and node:
        return chips.replaced(node, path, clause)
    return chips.with_clause(node, clause, path, "OR" if asked.deed == "or" else "AND")


def _condition(asked: Asked, node: Node | None) -> Condition | None:
    """The form of the filter that was chosen, or of the condition that is edited."""
    if asked.field:
        found = find(asked.field)
        return Condition(found, asked.field, asked.data, shows_wrong=asked.is_done) if found else None
    if asked.deed != "edit" or node is None:
        return None
    clause = chips.at(node, chips.path_of(asked.place))
    if not isinstance(clause, Clause):
        raise NoSuchChip(asked.place)
    found = filters.find(clause)
    return Condition(found, field_of(clause), data_of(clause)) if found else None
