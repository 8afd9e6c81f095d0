"""A query as one condition on customers, for one statement of SQL."""

from django.db.models import Q

from clientela.segments import filters
from clientela.segments.clock import Clock
from clientela.segments.language import Node
from clientela.segments.language.tree import All, Clause, Matches


def condition(node: Node, clock: Clock) -> Q:
    """The condition that a checked query stands for; it is true or false for everybody, never unknown."""
    if isinstance(node, Clause):
        return of_clause(node, clock)
    whole = Q()
    for part in node.parts:
        if isinstance(node, All):
            whole &= condition(part, clock)
        else:
            whole |= condition(part, clock)
    return whole


def of_clause(clause: Clause, clock: Clock) -> Q:
    """The condition of one clause."""
    found = filters.find(clause)
    if found is None:
        raise ValueError(f"{clause.name} wasn't checked.")
    if found.happened:
        matches = clause.test
        if not isinstance(matches, Matches):
            matches = Matches(is_not=matches.operator == "IS NULL")
        return found.happened(matches, clock)
    if found.where is None or isinstance(clause.test, Matches):
        raise ValueError(f"{clause.name} wasn't checked.")
    return found.where(clause.test, clock)
