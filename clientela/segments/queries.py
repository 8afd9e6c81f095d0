"""Questions that a query answers: who, how many, and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import BooleanField, Case, QuerySet, When

from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.core.people import among
from clientela.customers import queries as customers
from clientela.customers.models import Customer, CustomerQuerySet
from clientela.customers.queries import Total
from clientela.segments import naming
from clientela.segments.checking import checked
from clientela.segments.clock import Clock
from clientela.segments.compiling import condition
from clientela.segments.language import Node, QueryWrong, clauses, printed
from clientela.segments.language.tree import All, Clause
from clientela.segments.models import RfmGroup, Segment, Selection, Standing

PAGE = 50


def members(query: str, *, walks: bool = False) -> CustomerQuerySet:
    """The customers whom a query fits; everybody where it is empty. Raises `QueryWrong`."""
    rows: CustomerQuerySet = Customer.objects.known()
    if not query.strip():
        return rows
    clock = Clock.current(walks=walks)
    found: CustomerQuerySet = rows.filter(condition(checked(query, clock), clock))
    return found


def page(query: str, text: str, sort: str, *, after: str = "", before: str = "") -> Page[Customer]:
    """One page of the list: whom both the query and the search text find, sorted. Raises `QueryWrong`."""
    if not query.strip():
        return customers.customers(text, sort, after=after, before=before)
    clock = Clock.current()
    node = checked(query, clock)
    walking = condition(node, Clock(clock.zone, clock.currency, clock.now, walks=True))
    return customers.sifted(text, sort, condition(node, clock), walking, after=after, before=before)


def total(query: str, text: str = "") -> Total:
    """How many both find: exact up to 10,000. Raises `QueryWrong`."""
    if not query.strip():
        return customers.total(text)
    rows: QuerySet[Customer] = members(query)
    return customers.counted_to(rows.filter(customers.found_by(text)) if text.strip() else rows)


def count(query: str) -> int:
    """How many customers a query fits, exactly. Raises `QueryWrong`."""
    return members(query).count()


def canonical(query: str) -> str:
    """The query in its canonical spelling. Raises `QueryWrong`."""
    return printed(checked(query, Clock.current()))


@dataclass(frozen=True)
class Reason:
    """Why somebody is in or out: a clause or a group of them, whether it holds, and its parts."""

    text: str
    holds: bool
    is_all: bool = False
    parts: "tuple[Reason, ...]" = ()


def why(query: str, customer_id: int) -> Reason:
    """Clause by clause, whether a query fits a customer. Raises `QueryWrong`, `NotThere`."""
    clock = Clock.current(walks=True)
    node = checked(query, clock)
    every = list(clauses(node))
    asked = {f"clause_{number}": _fits(clause, clock) for number, clause in enumerate(every)}
    found = Customer.objects.known().filter(pk=customer_id).annotate(**asked).values(*asked).first()
    if found is None:
        raise NotThere
    return _reason(node, {id(clause): found[name] for name, clause in zip(asked, every, strict=True)})


def _reason(node: Node, answers: dict[int, bool]) -> Reason:
    if isinstance(node, Clause):
        return Reason(printed(node), answers[id(node)])
    parts = tuple(_reason(part, answers) for part in node.parts)
    holds = (all if isinstance(node, All) else any)(part.holds for part in parts)
    return Reason(printed(node), holds, isinstance(node, All), parts)


def find(segment_id: int) -> Segment:
    """A saved segment. Raises `NotThere`."""
    found = Segment.objects.filter(pk=segment_id).first()
    if found is None:
        raise NotThere
    return found


def group_of(customer: Customer) -> RfmGroup | None:
    """The RFM group that somebody is in; nothing before it was reckoned."""
    if not customer.orders_count:
        return RfmGroup.PROSPECTS
    found = Standing.objects.filter(customer=customer).exclude(rfm_group="").first()
    return RfmGroup(found.rfm_group) if found else None


def segments() -> Sequence[Segment]:
    """All saved segments, by name."""
    return list(Segment.objects.order_by("name"))


def lacking() -> QuerySet[Segment]:
    """The segments that ask for a tag that was deleted and isn't there again."""
    return Segment.objects.filter(pk__in=naming.lacking())


def page_of_segments(*, after: str = "", before: str = "") -> Page[Segment]:
    """A page of the saved segments, by name."""
    return keyset.page(Segment.objects.all(), Order("name"), size=PAGE, after=after, before=before)


# So many queries are asked of one customer in one statement.
_AT_ONCE = 40


def of_customer(customer_id: int) -> list[Segment]:
    """The saved segments that somebody is in, by name, without those that can't be read any more."""
    clock = Clock.current(walks=True)
    asked = [(segment, found) for segment in segments() if (found := _readable(segment, clock)) is not None]
    held: list[Segment] = []
    for first in range(0, len(asked), _AT_ONCE):
        some = {f"segment_{each.pk}": (each, node) for each, node in asked[first : first + _AT_ONCE]}
        cases = {name: _fits(node, clock) for name, (_each, node) in some.items()}
        row = Customer.objects.known().filter(pk=customer_id).annotate(**cases).values(*cases).first()
        held.extend(each for name, (each, _node) in some.items() if row and row[name])
    return held


def _readable(segment: Segment, clock: Clock) -> Node | None:
    try:
        return checked(segment.query, clock)
    except QueryWrong:
        return None


def _fits(node: Node, clock: Clock) -> Case:
    return Case(When(condition(node, clock), then=True), default=False, output_field=BooleanField())


def selected(selection: Selection) -> CustomerQuerySet:
    """The customers whom a selection names, as they are now. Raises `QueryWrong`."""
    rows = members(selection.query)
    if selection.ids:
        return rows.filter(pk__in=among(selection.ids))
    return rows.filter(customers.found_by(selection.search)) if selection.search.strip() else rows
