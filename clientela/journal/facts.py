"""Kinds of fact: each app declares its own in `events.py`; together they are the webhook catalogue."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, TypeVar

from django.utils.functional import Promise

from clientela.core.powers import Power

Fact = TypeVar("Fact")
Words = Mapping[str, Callable[[str], str]]
_NONE: Words = MappingProxyType({})


@dataclass(frozen=True)
class FactKind:
    """One kind of fact: its stable name, its sentence for the timeline, and who may see what of it."""

    name: str
    sentence: str | Promise
    icon: str
    personal: frozenset[str]
    power: Power
    webhook: str
    fact: type
    # How codes in its fields are said, by the name of the field.
    words: Words = field(default_factory=dict)

    def told(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """Its values with codes in words, in the language in use."""
        said = {name: say(str(values[name])) for name, say in self.words.items() if name in values}
        return {**values, **said}


KINDS: dict[str, FactKind] = {}


def fact(
    name: str,
    sentence: str | Promise,
    *,
    icon: str = "circle-dot",
    personal: tuple[str, ...] = (),
    power: Power = Power.CUSTOMERS_VIEW,
    webhook: str = "",
    words: Words = _NONE,
) -> Callable[[type[Fact]], type[Fact]]:
    """Declare a frozen dataclass as a kind of fact.

    `sentence` may name the fields in braces; `personal` lists those that erasing blanks; `power` is
    what staff need to see it; `webhook` is the topic under which it goes out, if any;
    `words` says the codes in its fields.
    """

    def declare(cls: type[Fact]) -> type[Fact]:
        unknown = set(personal) - {field.name for field in fields(cls)}  # type: ignore[arg-type]
        if name in KINDS or unknown:
            raise TypeError(f"{name}: declared twice, or personal fields it lacks: {unknown}")
        KINDS[name] = FactKind(name, sentence, icon, frozenset(personal), power, webhook, cls, words)
        cls.fact_name = name  # type: ignore[attr-defined]
        return cls

    return declare


def parts(what: object) -> tuple[dict[str, Any], dict[str, Any]]:
    """The lasting and the personal values of a fact."""
    kind = KINDS[what.fact_name]  # type: ignore[attr-defined]
    values = {field.name: getattr(what, field.name) for field in fields(what)}  # type: ignore[arg-type]
    lasting = {name: value for name, value in values.items() if name not in kind.personal}
    return lasting, {name: value for name, value in values.items() if name in kind.personal}
