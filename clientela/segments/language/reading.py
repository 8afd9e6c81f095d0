"""From text to a tree. What the words mean is checked later, against the filters that there are."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any as Anything

from django.utils.translation import gettext_lazy as _
from lark import Lark, Token, Transformer, UnexpectedCharacters, UnexpectedInput, UnexpectedToken
from lark.parsers.lalr_interactive_parser import InteractiveParser
from lark.visitors import v_args

from clientela.segments.language import tree
from clientela.segments.language.problems import Problem, QueryWrong, nearest
from clientela.segments.language.tree import NOWHERE, Node, Spot, Value

LONGEST = 20_000
DEEPEST = 50
_KEYWORDS = ("AND", "OR", "NOT", "BETWEEN", "CONTAINS", "MATCHES", "IS", "NULL", "IN")
_SAME_OPERATOR = {"<>": "!="}


@cache
def _parser() -> Lark:
    grammar = (Path(__file__).parent / "grammar.lark").read_text(encoding="utf-8")
    return Lark(grammar, parser="lalr", maybe_placeholders=False)


def read(text: str) -> Node:
    """The query that a text holds. Raises `QueryWrong` with the place and the word."""
    if not text.strip():
        raise QueryWrong([Problem(NOWHERE, _("Enter a query."), code="blank")])
    if len(text) > LONGEST:
        raise QueryWrong([Problem(NOWHERE, _("A query has at most 20,000 characters."), code="too_long")])
    _refuse_deep(text)
    try:
        found = _parser().parse(text)
    except UnexpectedInput as wrong:
        raise QueryWrong([_problem(wrong, text)]) from None
    reader = _Reader()
    whole: Node = reader.transform(found)
    if reader.problems:
        raise QueryWrong(reader.problems)
    return whole


def stepping(text: str) -> InteractiveParser:
    """The parser at the beginning of a text, to be walked token by token."""
    return _parser().parse_interactive(text)


def _refuse_deep(text: str) -> None:
    """Parentheses inside parentheses have a limit: every walk over the tree goes as deep as they do."""
    depth = 0
    for place, letter in enumerate(text):
        depth += {"(": 1, ")": -1}.get(letter, 0)
        if depth > DEEPEST:
            spot = Spot(1 + text.count("\n", 0, place), place - text.rfind("\n", 0, place), 1)
            raise QueryWrong([Problem(spot, _("Too many parentheses inside each other."), "(")])


def _problem(wrong: UnexpectedInput, text: str) -> Problem:
    if isinstance(wrong, UnexpectedToken) and wrong.token.type != "$END":
        token = wrong.token
        return _unexpected(_spot(token), str(token), wrong.accepts or wrong.expected)
    if isinstance(wrong, UnexpectedCharacters):
        word = text[wrong.pos_in_stream :].split(None, 1)[0]
        return _unexpected(Spot(wrong.line, wrong.column, len(word)), word, set())
    lines = text.rstrip().split("\n")
    spot = Spot(len(lines), len(lines[-1]) + 1)
    return Problem(spot, _("Something is missing at the end."), code="unfinished")


def _unexpected(spot: Spot, word: str, expected: set[str]) -> Problem:
    if word[:1] in {"'", '"'} and not expected:
        return Problem(spot, _("The quotation mark has no end."), word, code="unexpected")
    allowed = [each for each in _KEYWORDS if f"_{each}" in expected]
    return Problem(
        spot, _("“%(word)s” is unexpected.") % {"word": word}, word, nearest(word, allowed), code="unexpected"
    )


def _spot(token: Token) -> Spot:
    return Spot(token.line or 1, token.column or 1, len(token))


@v_args(inline=True)
class _Reader(Transformer[Token, Anything]):
    """Makes values of tokens and clauses of values; what can't be is kept as a problem."""

    def __init__(self) -> None:
        super().__init__(visit_tokens=False)
        self.problems: list[Problem] = []

    def any(self, *parts: Node) -> Node:
        return tree.joined(tree.Any, parts)

    def all(self, *parts: Node) -> Node:
        return tree.joined(tree.All, parts)

    def plain(self, name: Token, test: tree.Test) -> Node:
        return tree.Clause(_name(name), test, spot=_spot(name))

    def matches(self, name: Token, parameters: tuple[tree.Parameter, ...] = ()) -> Node:
        return tree.Clause(_name(name), tree.Matches(parameters), spot=_spot(name))

    def matches_not(self, name: Token, parameters: tuple[tree.Parameter, ...] = ()) -> Node:
        return tree.Clause(_name(name), tree.Matches(parameters, is_not=True), spot=_spot(name))

    def named(self, name: Token, about: Token, test: tree.Test) -> Node:
        return tree.Clause(_name(name), test, about=unquoted(about), spot=_spot(name))

    def old_function(self, name: Token, parameters: tuple[tree.Parameter, ...], test: tree.Test) -> Node:
        """`products_purchased(id: 1) = true`, which is written with MATCHES today."""
        first = parameters[0].test.values[0]
        if _name(name) == "anniversary" and isinstance(first, tree.Text):
            return tree.Clause("anniversary", test, about=first.text, spot=_spot(name))
        answer = test.values[0] if len(test.values) == 1 else None
        if not (isinstance(answer, tree.Word) and answer.word in {"true", "false"}):
            self.problems.append(Problem(_spot(name), _("It is followed by = true or = false."), str(name)))
            return tree.Clause(_name(name), tree.Matches(parameters), spot=_spot(name))
        is_not = (answer.word == "false") == (test.operator == "=")
        return tree.Clause(_name(name), tree.Matches(parameters, is_not), spot=_spot(name))

    def params(self, *parameters: tree.Parameter) -> tuple[tree.Parameter, ...]:
        return parameters

    old_params = params

    def param(self, name: Token, test: tree.Test) -> tree.Parameter:
        return tree.Parameter(_name(name), test, _spot(name))

    def old_param(self, name: Token, *rest: Anything) -> tree.Parameter:
        if isinstance(rest[0], Token):
            test: tree.Test = self.compare(*rest)
        else:
            test = tree.Test("=" if len(rest) == 1 else "IN", rest)
        return tree.Parameter(_name(name), test, _spot(name))

    def compare(self, operator: Token, value: Value) -> tree.Test:
        return tree.Test(_SAME_OPERATOR.get(operator, str(operator)), (value,))

    def between(self, first: Value, last: Value) -> tree.Test:
        return tree.Test("BETWEEN", (first, last))

    def contains(self, value: Value) -> tree.Test:
        return tree.Test("CONTAINS", (value,))

    def contains_not(self, value: Value) -> tree.Test:
        return tree.Test("NOT CONTAINS", (value,))

    def among(self, *values: Value) -> tree.Test:
        return tree.Test("IN", values)

    def among_not(self, *values: Value) -> tree.Test:
        return tree.Test("NOT IN", values)

    def is_null(self) -> tree.Test:
        return tree.Test("IS NULL")

    def is_not_null(self) -> tree.Test:
        return tree.Test("IS NOT NULL")

    def value(self, token: Token) -> Value:
        try:
            return _VALUES[token.type](token, _spot(token))
        except (ValueError, OverflowError):
            self.problems.append(
                Problem(_spot(token), _("There is no such day or number."), str(token), code="no_such_value")
            )
            return tree.Text(str(token), _spot(token))


