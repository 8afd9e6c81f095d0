"""Filters over what a customer bought, and what they left in a checkout."""

from functools import partial

from django.db.models import Count, Exists, F, Func, OuterRef, Q, Sum, TextField
from django.utils.translation import gettext_lazy as _

from clientela.catalog.models import Product
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.checkout.queries import LEFT_AFTER
from clientela.core import words
from clientela.orders.models import Order, OrderLine
from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.events import Happening
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language.tree import Test


def _spent(test: Test, clock: Clock) -> Q:
    return conditions.numbers("amount_spent", test, scale=clock.digits, nullable=False)


def _orders(test: Test, clock: Clock) -> Q:
    return conditions.numbers("orders_count", test, nullable=False)


def _left(test: Test, clock: Clock) -> Q:
    """When a checkout was left last. Newer ones are asked for as well: only the last one counts."""
    rows = Checkout.objects.filter(customer=OuterRef("pk"), state=Checkout.State.OPEN)
    rows = rows.filter(started_at__lt=clock.now - LEFT_AFTER)
    if test.operator in {"IS NULL", "IS NOT NULL"}:
        return Q(Exists(rows)) if test.operator == "IS NOT NULL" else ~Q(Exists(rows))
    if test.operator == "!=":
        return ~_left(Test("=", test.values), clock)
    over = clock.reach(test.values[-1])[1]
    if test.operator == "<":
        over = clock.reach(test.values[0])[0]
    within = Q(Exists(rows.filter(conditions.moments("started_at", test, clock))))
    if test.operator in {">", ">="}:
        return within
    return within & ~Q(Exists(rows.filter(started_at__gte=over)))


def _cart(test: Test, clock: Clock) -> Q:
    """When something was last put into a cart that still holds it, if that is a while ago."""
    held = Exists(CartLine.objects.filter(cart=OuterRef("pk")))
    rows = Cart.objects.filter(held, customer=OuterRef("pk"), updated_at__lt=clock.now - LEFT_AFTER)
    if test.operator in {"IS NULL", "IS NOT NULL"}:
        return Q(Exists(rows)) if test.operator == "IS NOT NULL" else ~Q(Exists(rows))
    if test.operator == "!=":
        return ~_cart(Test("=", test.values), clock)
    return Q(Exists(rows.filter(conditions.moments("updated_at", test, clock))))


def _id(field: str) -> conditions.Where:
    def where(test: Test, clock: Clock) -> Q:
        wanted = [int(conditions.number_of(value)) for value in test.values]
        found = Q(**{f"{field}__in": wanted})
        return ~found if test.operator in {"!=", "NOT IN"} else found

    return where


def _of_products(fits: Q) -> Q:
    return Q(product_id__in=Product.objects.filter(fits).values("pk"))


def _product_tag(test: Test, clock: Clock) -> Q:
    small = [conditions.text_of(value).lower() for value in test.values]
    products = Product.objects.alias(small_tags=conditions.Small("tags")).filter(small_tags__overlap=small)
    found = Q(product_id__in=products.values("pk"))
    return ~found if test.operator in {"!=", "NOT IN", "NOT CONTAINS"} else found


def _category(test: Test, clock: Clock) -> Q:
    return conditions.one_of(
        test,
        lambda wanted: _of_products(Q(product_type__in=wanted)),
        ~_of_products(~Q(product_type="")),
    )


def _products(typed: str, most: int) -> list[tuple[str, str]]:
    if typed.isdigit():
        found = Product.objects.filter(pk=int(typed[:15]))
    else:
        found = Product.objects.filter(title__icontains=typed) if typed else Product.objects.all()
    return [(str(pk), title) for pk, title in found.order_by("title").values_list("pk", "title")[:most]]


def _product_tags(typed: str, most: int) -> list[tuple[str, str]]:
    rows = Product.objects.annotate(tag=Func(F("tags"), function="unnest", output_field=TextField()))
    found = {
        tag for tag in rows.values_list("tag", flat=True) if words.folded(tag).startswith(words.folded(typed))
    }
    return [(tag, tag) for tag in sorted(found)[:most]]


def _categories(typed: str, most: int) -> list[tuple[str, str]]:
    rows = Product.objects.filter(product_type__istartswith=typed).exclude(product_type="")
    found = rows.order_by("product_type").values_list("product_type", flat=True).distinct()
    return [(name, name) for name in found[:most]]


_ORDERS = Happening(
    rows=Order.objects.all,
    customer="customer",
    one={
        "date": partial(conditions.moments, "placed_at"),
        "amount": lambda test, clock: conditions.numbers("total", test, scale=clock.digits),
    },
    sums={
        "count": lambda clock: (Count("pk"), 0),
        "sum_amount": lambda clock: (Sum("total"), clock.digits),
    },
)
_PURCHASES = Happening(
    rows=OrderLine.objects.all,
    customer="order__customer",
    one={
        "id": _id("product_id"),
        "tag": _product_tag,
        "category": _category,
        "quantity": lambda test, clock: conditions.numbers("quantity", test),
        "date": partial(conditions.moments, "order__placed_at"),
    },
    sums={
        "count": lambda clock: (Count("order", distinct=True), 0),
        "sum_quantity": lambda clock: (Sum("quantity"), 0),
    },
)

FILTERS = (
    Filter("number_of_orders", _("Number of orders"), Kind.INTEGER, Group.ORDERS, where=_orders),
    Filter("amount_spent", _("Amount spent"), Kind.MONEY, Group.ORDERS, where=_spent),
    Filter(
        "last_order_date",
        _("Last order"),
        Kind.DATE,
        Group.ORDERS,
        where=partial(conditions.moments, "last_order_at"),
    ),
    Filter(
        "first_order_date",
        _("First order"),
        Kind.DATE,
        Group.ORDERS,
        where=partial(conditions.moments, "first_order_at"),
    ),
    Filter("abandoned_checkout_date", _("Abandoned checkout"), Kind.DATE, Group.ORDERS, where=_left),
    Filter("abandoned_cart_date", _("Abandoned cart"), Kind.DATE, Group.ORDERS, where=_cart),
    Filter(
        "orders_placed",
        _("Orders placed"),
        Kind.EVENT,
        Group.ORDERS,
        happened=_ORDERS,
        parameters=(
            Filter("date", _("Date"), Kind.DATE),
            Filter("amount", _("Amount of an order"), Kind.MONEY),
            Filter("count", _("Number of orders"), Kind.INTEGER),
            Filter("sum_amount", _("Amount of all of them"), Kind.MONEY),
        ),
    ),
    Filter(
        "products_purchased",
        _("Products bought"),
        Kind.EVENT,
        Group.ORDERS,
        happened=_PURCHASES,
        parameters=(
            Filter("id", _("Product"), Kind.ID, suggest=_products),
            Filter("tag", _("Product tag"), Kind.TEXT, suggest=_product_tags),
            Filter("category", _("Product type"), Kind.TEXT, suggest=_categories),
            Filter("date", _("Date"), Kind.DATE),
            Filter("quantity", _("Pieces in an order"), Kind.INTEGER),
            Filter("count", _("Number of orders"), Kind.INTEGER),
            Filter("sum_quantity", _("Pieces in all"), Kind.INTEGER),
        ),
    ),
)
