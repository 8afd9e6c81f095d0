"""Queries made by chance: every filter, every operator, nested groups."""

from datetime import datetime, timedelta
from decimal import Decimal

from hypothesis import strategies as some

from clientela.segments import filters
from clientela.segments.filters import Filter, Kind
from clientela.segments.language import tree
from clientela.segments.language.tree import Clause, Matches, Node, Parameter, Test, Value

FIELDS = {
    "size": Kind.CHOICE,
    "points": Kind.NUMBER,
    "born": Kind.DATE,
    "club": Kind.BOOLEAN,
    "colours": Kind.TEXTS,
}
CUSTOM = [
    Filter(
        f"metafields.facts.{key}",
        key,
        kind,
        where=lambda test, clock: None,  # type: ignore[arg-type, return-value]  # only its kind is read here
        choices={"S": "S", "M": "M", "L": "L"} if kind == Kind.CHOICE else None,
        takes_moment=False,
    )
    for key, kind in FIELDS.items()
]
ANNIVERSARY = Filter(
    "anniversary",
    "",
    Kind.YEARLY,
    where=lambda test, clock: None,  # type: ignore[arg-type, return-value]  # only its kind is read here
    takes_moment=False,
)
EVERY = [*filters.FILTERS, *CUSTOM, ANNIVERSARY]
WORDS = {
    "customer_tags": ["vip", "VIP", "åpen", "nothing", "it's"],
    "customer_language": ["nb", "en", "fr", ""],
    "customer_email_domain": ["gmail.com", "example.com", ""],
    "customer_countries": ["US", "NO", "SE"],
    "customer_regions": ["US-NY", "US-CA"],
    "customer_cities": ["US-NY-NewYorkCity", "NO-Oslo", "GB-Bath"],
    "metafields.facts.colours": ["red", "Blå"],
    "tag": ["Coffee", "gift"],
    "category": ["Kitchen", "Food", ""],
}
# Days, seconds and products of the people at hand: a query that is off by one shows there.
MOMENTS: list[datetime] = []
IDS: list[int] = []


def _near(step: int) -> some.SearchStrategy[Value]:
    return some.deferred(
        lambda: some.sampled_from(MOMENTS).map(lambda at: tree.Day(at.date() + timedelta(days=step)))
    )


DAYS: some.SearchStrategy[Value] = some.one_of(
    _near(0),
    _near(1),
    some.builds(tree.Offset, some.integers(-13, 2), some.sampled_from("dwmy")),
    some.sampled_from([tree.Word("today"), tree.Word("yesterday")]),
)
SECONDS: some.SearchStrategy[Value] = some.deferred(lambda: some.sampled_from(MOMENTS).map(tree.Moment))
WHOLE: some.SearchStrategy[Value] = some.builds(
    lambda number: tree.Number(Decimal(number), True), some.integers(-1, 6)
)
AMOUNTS: some.SearchStrategy[Value] = some.sampled_from(
    [
        tree.Number(Decimal(text), "." not in text)
        for text in ("0", "50", "49.99", "50.005", "120.5", "5", "7.5")
    ]
)


def values(found: Filter) -> some.SearchStrategy[Value]:
    """Values that fit a filter."""
    if found.kind in {Kind.DATE, Kind.YEARLY}:
        return some.one_of(DAYS, SECONDS) if found.takes_moment else DAYS
    if found.kind == Kind.INTEGER:
        return WHOLE
    if found.kind in {Kind.NUMBER, Kind.MONEY}:
        return AMOUNTS
    if found.kind == Kind.BOOLEAN:
        return some.sampled_from([tree.Word("true"), tree.Word("false")])
    if found.name == "activity_id":
        return some.integers(1, 3).map(lambda pk: tree.Number(Decimal(pk), True))
    if found.kind == Kind.ID:
        return some.sampled_from(IDS).map(lambda pk: tree.Number(Decimal(pk), True))
    return some.sampled_from(list(found.choices or WORDS[found.name])).map(tree.Text)


@some.composite
def one_test(draw: some.DrawFn, found: Filter, operator: str = "") -> Test:
    """A test that a filter takes, with this operator or any."""
    operator = operator or draw(some.sampled_from(plain_operators(found)))
    number = 0 if operator.startswith("IS") else {"BETWEEN": 2, "IN": 2, "NOT IN": 3}.get(operator, 1)
    return Test(operator, tuple(draw(values(found)) for _ in range(number)))


def plain_operators(found: Filter) -> list[str]:
    """The operators of a filter but for those of functions."""
    return [each for each in found.operators if "MATCHES" not in each]


@some.composite
def one_clause(draw: some.DrawFn) -> Node:
    """A clause of any filter."""
    found = draw(some.sampled_from(EVERY))
    if found.kind != Kind.EVENT or draw(some.integers(0, 4)) == 0:
        return Clause(found.name, draw(one_test(found)), about(found))
    asked = draw(
        some.lists(some.sampled_from(found.parameters), unique_by=lambda each: each.name, max_size=3)
    )
    parameters = tuple(Parameter(each.name, draw(one_test(each))) for each in asked)
    return Clause(found.name, Matches(parameters, draw(some.booleans())))


def about(found: Filter) -> str:
    """What `anniversary` looks at; nothing for the others."""
    return "metafields.facts.born" if found.kind == Kind.YEARLY else ""


def simple_clauses() -> list[some.SearchStrategy[Node]]:
    """One strategy for each filter with each operator, and for each parameter with each of its own."""
    made: list[some.SearchStrategy[Node]] = []
    for found in EVERY:
        for operator in plain_operators(found):
            test = one_test(found, operator)
            made.append(some.builds(Clause, some.just(found.name), test, some.just(about(found))))
        for each in found.parameters:
            made += [_function(found, each, operator) for operator in plain_operators(each)]
    return made


def _function(found: Filter, parameter: Filter, operator: str) -> some.SearchStrategy[Node]:
    asked = some.builds(Parameter, some.just(parameter.name), one_test(parameter, operator))
    matches = some.builds(Matches, some.tuples(asked), some.booleans())
    return some.builds(Clause, some.just(found.name), matches)


def _joined(parts: list[Node]) -> some.SearchStrategy[Node]:
    return some.sampled_from([tree.All, tree.Any]).map(lambda kind: tree.joined(kind, tuple(parts)))


def whole_queries() -> some.SearchStrategy[Node]:
    """Queries of up to a dozen clauses, with groups inside groups."""
    return some.recursive(
        one_clause(), lambda part: some.lists(part, min_size=2, max_size=3).flatmap(_joined), max_leaves=8
    )
