"""Questions about orders."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet
from django.db.models.functions import Now

from clientela.accounts.models import Link
from clientela.catalog.models import Product, Variant
from clientela.core import emails, places, seals
from clientela.customers.models import AccountState, Address, Customer
from clientela.orders.links import Way
from clientela.orders.models import DraftItem, Order, OrderLine, Refund, ShippingRate, TaxRate
from clientela.orders.pricing import Tax


def _true_figures(orders: str, refunds: str, customers: str) -> str:
    """What figures ought to be: orders, less refunds with an order and without, of the rows named."""
    return f"""
SELECT c.id, coalesce(o.orders_count, 0)::int AS orders_count,
       (coalesce(o.amount, 0) - coalesce(r.amount, 0))::bigint AS amount_spent,
       o.first_order_at, o.last_order_at
  FROM customers_customer c
  LEFT JOIN (SELECT customer_id, count(*) AS orders_count, sum(total) AS amount,
                    min(placed_at) AS first_order_at, max(placed_at) AS last_order_at
               FROM orders_order WHERE {orders} GROUP BY customer_id) o ON o.customer_id = c.id
  LEFT JOIN (SELECT coalesce(o2.customer_id, f.customer_id) AS customer_id, sum(f.amount) AS amount
               FROM orders_refund f LEFT JOIN orders_order o2 ON o2.id = f.order_id
              WHERE f.state = 'done' AND ({refunds}) GROUP BY 1) r ON r.customer_id = c.id
 WHERE {customers}
"""  # noqa: S608 - all parts are ours


TRUE_FIGURES = _true_figures(
    "customer_id = ANY(%(ids)s)",
    "f.customer_id = ANY(%(ids)s) OR o2.customer_id = ANY(%(ids)s)",
    "c.id = ANY(%(ids)s)",
)
_DRIFT = f"""
SELECT c.id FROM customers_customer c JOIN ({_true_figures("true", "true", "true")}) t ON t.id = c.id
 WHERE (c.orders_count, c.amount_spent, c.first_order_at, c.last_order_at)
       IS DISTINCT FROM (t.orders_count, t.amount_spent, t.first_order_at, t.last_order_at) ORDER BY c.id
"""  # noqa: S608 - both halves are ours


def drift() -> list[int]:
    """The customers whose stored figures differ from their orders and refunds: none, if all is well."""
    with connection.cursor() as cursor:
        cursor.execute(_DRIFT)
        return [row[0] for row in cursor.fetchall()]


def orders_of(customer_id: int) -> QuerySet[Order]:
    """A customer's orders with their lines, newest first."""
    found = Order.objects.filter(customer_id=customer_id).prefetch_related("lines", "shipments")
    return found.order_by("-placed_at", "-pk")


def order_for_customer(customer_id: int, number: int) -> Order | None:
    """One order, if it is this customer's."""
    return orders_of(customer_id).select_related("payment").filter(number=number).first()


def saved_as(order: Order) -> list[Address]:
    """The customer's saved addresses that say the same as the order's."""
    own = Address.objects.filter(customer=order.customer_id, customer__deleted_at=None).order_by("pk")
    place = order.place
    return [address for address in own if places.is_same_spot(address.place, place)]


def claimable(number: str, postcode: str) -> Order | None:
    """The order of this number, however it is typed, that went to this postcode."""
    digits = "".join(letter for letter in number if letter in "0123456789")
    wanted = _plain(postcode)
    if not (digits and wanted and len(digits) < 19):
        return None
    order = Order.objects.filter(number=int(digits)).first()
    return order if order and seals.same(_plain(order.place.postcode), wanted) else None


def _plain(postcode: str) -> str:
    """A postcode without spaces, signs and case."""
    return "".join(letter for letter in postcode.casefold() if letter.isalnum())


def open_claim(customer_id: int, token: str) -> Link | None:
    """The open link that takes a claimed order back. Looking never uses it up (security LK-04)."""
    return Link.objects.filter(
        customer_id=customer_id,
        token_hash=seals.token_hash(token),
        purpose=Link.Purpose.ORDER_CLAIM,
        used_at=None,
        ended_at=None,
        expires_at__gt=Now(),
    ).first()


def wants_proof(order: Order, way: Way) -> bool:
    """Whether the button behind this link would prove a mailbox: mailed, and its address not proved yet."""
    if way is not Way.MAIL or not order.email:
        return False
    theirs = Customer.objects.with_email(emails.canonical(order.email))
    return theirs.filter(email_verified_at=None).exclude(account_state=AccountState.DEACTIVATED).exists()


def newest() -> QuerySet[Order]:
    """All orders with their customers, newest first, for staff."""
    return Order.objects.select_related("customer").order_by("-placed_at", "-pk")


def uncollected() -> QuerySet[Order]:
    """Orders whose money was authorised and not taken yet."""
    authorised = Order.objects.filter(financial_status=Order.Financial.AUTHORIZED, cancelled_at=None)
    return authorised.filter(payment__isnull=False)


def unsettled_refunds() -> QuerySet[Refund]:
    """Refunds whose money hasn't moved yet, as far as we know."""
    return Refund.objects.filter(state=Refund.State.PENDING)


def rates_for(country: str) -> list[ShippingRate]:
    """The ways of sending to a country: those that name it, else those for everywhere else."""
    rates = ShippingRate.objects.order_by("position", "pk")
    return list(rates.filter(countries__contains=[country])) or list(rates.filter(countries=[]))


def tax_for(country: str, region: str, *, included: bool, rates: Iterable[TaxRate] | None = None) -> Tax:
    """The tax of a region, else of its country, else none; among `rates` where they are at hand."""
    if rates is None:
        rates = TaxRate.objects.filter(country=country, region__in={region, ""})
    known = {rate.region: rate.rate for rate in rates if rate.country == country}
    return Tax(known.get(region, known.get("", 0)), included)


def pictures_in_use(names: Iterable[str]) -> set[str]:
    """Those of the pictures that stand on a product, a variant, an order or a draft."""
    wanted, used = set(names), set[str]()
    # The largest table last, and only for what the others don't show.
    for kind in (Product, Variant, DraftItem, OrderLine):
        rows = kind.objects.filter(picture__in=wanted - used)
        used.update(rows.values_list("picture", flat=True).distinct())
    return used
