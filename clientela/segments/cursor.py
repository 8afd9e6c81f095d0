"""Where a cursor stands in an unfinished query, and what the grammar lets stand there."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lark import Token, UnexpectedInput

from clientela.segments.language.reading import LONGEST, stepping, unquoted

_WORD = re.compile(r"[\w.+-]*$")
_SIGNS = re.compile(r"[<>=!]+$")
_LED = re.compile(r"\b(IS\s+NOT|IS|NOT)\s+$", re.IGNORECASE)
_REST = re.compile(r"[\w.]*")
_MATCHES = {"_MATCHES", "_NOT_MATCHES"}


@dataclass
class Cursor:
    """What was typed of a word, from `start` to `end`, and what stands before it.

    `quote` is the quotation mark that was opened. `name` is the filter of the clause, `function` the one
    whose parameters are named here, `used` those that are named already.
    """

    start: int
    end: int
    typed: str
    quote: str = ""
    accepts: frozenset[str] = frozenset()
    is_apart: bool = True
    name: str = ""
    about: str = ""
    function: str = ""
    parameter: str = ""
    used: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)

    @property
    def in_function(self) -> bool:
        return "function" in self.open

    @property
    def takes_value(self) -> bool:
        return {"NUMBER", "TEXT"} <= self.accepts


def cursor(text: str, at: int) -> Cursor | None:
    """The cursor before the letter `at`; nothing where what stands before it can't be read."""
    at = max(0, min(at, len(text)))
    if len(text) > LONGEST:
        return None
    before = text[:at]
    start, quote = _begin(before)
    found = Cursor(start, _end(text, at, quote), before[start:], quote)
    head = before[:start]
    found.typed = found.typed.removeprefix(quote)
    found.is_apart = not head or head[-1].isspace() or head[-1] == "("
    return found if _walk(found, head) else None


def _begin(before: str) -> tuple[int, str]:
    """Where the word begins that is being typed, and the quotation mark that it stands in."""
    opened = _open_quote(before)
    if opened >= 0:
        return opened, before[opened]
    signs = _SIGNS.search(before)
    if signs:
        return signs.start(), ""
    word = _WORD.search(before)
    start = word.start() if word else len(before)
    led = _LED.search(before[:start])
    return (led.start() if led else start), ""


def _open_quote(before: str) -> int:
    opened, place = -1, 0
    while place < len(before):
        letter = before[place]
        if opened >= 0 and letter == "\\":
            place += 1
        elif opened >= 0 and letter == before[opened]:
            opened = -1
        elif opened < 0 and letter in "'\"":
            opened = place
        place += 1
    return opened


def _end(text: str, at: int, quote: str) -> int:
    """Where the word ends that is being typed: what is taken replaces all of it."""
    rest = _REST.match(text, at)
    end = rest.end() if rest else at
    return end + 1 if quote and text[end : end + 1] == quote else end


def _walk(found: Cursor, head: str) -> bool:
    """Read what stands before the word, token by token."""
    try:
        for kind, token, takes_value in _steps(found, head):
            _heed(found, kind, token, takes_value)
    except UnexpectedInput:
        return False
    return True


def _steps(found: Cursor, head: str) -> Iterator[tuple[str, Token, bool]]:
    # What it offers to look ahead has no types.
    parser: Any = stepping(head)
    before = ""
    for token in parser.iter_parse():
        kind = str(token.type)
        if kind == "LPAR":
            found.open.append(_opened(before))
        yield kind, token, "NUMBER" in parser.choices()
        before = kind
    found.accepts = frozenset(parser.accepts())


def _opened(before: str) -> str:
    if before in _MATCHES or before == "NAME":
        return "function"
    return "list" if before == "_IN" else "group"


def _heed(found: Cursor, kind: str, token: Token, takes_value: bool) -> None:
    if kind == "RPAR" and found.open:
        found.open.pop()
    elif kind == "NAME" and not takes_value and found.in_function:
        found.parameter = token.lower()
        found.used.append(found.parameter)
    elif kind == "NAME" and not takes_value:
        found.name = str(token) if "metafields." in token else token.lower()
        found.about, found.parameter, found.used = "", "", []
    elif kind == "TEXT" and found.in_function and not takes_value:
        found.about = unquoted(token)
