"""Buying again what was bought before."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Product, Variant
from clientela.checkout.actions.cart import add_to_cart, change_cart
from clientela.checkout.queries import items
from clientela.checkout.whose import Whose
from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.orders.models import OrderLine
from clientela.orders.queries import order_for_customer


@dataclass(frozen=True)
class Again:
    """How many pieces are in the cart for it now, and what has to be said of the rest."""

    pieces: int
    notes: tuple[str, ...]


def buy_again(whose: Whose, number: int, *, currency: str, by: Actor) -> Again:
    """Put what an order held into the customer's cart, as far as it is still sold.

    What lies in the cart already counts: asking twice puts nothing in twice. Says what is sold out, no longer
    sold, or costs something else now. Raises `NotThere` where the order isn't the customer's.
    """
    if whose.customer_id is None:
        raise NotThere
    by.must_be_customer(whose.customer_id)
    order = order_for_customer(whose.customer_id, number)
    if order is None:
        raise NotThere
    pieces, notes = 0, []
    with transaction.atomic():
        there = {item.variant.pk: item.quantity for item in items(whose)}
        for line in sorted(order.lines.all(), key=lambda line: line.pk):
            variant = _sold(line)
            if variant is None:
                notes.append(_("%(name)s is no longer sold.") % {"name": _name(line)})
                continue
            taken, said = _take(whose, line, variant, there.get(variant.pk, 0), by)
            there[variant.pk] = max(there.get(variant.pk, 0), taken)
            pieces += taken
            notes += [said] if said else []
            if taken and (order.currency, line.price) != (currency, variant.price):
                price = money.shown(variant.price, currency)
                notes.append(_("%(name)s costs %(price)s now.") % {"name": _name(line), "price": price})
    return Again(pieces, tuple(notes))


def _sold(line: OrderLine) -> Variant | None:
    sold = Variant.objects.select_related("product").filter(product__status=Product.Status.ACTIVE)
    return sold.filter(pk=line.variant_id).first() if line.variant_id else None


def _take(whose: Whose, line: OrderLine, variant: Variant, there: int, by: Actor) -> tuple[int, str]:
    """Put as many into the cart as are wanted and left. Gives how many, and what to say if that is fewer."""
    wanted, said = line.quantity, ""
    if not variant.has(wanted):
        said = str(OutOfStock(variant, {}).sentence)
        wanted = variant.stock or 0
    if wanted <= there:
        return min(wanted, there), said
    if there:
        return change_cart(whose, variant.pk, wanted, by=by), said
    return add_to_cart(whose, variant.pk, wanted, by=by), said


def _name(line: OrderLine) -> str:
    return f"{line.title} ({line.variant_title})" if line.variant_title else line.title
