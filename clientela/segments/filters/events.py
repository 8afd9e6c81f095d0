"""Functions: whether something happened, with all of the named parameters at once."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Aggregate, Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.language.tree import Matches, Parameter, Test

Rows = QuerySet[Any]


@dataclass(frozen=True)
class Happening:
    """Rows that tell of something customers did: where their customer stands, and what can be asked of them.

    `one` holds conditions on each row by parameter, `sums` what is reckoned over all rows that fit: an
    aggregate, and the decimals that its figure holds.
    """

    rows: Callable[[], Rows]
    customer: str
    one: Mapping[str, Callable[[Test, Clock], Q]]
    sums: Mapping[str, Callable[[Clock], tuple[Aggregate | Combinable, int]]]

    def __call__(self, matches: Matches, clock: Clock) -> Q:
        found = self._found(matches.parameters, clock)
        return ~found if matches.is_not else found

    def _found(self, parameters: tuple[Parameter, ...], clock: Clock) -> Q:
        rows = self.rows().filter(**{f"{self.customer}__isnull": False})
        for each in parameters:
            if each.name in self.one:
                rows = rows.filter(self.one[each.name](each.test, clock))
        sums = [each for each in parameters if each.name in self.sums]
        there = self._there(self._reckoned(rows, sums, clock), clock, has_sums=bool(sums))
        if sums and all(conditions.holds(each.test, Decimal(0)) for each in sums):
            return there | ~self._there(rows, clock, has_sums=False)
        return there

    def _reckoned(self, rows: Rows, sums: list[Parameter], clock: Clock) -> Rows:
        """The rows by customer, of those customers whose sums pass."""
        if not sums:
            return rows
        rows = rows.order_by().values(self.customer)
        for each in sums:
            figure, scale = self.sums[each.name](clock)
            rows = rows.annotate(**{f"reckoned_{each.name}": figure})
            rows = rows.filter(conditions.numbers(f"reckoned_{each.name}", each.test, scale=scale))
        return rows

    def _there(self, rows: Rows, clock: Clock, *, has_sums: bool) -> Q:
        """Whether a customer is among the rows: sums of all are reckoned at once, unless rows are walked."""
        if has_sums and not clock.walks:
            return Q(pk__in=rows.values(self.customer))
        return Q(Exists(rows.filter(**{self.customer: OuterRef("pk")})))


def ever(happening: Happening, test: Test, clock: Clock) -> Q:
    """Whether it happened at all (IS NOT NULL), or never."""
    found = happening(Matches(), clock)
    return found if test.operator == "IS NOT NULL" else ~found
