"""Reading customers: the list with its search and total, and one profile."""

import re
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchQueryField, SearchVectorField
from django.core.exceptions import EmptyResultSet
from django.db import connection, transaction
from django.db.models import BooleanField, Case, Count, F, Func, Q, Value, When
from django.db.models.functions import Cast, Coalesce
from django.db.models.query import QuerySet

from clientela.core import keyset, words
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.core.people import among
from clientela.customers import field_values
from clientela.customers.models import (
    Address,
    Consent,
    ConsentEntry,
    Customer,
    CustomerQuerySet,
    CustomerTag,
    Metafield,
    MetafieldDefinition,
)

PAGE = 50
FEW = 2000
# Where a condition fits at least so many, or gathering them costs so much (the planner's own measure: about a
# reading of the whole table at a million), a page is sought among the next of the sort first: among so many,
# and more where gathering costs more. The newest customers have bought least, so that some are met late.
COMMON, COSTLY, REACH, FARTHEST, ROW_COST = 2000, 50_000, 4000, 40_000, 8
MOST_COUNTED = 10_000
MOST_CONSENTS = 200
NEWEST = "-added"

SORTS = {
    "name": Order("name_key"),
    "updated": Order("updated_at"),
    "spent": Order("amount_spent"),
    "orders": Order("orders_count"),
    "last_order": Order("last_order_at", nullable=True),
    "added": Order("added_at"),
}
_NUMBER, _FEWEST_DIGITS = re.compile(r"[+(]{0,2}[0-9][0-9 ()./-]{4,}"), 5
_HEAVY = ("note", "words", "words_elsewhere", "tax_exemptions")


class _Matches(Func):
    """Whether search words fit a query."""

    arg_joiner = " @@ "
    template = "(%(expressions)s)"
    output_field = BooleanField()


def _fits(column: F | Coalesce, query: str) -> Q:
    return Q(_Matches(column, Cast(Value(query), SearchQueryField())))


def sort_of(text: str) -> str:
    """The sort that an address names (`spent` rising, `-spent` falling), else the newest first."""
    return text if text.removeprefix("-") in SORTS else NEWEST


def _order(sort: str) -> Order:
    return replace(SORTS[sort.removeprefix("-")], descending=sort.startswith("-"))


def few_found(text: str) -> list[int] | None:
    """The ids of the customers whom a search finds; nothing where they are more than two thousand."""
    return few_of(found_by(text))


def few_of(condition: Q) -> list[int] | None:
    """The ids of the customers whom a condition fits; nothing where they are more than two thousand."""
    found = Customer.objects.known().filter(condition)
    ids = list(found.values_list("pk", flat=True)[: FEW + 1])
    return ids if len(ids) <= FEW else None


def _asked(text: str) -> str:
    """What a search box holds, as a `tsquery` text. A phone number is one word, however it is written."""
    query, number = words.prefix_query(text), ""
    if _NUMBER.fullmatch(text.strip()):
        number = "".join(filter(str.isdecimal, text.replace("(0)", ""))).lstrip("0")
    return f"'{number}':* | {query}" if len(number) >= _FEWEST_DIGITS else query


def found_by(text: str) -> Q:
    """The condition by which a search gathers its finds from the word index; nobody for no word at all."""
    query, telling = _asked(text), _telling(text)
    if telling:
        # The words behind the @ are everybody's: reading the index for them takes longer than all the rest.
        return _fits(F("words"), words.prefix_query(telling)) & fitting(text)
    return _fits(F("words"), query) if query else Q(pk__in=[])


def _telling(text: str) -> str:
    """The part before the @ of an email address, where it has words enough to tell people apart."""
    name, at, _domain = text.strip().partition("@")
    return name if at and len(words.split(name)) > 1 else ""


def fitting(text: str, column: str = "words") -> Q:
    """The condition by which rows are sifted one by one, for a search that finds many.

    It is written so that no plan reads the word index for it: that would gather and sort them all.
    """
    whole = Coalesce(column, column, output_field=SearchVectorField())
    return _fits(whole, _asked(text))


def customers(text: str, sort: str, *, after: str = "", before: str = "") -> Page[Customer]:
    """One page of the list: those whom `text` finds (all where it is empty), sorted, with default address.

    Few hits are sorted, many are met while walking the sort's index: both quick at a million.
    """
    rows: QuerySet[Customer] = Customer.objects.known().select_related("default_address").defer(*_HEAVY)
    order = _order(sort_of(sort))
    if text.strip():
        few = few_found(text)
        if few is not None:
            return _page_of(Customer.objects.filter(pk__in=few), rows, order, after=after, before=before)
        rows = rows.filter(fitting(text))
    return keyset.page(rows, order, size=PAGE, after=after, before=before)


