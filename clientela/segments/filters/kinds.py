"""What a filter is: its name, what it takes, and the condition it stands for."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.db.models import Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.segments.clock import Clock
from clientela.segments.language.tree import Matches, Test

_EMPTY = ("IS NULL", "IS NOT NULL")
_ORDERED = ("=", "!=", ">", ">=", "<", "<=", "BETWEEN", *_EMPTY)
_EQUAL = ("=", "!=", "IN", "NOT IN", *_EMPTY)
_LISTED = ("CONTAINS", "NOT CONTAINS", *_EMPTY)


class Kind(StrEnum):
    """What sort of value a filter compares with."""

    DATE = "date"
    INTEGER = "integer"
    NUMBER = "number"
    MONEY = "money"
    BOOLEAN = "boolean"
    TEXT = "text"
    CHOICE = "choice"
    TEXTS = "texts"
    CHOICES = "choices"
    ID = "id"
    EVENT = "event"
    YEARLY = "yearly"


OPERATORS: Mapping[Kind, tuple[str, ...]] = {
    Kind.DATE: _ORDERED,
    Kind.INTEGER: _ORDERED,
    Kind.NUMBER: _ORDERED,
    Kind.MONEY: _ORDERED,
    Kind.BOOLEAN: ("=", "!=", *_EMPTY),
    Kind.TEXT: _EQUAL,
    Kind.CHOICE: _EQUAL,
    Kind.TEXTS: _LISTED,
    Kind.CHOICES: _LISTED,
    Kind.ID: ("=", "!=", "IN", "NOT IN"),
    Kind.YEARLY: ("=", "BETWEEN"),
    Kind.EVENT: ("MATCHES", "NOT MATCHES", *_EMPTY),
}


class Group(StrEnum):
    """Under which head the editor shows a filter."""

    ORDERS = "orders"
    PROFILE = "profile"
    PLACES = "places"
    MARKETING = "marketing"
    CUSTOM = "custom"


GROUPS: Mapping[Group, Promise] = {
    Group.ORDERS: _("Orders"),
    Group.PROFILE: _("Profile"),
    Group.PLACES: _("Addresses"),
    Group.MARKETING: _("Marketing"),
    Group.CUSTOM: _("Custom fields"),
}

Choices = Mapping[str, str | Promise]
Suggest = Callable[[str, int], Sequence[tuple[str, str]]]


@dataclass(frozen=True)
class Filter:
    """One filter of the language.

    `where` gives the condition on customers for a test that was checked before; a filter of kind EVENT has
    `happened` instead, for all of its parameters at once. `choices` are the values there are, with their
    words; `suggest` looks some up by what was typed so far. `takes_moment` says that seconds count.
    """

    name: str
    label: str | Promise
    kind: Kind
    group: Group = Group.PROFILE
    where: Callable[[Test, Clock], Q] | None = None
    happened: Callable[[Matches, Clock], Q] | None = None
    choices: Choices | None = None
    suggest: Suggest | None = None
    parameters: "tuple[Filter, ...]" = ()
    takes_moment: bool = True

    @property
    def operators(self) -> tuple[str, ...]:
        """The operators it takes, in their canonical spelling; a parameter of a function is never empty."""
        is_parameter = self.where is None and self.happened is None
        return tuple(each for each in OPERATORS[self.kind] if not (is_parameter and each in _EMPTY))

    def parameter(self, name: str) -> "Filter | None":
        """One of its parameters, by name."""
        return next((each for each in self.parameters if each.name == name), None)
