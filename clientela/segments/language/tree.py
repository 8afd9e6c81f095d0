"""What a query is once it is read: values that compare equal when they mean the same."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal


@dataclass(frozen=True)
class Spot:
    """Where a word stands in the text: line and column from 1, and its length."""

    line: int = 1
    column: int = 1
    length: int = 1


NOWHERE = Spot()


@dataclass(frozen=True)
class Text:
    """A text or a name of a list of choices, in single quotes."""

    text: str
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Number:
    """A whole number, or one with decimals."""

    number: Decimal
    is_whole: bool
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Day:
    """A day in the store's time zone."""

    day: date
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Moment:
    """A second in the store's time zone; the value has no zone of its own."""

    at: datetime
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Offset:
    """So many days (d), weeks (w), months (m) or years (y) from today."""

    number: int
    unit: str
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Word:
    """A bare word: today, yesterday, true, false."""

    word: str
    spot: Spot = field(default=NOWHERE, compare=False)


Value = Text | Number | Day | Moment | Offset | Word


@dataclass(frozen=True)
class Test:
    """An operator in its canonical spelling, and what it compares with."""

    operator: str
    values: tuple[Value, ...] = ()


@dataclass(frozen=True)
class Parameter:
    """One condition among those of a function."""

    name: str
    test: Test
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class Matches:
    """What must have happened, with all of these parameters at once; or must not have."""

    parameters: tuple[Parameter, ...] = ()
    is_not: bool = False


@dataclass(frozen=True)
class Clause:
    """One condition: a filter's name and its test. `about` is the metafield that `anniversary` looks at."""

    name: str
    test: Test | Matches
    about: str = ""
    spot: Spot = field(default=NOWHERE, compare=False)


@dataclass(frozen=True)
class All:
    """Every part holds (AND)."""

    parts: "tuple[Node, ...]"


@dataclass(frozen=True)
class Any:
    """At least one part holds (OR)."""

    parts: "tuple[Node, ...]"


Node = All | Any | Clause


def clauses(node: Node) -> Iterator[Clause]:
    """The clauses of a query, from left to right."""
    if isinstance(node, Clause):
        yield node
    else:
        for part in node.parts:
            yield from clauses(part)


def mapped(node: Node, turn: Callable[[Clause], Clause]) -> Node:
    """The same query with another clause in the place of each."""
    if isinstance(node, Clause):
        return turn(node)
    return type(node)(tuple(mapped(part, turn) for part in node.parts))


def joined(kind: type[All] | type[Any], parts: tuple[Node, ...]) -> Node:
    """Parts under one AND or OR: a single one stands for itself, the same kind inside is taken apart."""
    flat: list[Node] = []
    for part in parts:
        flat.extend(part.parts if isinstance(part, kind) else [part])
    return flat[0] if len(flat) == 1 else kind(tuple(flat))