def _name(token: Token) -> str:
    """Names are written small; the name of a metafield is kept as it is."""
    return str(token) if "metafields." in token else token.lower()


def unquoted(token: str) -> str:
    """What stands between the quotation marks."""
    inside, plain, escaped = token[1:-1], [], False
    for letter in inside:
        if letter == "\\" and not escaped:
            escaped = True
        else:
            plain.append(letter)
            escaped = False
    return "".join(plain)


def _number(token: Token, spot: Spot) -> tree.Number:
    if len(token) > 30:
        raise ValueError(token)
    return tree.Number(Decimal(token), "." not in token, spot)


def _offset(token: Token, spot: Spot) -> tree.Offset:
    number = int(token[:-1])
    if abs(number) > 100_000:
        raise ValueError(token)
    return tree.Offset(number, token[-1].lower(), spot)


def _former_day(token: Token, spot: Spot) -> tree.Offset:
    """`30_days_ago` as today's way of writing it."""
    number, unit = token.lower().split("_")[:2]
    if int(number) > 100_000:
        raise ValueError(token)
    return tree.Offset(-int(number), unit[0], spot)


_VALUES: Mapping[str, Callable[[Token, Spot], Value]] = {
    "TEXT": lambda token, spot: tree.Text(unquoted(token), spot),
    "MOMENT": lambda token, spot: tree.Moment(datetime.fromisoformat(token), spot),
    "DAY": lambda token, spot: tree.Day(date.fromisoformat(token), spot),
    "OFFSET": _offset,
    "FORMER_DAY": _former_day,
    "NUMBER": _number,
    "NAME": lambda token, spot: tree.Word(token.lower(), spot),
}
