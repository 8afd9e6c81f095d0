"""The canonical text of a query: what is read from it again is the same query."""

from decimal import Decimal

from clientela.segments.language.tree import (
    All,
    Any,
    Clause,
    Day,
    Matches,
    Moment,
    Node,
    Number,
    Offset,
    Parameter,
    Test,
    Text,
    Value,
    Word,
)


def printed(node: Node) -> str:
    """The query as text."""
    if isinstance(node, Clause):
        return _clause(node)
    word = " AND " if isinstance(node, All) else " OR "
    return word.join(_part(part, inside=node) for part in node.parts)


def _part(part: Node, inside: All | Any) -> str:
    text = printed(part)
    return f"({text})" if isinstance(part, Any) and isinstance(inside, All) else text


def _clause(clause: Clause) -> str:
    name = f"{clause.name}({_quoted(clause.about)})" if clause.about else clause.name
    if isinstance(clause.test, Test):
        return f"{name} {test_text(clause.test)}"
    word = "NOT MATCHES" if clause.test.is_not else "MATCHES"
    return f"{name} {word} ({', '.join(map(_parameter, clause.test.parameters))})"


def _parameter(parameter: Parameter) -> str:
    return f"{parameter.name} {test_text(parameter.test)}"


def test_text(test: Test) -> str:
    """The operator and what it compares with, as text."""
    values = [value_text(value) for value in test.values]
    if test.operator == "BETWEEN":
        return f"BETWEEN {values[0]} AND {values[1]}"
    if test.operator in {"IN", "NOT IN"}:
        return f"{test.operator} ({', '.join(values)})"
    return " ".join([test.operator, *values])


def value_text(value: Value) -> str:
    """One value, as text."""
    match value:
        case Text():
            return _quoted(value.text)
        case Number():
            return _number(value.number)
        case Day():
            return value.day.isoformat()
        case Moment():
            return value.at.isoformat(timespec="seconds")
        case Offset():
            return f"{value.number:+d}{value.unit}"
        case Word():
            return value.word


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def _number(number: Decimal) -> str:
    return f"{number:f}" if number else "0"


__all__ = ["Matches", "printed", "test_text", "value_text"]
