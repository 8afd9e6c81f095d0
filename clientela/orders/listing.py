"""Reading orders as staff do: the list with its search, and one order whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from django.db.models import OuterRef, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Page
from clientela.customers import queries as customers
from clientela.orders.models import Order, OrderLine, Refund, Shipment
from clientela.orders.troubles import waiting

PAGE = 50
_NEWEST = keyset.Order("placed_at", descending=True)


def _rows() -> QuerySet[Order]:
    pieces = OrderLine.objects.filter(order=OuterRef("pk")).order_by().values("order")
    items = Subquery(pieces.annotate(sum=Sum("quantity")).values("sum"))
    return _light().annotate(items=Coalesce(items, 0))


def _light() -> QuerySet[Order]:
    heavy = ("shipping_address", "note", "customer__note", "customer__words", "customer__words_elsewhere")
    return Order.objects.select_related("customer").defer(*heavy)


def number_in(text: str) -> int | None:
    """The number of an order as people write it (#4132, 4132); nothing where it is none."""
    number = text.strip().lstrip("#")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 18 else None


def _search(rows: QuerySet[Order], text: str) -> QuerySet[Order]:
    if (number := number_in(text)) is not None:
        return rows.filter(number=number)
    return _of_found(rows, text, customers.few_found(text))


def _of_found(rows: QuerySet[Order], text: str, few: list[int] | None) -> QuerySet[Order]:
    if few is None:
        return rows.filter(customers.fitting(text, "customer__words"), customer__deleted_at=None)
    return rows.filter(customer__in=few)


@dataclass(frozen=True)
class Sift:
    """By what the list is sifted: states, and days (both included) as the store's clock has them."""

    financial: str = ""
    fulfillment: str = ""
    since: date | None = None
    until: date | None = None
    zone: tzinfo = UTC

    def __call__(self, rows: QuerySet[Order]) -> QuerySet[Order]:
        """The rows that fit."""
        if self.financial:
            rows = rows.filter(financial_status=self.financial)
        if self.fulfillment:
            rows = rows.filter(fulfillment_status=self.fulfillment)
        if self.since:
            rows = rows.filter(placed_at__gte=self._midnight(self.since))
        if self.until and self.until < date.max:
            rows = rows.filter(placed_at__lt=self._midnight(self.until + timedelta(days=1)))
        return rows

    def _midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(), self.zone)


_ALL = Sift()


def orders(text: str = "", sift: Sift = _ALL, *, after: str = "", before: str = "") -> Page[Order]:
    """One page of orders, newest first: all, or those by number or by whom a search of customers finds."""
    rows = _search(_rows(), text) if text.strip() else _rows()
    return keyset.page(sift(rows), _NEWEST, size=PAGE, after=after, before=before)


def numbered(number: int) -> list[Order]:
    """The order of this number, if there is one."""
    return list(_light().filter(number=number))


def first_found(text: str, few: list[int] | None, most: int) -> list[Order]:
    """The newest orders of those whom a search of customers finds; `few` as `few_found` gave it."""
    return list(_of_found(_light(), text, few).order_by("-placed_at", "-pk")[:most])


def of_customer(customer_ids: Sequence[int], *, most: int = PAGE) -> list[Order]:
    """A customer's newest orders."""
    return list(_rows().filter(customer__in=customer_ids).order_by("-placed_at", "-pk")[:most])


def page_of_customer(customer_ids: Sequence[int], *, after: str = "", before: str = "") -> Page[Order]:
    """One page of a customer's orders, newest first."""
    rows = _rows().filter(customer__in=customer_ids)
    return keyset.page(rows, _NEWEST, size=PAGE, after=after, before=before)


def find(number: int) -> Order:
    """The order of this number with its lines, shipments and refunds. Raises `NotThere`."""
    rows = Order.objects.select_related("customer", "payment")
    found = rows.prefetch_related("lines", "shipments", "refunds").filter(number=number).first()
    if found is None:
        raise NotThere
    return found


def refunds(order: Order) -> list[Refund]:
    """What was given back of an order, oldest first."""
    return sorted(
        (row for row in order.refunds.all() if row.state == Refund.State.DONE), key=lambda row: row.pk
    )


@dataclass(frozen=True)
class Parcel:
    """A parcel with the pieces that lie in it, by the titles of their lines."""

    shipment: Shipment
    pieces: list[tuple[int, str]]


def parcels(order: Order, lines: Sequence[OrderLine]) -> list[Parcel]:
    """What was sent of an order, oldest first."""
    titles = {str(line.pk): f"{line.title}, {line.variant_title}".rstrip(", ") for line in lines}
    return [
        Parcel(
            sent, [(count, titles[line_id]) for line_id, count in sent.pieces.items() if line_id in titles]
        )
        for sent in sorted(order.shipments.all(), key=lambda sent: sent.pk)
    ]


def to_fulfil(most: int) -> list[Order]:
    """Orders that wait to be sent, newest first."""
    newest = waiting().order_by("-placed_at", "-pk").values_list("pk", flat=True)[:most]
    return list(_rows().filter(pk__in=list(newest)).order_by("-placed_at", "-pk"))
