"""Whether a query's names, operators and values are those that there are; each mistake points at its word."""

from collections import Counter
from collections.abc import Iterator

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.segments import filters
from clientela.segments.clock import Clock
from clientela.segments.filters import Filter, Kind
from clientela.segments.language import Node, Problem, QueryWrong, clauses, read, tree
from clientela.segments.language.printing import value_text
from clientela.segments.language.problems import nearest
from clientela.segments.language.tree import Clause, Matches, Parameter, Spot, Test, Value

MOST_CLAUSES = 500
MOST_VALUES = 10_000
_LARGEST = 10**15
_TAKES: dict[Kind, str | Promise] = {
    Kind.DATE: _("Here stands a day: 2026-05-31, -30d, today."),
    Kind.YEARLY: _("Here stands a day: 2026-05-31, -30d, today."),
    Kind.INTEGER: _("Here stands a whole number."),
    Kind.NUMBER: _("Here stands a number."),
    Kind.MONEY: _("Here stands an amount, like 12.50."),
    Kind.BOOLEAN: _("Here stands true or false."),
    Kind.ID: _("Here stands an id, a number without quotation marks."),
}
_TAKES_TEXT = _("Here stands a text in quotation marks: 'like this'.")


def checked(text: str, clock: Clock) -> Node:
    """The query that a text holds, with names and values that there are. Raises `QueryWrong`."""
    node = read(text)
    problems = list(_problems(node, clock))
    if problems:
        raise QueryWrong(problems)
    return node


def _problems(node: Node, clock: Clock) -> Iterator[Problem]:
    every = list(clauses(node))
    if len(every) > MOST_CLAUSES:
        yield Problem(every[MOST_CLAUSES].spot, _("A query has at most 500 conditions."), code="too_many")
    for clause in every:
        found = filters.find(clause)
        if found is None:
            yield _unknown(clause)
        elif isinstance(clause.test, Matches):
            yield from _wrong_function(clause, clause.test, found, clock)
        else:
            yield from wrong_test(clause.test, found, clause.spot, clock)


def _unknown(clause: Clause) -> Problem:
    if clause.name == filters.ANNIVERSARY:
        sentence = _("“%(name)s” is no custom field that holds days.") % {"name": clause.about}
        return Problem(clause.spot, sentence, clause.about, code="unknown")
    meant = nearest(clause.name, filters.known_names())
    sentence = _("There is no filter “%(name)s”.") % {"name": clause.name}
    return Problem(clause.spot, sentence, clause.name, meant, code="unknown")


def _wrong_function(clause: Clause, matches: Matches, found: Filter, clock: Clock) -> Iterator[Problem]:
    if found.kind != Kind.EVENT:
        yield _operator(found, "MATCHES", clause.spot)
        return
    counted = Counter(each.name for each in matches.parameters)
    for each in matches.parameters:
        known = found.parameter(each.name)
        if known is None:
            yield _no_parameter(each, found)
        elif counted[each.name] > 1:
            yield Problem(each.spot, _("“%(name)s” stands twice.") % {"name": each.name}, each.name)
        else:
            yield from wrong_test(each.test, known, each.spot, clock)


def _no_parameter(parameter: Parameter, found: Filter) -> Problem:
    sentence = _("%(filter)s can't be asked for “%(name)s”.") % {
        "filter": found.name,
        "name": parameter.name,
    }
    meant = nearest(parameter.name, (each.name for each in found.parameters))
    return Problem(parameter.spot, sentence, parameter.name, meant, code="unknown")


def wrong_test(test: Test, found: Filter, spot: Spot, clock: Clock) -> Iterator[Problem]:
    """What is wrong with the operator or the values of one test."""
    if test.operator not in found.operators:
        yield _operator(found, test.operator, spot)
    elif len(test.values) > MOST_VALUES:
        yield Problem(spot, _("At most 10,000 values stand here."), code="too_many")
    else:
        for value in test.values:
            problem = _wrong_value(value, found, clock)
            if problem:
                yield problem


def _operator(found: Filter, operator: str, spot: Spot) -> Problem:
    sentence = _("%(name)s can't stand with %(operator)s. It takes: %(operators)s.") % {
        "name": found.name,
        "operator": operator,
        "operators": ", ".join(found.operators),
    }
    return Problem(spot, sentence, operator, code="operator")


def _wrong_value(value: Value, found: Filter, clock: Clock) -> Problem | None:
    word = value_text(value)
    if not _fits(value, found):
        return Problem(value.spot, _TAKES.get(found.kind, _TAKES_TEXT), word, code="value")
    if found.kind in {Kind.DATE, Kind.YEARLY} and not _is_reached(value, clock):
        return Problem(value.spot, _("There is no such day."), word, code="value")
    if found.choices is not None and isinstance(value, tree.Text) and value.text not in found.choices:
        sentence = _("%(name)s is never %(word)s.") % {"name": found.name, "word": word}
        meant = nearest(value.text, found.choices)
        return Problem(value.spot, sentence, word, meant and f"'{meant}'", code="choice")
    return None


def _fits(value: Value, found: Filter) -> bool:
    match found.kind:
        case Kind.DATE | Kind.YEARLY:
            named = isinstance(value, tree.Word) and value.word in {"today", "yesterday"}
            timed = isinstance(value, tree.Moment) and found.takes_moment
            return named or timed or isinstance(value, tree.Day | tree.Offset)
        case Kind.INTEGER | Kind.ID:
            return isinstance(value, tree.Number) and value.is_whole and abs(value.number) < _LARGEST
        case Kind.NUMBER | Kind.MONEY:
            return isinstance(value, tree.Number) and abs(value.number) < _LARGEST
        case Kind.BOOLEAN:
            return isinstance(value, tree.Word) and value.word in {"true", "false"}
    return isinstance(value, tree.Text) and "\0" not in value.text


def _is_reached(value: Value, clock: Clock) -> bool:
    try:
        clock.reach(value)
    except (ValueError, OverflowError):
        return False
    return True
