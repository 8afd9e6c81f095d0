"""Products, lines and totals as the pages show them: amounts in words, pictures as addresses."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from babel.dates import format_date
from django.utils.translation import gettext as _

from clientela.catalog import pictures
from clientela.catalog.models import Product, Variant
from clientela.checkout.queries import Item
from clientela.checkout.quotes import Quote
from clientela.core import money
from clientela.orders.actions import DraftLine
from clientela.orders.models import DraftItem, Order, OrderLine, Shipment
from clientela.orders.pricing import Totals
from clientela.store.models import Store


@dataclass(frozen=True)
class Card:
    """A product in a list."""

    href: str
    title: str
    price: str
    picture: str
    is_sold_out: bool


@dataclass(frozen=True)
class Line:
    """A line of a cart or an order."""

    title: str
    about: str
    quantity: int
    total: str
    picture: str
    href: str = ""
    variant_id: int = 0
    price: str = ""
    problem: str = ""


@dataclass(frozen=True)
class Sums:
    """What it comes to."""

    subtotal: str
    shipping: str
    tax: str
    tax_included: bool
    total: str
    discount: str = ""
    refunded: str = ""


def picture(name: str) -> str:
    """The address of a stored picture; empty where there is none."""
    return f"/files/{name}" if name else ""


def small_picture(name: str) -> str:
    """The address of the small picture that goes with it."""
    return picture(pictures.small(name))


def card(product: Product, currency: str) -> Card:
    """A product as a card: its lowest price, and whether anything of it is left."""
    variants = list(product.variants.all())
    price = lowest_price(variants, currency)
    left = any(variant.has(1) for variant in variants)
    return Card(f"/products/{product.handle}", product.title, price, picture(product.picture), not left)


def lowest_price(variants: Iterable[Variant], currency: str) -> str:
    """The price, or where variants differ, from what on; empty without any."""
    prices = sorted({variant.price for variant in variants})
    price = money.shown(prices[0], currency) if prices else ""
    return _("From %(price)s") % {"price": price} if len(prices) > 1 else price


def stock_words(variant: Variant) -> str:
    """What is left of a variant, where it is little or nothing."""
    if variant.stock is None or variant.stock > 5:
        return ""
    return _("Only %(left)d left") % {"left": variant.stock} if variant.stock else _("Sold out")


def cart_line(item: Item, currency: str) -> Line:
    """A line of a cart."""
    product, short = item.variant.product, stock_words(item.variant)
    return Line(
        title=product.title,
        about=item.variant.title,
        quantity=item.quantity,
        total=money.shown(item.total, currency),
        picture=small_picture(item.picture),
        href=f"/products/{product.handle}",
        variant_id=item.variant.pk,
        price=money.shown(item.price, currency),
        problem=short if item.is_short else "",
    )


def order_line(line: OrderLine, currency: str) -> Line:
    """A line of an order."""
    total = money.shown(line.total, currency)
    return Line(line.title, line.variant_title, line.quantity, total, small_picture(line.picture))


def amount_or_free(amount: int, currency: str) -> str:
    """An amount, or the word for none."""
    return money.shown(amount, currency) if amount else _("Free")


def quote_sums(quote: Quote, *, has_shipping: bool) -> Sums:
    """What a checkout comes to; before a way of sending is chosen its line is empty."""
    totals, currency = quote.totals, quote.currency
    return Sums(
        subtotal=money.shown(totals.subtotal, currency),
        shipping=amount_or_free(totals.shipping, currency) if has_shipping else "",
        tax=money.shown(totals.tax, currency) if totals.tax else "",
        tax_included=totals.tax_included,
        total=money.shown(totals.total, currency),
    )


def order_sums(order: Order) -> Sums:
    """What an order came to."""
    return Sums(
        subtotal=money.shown(order.subtotal, order.currency),
        shipping=amount_or_free(order.shipping, order.currency),
        tax=money.shown(order.tax, order.currency) if order.tax else "",
        tax_included=order.tax_included,
        total=money.shown(order.total, order.currency),
        discount=money.shown(-order.discount, order.currency) if order.discount else "",
        refunded=money.shown(-order.refunded, order.currency) if order.refunded else "",
    )


@dataclass(frozen=True)
class Parcel:
    """What was sent, and where it can be followed."""

    sent_on: str
    carrier: str
    number: str
    url: str
    pieces: tuple[str, ...] = ()


@dataclass(frozen=True)
class ShownOrder:
    """An order as its shopper sees it."""

    order: Order
    lines: list[Line]
    sums: Sums
    placed_on: str
    sent_on: str
    status: str
    tone: str
    state: str
    parcels: list[Parcel]

    @property
    def pictures(self) -> list[str]:
        return [line.picture for line in self.lines if line.picture]


def day(moment: datetime, store: Store) -> str:
    """A date in the store's time zone, as people write it."""
    return str(format_date(moment.astimezone(store.zone), "long", locale=money.locale()))


def order(row: Order, store: Store) -> ShownOrder:
    """An order with its lines, sums, status in words and parcels."""
    by_id = sorted(row.lines.all(), key=lambda line: line.pk)
    parcels = [_parcel(sent, by_id, store) for sent in sorted(row.shipments.all(), key=lambda sent: sent.pk)]
    status, tone, state = _status(row)
    lines = [order_line(line, row.currency) for line in by_id]
    sent_on = parcels[0].sent_on if parcels else ""
    placed_on = day(row.placed_at, store)
    return ShownOrder(row, lines, order_sums(row), placed_on, sent_on, status, tone, state, parcels)


def _parcel(sent: Shipment, lines: list[OrderLine], store: Store) -> Parcel:
    """A parcel; what lies in it is told where it isn't the whole order."""
    whole = all(sent.pieces.get(str(line.pk)) == line.quantity for line in lines)
    pieces = [f"{count} × {line.title}" for line in lines if (count := sent.pieces.get(str(line.pk)))]
    return Parcel(
        day(sent.sent_at, store),
        sent.carrier,
        sent.tracking_number,
        sent.tracking_url,
        () if whole else tuple(pieces),
    )


def orders(rows: Iterable[Order], store: Store) -> list[ShownOrder]:
    """Several orders."""
    return [order(row, store) for row in rows]


def _status(row: Order) -> tuple[str, str, str]:
    """Words, tone, and how far along the line of progress."""
    if row.cancelled_at:
        return _("Cancelled"), "critical", "ordered"
    if row.fulfillment_status == Order.Fulfillment.FULFILLED:
        return _("Shipped"), "success", "shipped"
    if row.fulfillment_status == Order.Fulfillment.PARTIALLY_FULFILLED:
        return _("Partly shipped"), "info", "shipped"
    return _("Getting ready"), "info", "ordered"


def draft_item(item: DraftItem, currency: str) -> Line:
    """A line of an invoice."""
    total = money.shown(item.price * item.quantity, currency)
    return Line(item.title, item.variant_title, item.quantity, total, picture(item.picture))


def draft_sums(totals: Totals, currency: str) -> Sums:
    """What an invoice comes to."""
    return Sums(
        subtotal=money.shown(totals.subtotal, currency),
        shipping=amount_or_free(totals.shipping, currency),
        tax=money.shown(totals.tax, currency) if totals.tax else "",
        tax_included=totals.tax_included,
        total=money.shown(totals.total, currency),
        discount=money.shown(-totals.discount, currency) if totals.discount else "",
    )


def draft_line(line: DraftLine, currency: str) -> Line:
    """A line of an order that is being placed."""
    total = money.shown(line.price * line.quantity, currency)
    return Line(line.title, line.variant_title, line.quantity, total, small_picture(line.picture))