def sifted(
    text: str, sort: str, gathered: Q, walked: Q, *, after: str = "", before: str = ""
) -> Page[Customer]:
    """One page of those whom a condition fits and, where there is one, a search finds.

    The condition comes twice: as it is best asked row by row, on a short walk along the sort that is enough
    where many fit, and as it is best asked of everybody at once, to sort those whom it fits.
    """
    rows: QuerySet[Customer] = Customer.objects.known().select_related("default_address").defer(*_HEAVY)
    order, is_asked = _order(sort_of(sort)), bool(text.strip())
    fits = gathered & found_by(text) if is_asked else gathered
    if reach := _reach(fits):
        near = rows.filter(walked & fitting(text) if is_asked else walked)
        everybody = Customer.objects.known()
        with _row_by_row():
            page = keyset.near(near, everybody, order, size=PAGE, reach=reach, after=after, before=before)
        if page is not None:
            return page
    return _page_of(Customer.objects.known().filter(fits), rows, order, after=after, before=before)


@contextmanager
def _row_by_row() -> Iterator[None]:
    """Along an index, asking of each row for itself: no plan gathers what a walk is there to avoid."""
    ways = ("hashjoin", "mergejoin", "sort", "bitmapscan")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = off" for way in ways))
        yield
        cursor.execute("; ".join(f"SET LOCAL enable_{way} = on" for way in ways))


def _reach(condition: Q) -> int:
    """How far to walk for a page, 0 for not at all: by what the database guesses when it plans."""
    rows = Customer.objects.known().filter(condition).order_by().values("pk")
    try:
        statement, values = rows.query.sql_with_params()
    except EmptyResultSet:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {statement}", values)
        (found,) = cursor.fetchone()
    rows_found, cost = found[0]["Plan"]["Plan Rows"], found[0]["Plan"]["Total Cost"]
    if rows_found < COMMON and cost < COSTLY:
        return 0
    return min(max(REACH, int(cost / ROW_COST)), FARTHEST)


def _page_of(
    some: QuerySet[Customer], rows: QuerySet[Customer], order: Order, *, after: str, before: str
) -> Page[Customer]:
    """A page of some customers: all are sorted by their key alone, only those shown are read whole."""
    # The column as an expression: its index can't serve, and a walk along it for a rare word takes long.
    value = Coalesce(order.column, order.column)
    bare: QuerySet[Customer] = some.annotate(sort_value=value).only("pk")
    found = keyset.page(bare, replace(order, column="sort_value"), size=PAGE, after=after, before=before)
    whole = rows.in_bulk([row.pk for row in found.rows])
    return replace(found, rows=[whole[row.pk] for row in found.rows if row.pk in whole])


def first_found(text: str, few: list[int] | None, most: int) -> list[Customer]:
    """The first of those whom a search finds: who is called so, then who ordered last.

    `few` is what `few_found` gave for the same text; of many, the newest come.
    """
    rows = Customer.objects.known().defer(*_HEAVY)
    if few is None:
        return list(rows.filter(fitting(text)).order_by("-added_at", "-pk")[:most])
    key = words.sort_key(text)
    called = Q(name_key=key) | Q(email_key=text.strip().lower())
    nearness = Case(When(called, then=0), When(name_key__startswith=key, then=1), default=2)
    found = rows.filter(pk__in=few).order_by(nearness, F("last_order_at").desc(nulls_last=True), "-pk")
    return list(found[:most])


@dataclass(frozen=True)
class Total:
    """How many there are: exactly, at least so many (`is_more`), or about so many."""

    number: int
    is_more: bool = False
    is_about: bool = False


def total(text: str = "") -> Total:
    """How many customers a search finds, exact up to 10,000; of all of them an estimate beyond."""
    rows: CustomerQuerySet = Customer.objects.known()
    if text.strip():
        rows = rows.filter(found_by(text))
    counted = counted_to(rows)
    return _estimate() if counted.is_more and not text.strip() else counted


def counted_to(rows: QuerySet[Customer]) -> Total:
    """How many rows, counted no further than 10,000."""
    number = rows.order_by().values("pk")[: MOST_COUNTED + 1].count()
    return Total(min(number, MOST_COUNTED), is_more=number > MOST_COUNTED)


def _estimate() -> Total:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT reltuples::bigint FROM pg_class WHERE oid = %s::regclass", [Customer._meta.db_table]
        )
        (rows,) = cursor.fetchone()
    return Total(rows, is_about=True) if rows > MOST_COUNTED else Total(MOST_COUNTED, is_more=True)


