"""The Liquid engine: strict about what it doesn't know, bounded in whatever it makes."""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from functools import lru_cache
from itertools import islice
from typing import Any

from liquid import Environment, FalsyStrictUndefined, Mode
from liquid.builtin.expressions import logical
from liquid.builtin.expressions.primitive import Blank
from liquid.exceptions import LiquidError
from liquid.undefined import is_undefined

from clientela.messaging.liquid import filters

# Other templates and files are out of reach: there are no such tags.
_FORBIDDEN_TAGS = ("include", "render", "extends", "block", "macro", "call")
LONGEST_SOURCE = 200_000
TOO_LONG = "this takes too long or too much memory"
# A tag with its name, or a variable; it never steps back, so that no template takes long to look through.
_PIECE = re.compile(r"\{%-?+\s*+(\w*+)(?:[^%{]|%(?!\}))*+%\}|\{\{(?:[^{}]|\}(?!\}))*+\}\}")
# So many are looked at to find where a mistake stands.
_UNCLOSED = re.compile(r"expected tag end(\w+), found")
_BLOCKS = frozenset({"if", "unless", "for", "case", "capture", "tablerow", "ifchanged"})
MOST_PIECES = 500
# What the library's filters raise on values that they never expected.
_ODD = (ArithmeticError, AttributeError, LookupError, MemoryError, RecursionError, TypeError, ValueError)


_library_eq = logical._eq


def _eq(left: object, right: object) -> bool:
    """Equality with `blank` as the platform means it: what is nothing, or unknown, is blank too."""
    for one, other in ((left, right), (right, left)):
        if isinstance(one, Blank) and (other is None or other is False or is_undefined(other)):
            return True
    return _library_eq(left, right)


# The library knows only texts, lists and dicts as blank, and has no other place to say so.
logical._eq = _eq


class Engine(Environment):
    """Liquid within bounds (security TP-01, TP-03)."""

    loop_iteration_limit = 10_000
    output_stream_limit = 200_000
    local_namespace_limit = 200_000
    context_depth_limit = 10
    block_nesting_limit = 12

    def setup_tags_and_filters(self, *, extra: bool = False) -> None:
        """Only the tags and filters that emails need."""
        super().setup_tags_and_filters(extra=False)
        for tag in _FORBIDDEN_TAGS:
            self.tags.pop(tag, None)
        own = {name: self.filters[name] for name in filters.ALLOWED}
        self.filters.clear()
        for name, filter_ in {**own, **filters.PLATFORM}.items():
            self.filters[name] = filters.bounded(name, filter_)


@dataclass(frozen=True)
class Problem:
    """What is wrong with a template: in which part (`subject` or `body`), where (from 1), and in words."""

    message: str
    part: str = ""
    line: int = 0
    column: int = 0

    def as_dict(self) -> dict[str, Any]:
        """The problem as JSON can hold it."""
        return asdict(self)


class TemplateBroken(Exception):
    """A template can't be read or filled."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.message)
        self.problem = problem


@lru_cache(maxsize=2)
def engine(escapes: bool) -> Engine:
    """The engine for HTML, which escapes every value, or for plain text."""
    return Engine(tolerance=Mode.STRICT, undefined=FalsyStrictUndefined, autoescape=escapes)


def fill(source: str, values: Mapping[str, Any], *, part: str = "", escapes: bool = False) -> str:
    """The text of a template. `values` hold only dicts, lists, texts and numbers. Raises `TemplateBroken`."""
    if len(source) > LONGEST_SOURCE:
        raise TemplateBroken(Problem("this template is too long", part))
    try:
        return str(engine(escapes).from_string(source).render(**values))
    except LiquidError as error:
        raise TemplateBroken(_problem(error, source, part)) from error
    except _ODD as error:
        raise TemplateBroken(Problem(f"this can't be worked out ({type(error).__name__})", part)) from error


def names(source: str, *, part: str = "") -> dict[str, tuple[int, int]]:
    """The variables that a template asks for, such as `order.name`, with line and column of the first use.

    Raises `TemplateBroken`.
    """
    try:
        found = engine(escapes=False).from_string(source).analyze().globals
    except LiquidError as error:
        raise TemplateBroken(_problem(error, source, part)) from error
    asked: dict[str, tuple[int, int]] = {}
    for variables in found.values():
        for variable in variables:
            path = ".".join(str(part) for part in variable.segments if isinstance(part, str))
            asked.setdefault(path, _where(source, variable.span.index))
    return asked


def lost(source: str, message: str) -> int | None:
    """Where a mistake stands that the library sees only at the end: what isn't closed or written out."""
    pieces = list(islice(_PIECE.finditer(source), MOST_PIECES))
    missing = _UNCLOSED.match(message)
    if missing:
        return _never_closed(pieces, missing[1])
    for piece in pieces:
        alone = f"{piece[0]}{{% end{piece[1]} %}}" if piece[1] in _BLOCKS else piece[0]
        try:
            engine(escapes=False).from_string(alone)
        except LiquidError as error:
            if str(error.message) == message:
                return piece.start()
    return None


def _never_closed(pieces: list[re.Match[str]], name: str) -> int | None:
    open_ones: list[int] = []
    for piece in pieces:
        if piece[1] == name:
            open_ones.append(piece.start())
        elif piece[1] == f"end{name}" and open_ones:
            open_ones.pop()
    return open_ones[-1] if open_ones else None


def _where(source: str, index: int) -> tuple[int, int]:
    before = source[: max(index, 0)]
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _problem(error: LiquidError, source: str, part: str) -> Problem:
    message, line, column = str(error.message or type(error).__name__), 0, 0
    if error.token is not None and error.token.start_index >= 0:
        line, column = _where(error.token.source, error.token.start_index)
    elif (index := lost(source, message)) is not None:
        line, column = _where(source, index)
    if message.startswith("unknown filter '"):
        wrong = message.split("'")[1]
        likely = get_close_matches(wrong, engine(escapes=False).filters, n=1)
        message += f", perhaps {likely[0]}" if likely else ""
    return Problem(message, part, line, column)