def find(customer_id: int) -> Customer:
    """The customer of this id, or the one they were merged into. Raises `NotThere`."""
    customer = Customer.objects.select_related("default_address").filter(pk=customer_id).first()
    while customer and customer.merged_into_id:
        customer = (
            Customer.objects.select_related("default_address").filter(pk=customer.merged_into_id).first()
        )
    if customer is None or not customer.is_known:
        raise NotThere
    return customer


def names(customer_ids: Collection[int]) -> dict[int, str]:
    """What these customers are called, as far as they are known."""
    found = Customer.objects.known().filter(pk__in=customer_ids).defer(*_HEAVY)
    return {customer.pk: customer.display_name for customer in found}


def ids_of(customer: Customer) -> list[int]:
    """The customer's id and those of everybody merged into them."""
    found = [customer.pk]
    newest = found
    while newest := list(Customer.objects.filter(merged_into__in=newest).values_list("pk", flat=True)):
        found += newest
    return found


@dataclass(frozen=True)
class Profile:
    """What a profile shows besides the customer's own row."""

    customer: Customer
    addresses: list[Address]
    tags: list[str]
    consents: dict[str, ConsentEntry]


def profile(customer: Customer) -> Profile:
    """The customer with addresses (default first), tags and the newest consent of each channel."""
    default = customer.default_address_id
    addresses = sorted(
        customer.addresses.order_by("-is_pinned", "-used_at"), key=lambda address: address.pk != default
    )
    tags = CustomerTag.objects.filter(customer=customer).order_by("tag__key")
    entries = ConsentEntry.objects.filter(customer=customer).order_by("channel", "-at", "-id")
    return Profile(
        customer=customer,
        addresses=addresses,
        tags=list(tags.values_list("tag__name", flat=True)),
        consents={entry.channel: entry for entry in entries.distinct("channel")},
    )


def consents(customer: Customer) -> list[ConsentEntry]:
    """What a customer agreed to and took back, newest first."""
    entries = ConsentEntry.objects.filter(customer__in=ids_of(customer))
    return list(entries.order_by("-at", "-pk")[:MOST_CONSENTS])


def known_of(customer_ids: Sequence[int]) -> set[int]:
    """Which of these customers there are."""
    return set(Customer.objects.known().filter(pk__in=among(customer_ids)).values_list("pk", flat=True))


def address(customer_id: int, address_id: int) -> Address:
    """An address of this customer. Raises `NotThere`."""
    found = address_or_none(customer_id, address_id)
    if found is None:
        raise NotThere
    return found


def address_or_none(customer_id: int, address_id: int) -> Address | None:
    """An address of this customer, if it is still there."""
    return Address.objects.filter(pk=address_id, customer_id=customer_id).first()


def newest(most: int) -> list[Customer]:
    """Those added last."""
    rows = Customer.objects.known().select_related("default_address").defer(*_HEAVY)
    return list(rows.order_by("-added_at", "-pk")[:most])


def with_account() -> Total:
    """How many customers can sign in, counted no further than 10,000."""
    return counted_to(Customer.objects.known().filter(account_state="enabled"))


def subscribed() -> Total:
    """How many customers get the newsletter, counted no further than 10,000."""
    return counted_to(Customer.objects.known().filter(email_consent=Consent.SUBSCRIBED))


def definitions() -> list[MetafieldDefinition]:
    """The custom fields that the store keeps about customers."""
    return list(MetafieldDefinition.objects.in_use())


def definition(definition_id: int) -> MetafieldDefinition:
    """A custom field. Raises `NotThere`."""
    found = MetafieldDefinition.objects.in_use().filter(pk=definition_id).first()
    if found is None:
        raise NotThere
    return found


def fields_of(customer_ids: Collection[int]) -> dict[int, dict[str, str]]:
    """The custom fields of many customers in one statement: plain texts by name (`custom.size`)."""
    rows = Metafield.objects.filter(customer__in=customer_ids, definition__removed_at=None)
    found: dict[int, dict[str, str]] = {pk: {} for pk in customer_ids}
    for row in rows.select_related("definition"):
        known = row.definition
        found[row.customer_id][known.full_name] = field_values.plain(field_values.value_of(known, row))
    return found


def values_counted() -> dict[int, int]:
    """How many customers have a value, by the id of the custom field."""
    counted = Metafield.objects.values("definition").annotate(number=Count("*"))
    return dict(counted.values_list("definition", "number"))
