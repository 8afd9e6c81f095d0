"""Filling and changing a cart."""

from django.db import connection, transaction
from django.db.models.functions import Now

from clientela.accounts.queries import left_signed_in
from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Product, Variant
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.checkout.queries import MOST_PIECES
from clientela.checkout.whose import Whose, new_copy_token
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere

_MERGE = """
INSERT INTO checkout_cart_line (cart_id, variant_id, quantity)
SELECT %(to)s, variant_id, quantity FROM checkout_cart_line WHERE cart_id = %(from)s ORDER BY id
ON CONFLICT (cart_id, variant_id)
DO UPDATE SET quantity = least(%(most)s, checkout_cart_line.quantity + excluded.quantity)
"""
# A cart that was copied into this browser holds the same pieces as the one it joins: they don't add up.
_MERGE_COPY = """
INSERT INTO checkout_cart_line (cart_id, variant_id, quantity)
SELECT %(to)s, variant_id, quantity FROM checkout_cart_line WHERE cart_id = %(from)s ORDER BY id
ON CONFLICT (cart_id, variant_id)
DO UPDATE SET quantity = greatest(checkout_cart_line.quantity, excluded.quantity)
"""


def add_to_cart(whose: Whose, variant_id: int, quantity: int, *, by: Actor) -> int:
    """Put pieces into the cart, at most 999 of one thing. Gives how many are in it now.

    Raises `OutOfStock` with what is left, `NotThere` for what isn't sold.
    """
    _guard(whose, by)
    with transaction.atomic():
        cart = _cart(whose, by)
        line = CartLine.objects.filter(cart=cart, variant_id=variant_id).first()
        wanted = (line.quantity if line else 0) + max(1, quantity)
        return _put(cart, variant_id, wanted)


def change_cart(whose: Whose, variant_id: int, quantity: int, *, by: Actor) -> int:
    """Say how many of one thing are wanted; none takes it out. Raises `OutOfStock`, `NotThere`."""
    _guard(whose, by)
    with transaction.atomic():
        cart = _cart(whose, by)
        if quantity > 0:
            return _put(cart, variant_id, quantity)
        CartLine.objects.filter(cart=cart, variant_id=variant_id).delete()
    return 0


def adopt(whose: Whose, *, by: Actor) -> None:
    """Add a guest's cart to the signed-in customer's: pieces add up, the guest's is gone. Safe to repeat."""
    if whose.customer_id is None:
        return
    by.must_be_customer(whose.customer_id)
    with transaction.atomic():
        if whose.token and Cart.objects.filter(token_hash=whose.hashed, customer=None).exists():
            own = _own_cart(whose.customer_id)
            _join(whose, own, _MERGE_COPY if whose.is_copy else _MERGE)


def keep_cart(session_token: str, guests_token: str, *, by: Actor) -> str:
    """Copy the cart of a customer whom turning off accounts signed out into one of this browser's own.

    What the browser's cookie already holds joins it. Gives the token of the new cart; empty where this
    browser wasn't signed in then, or nothing was in the customer's cart.
    """
    by.must_be(Kind.VISITOR)
    customer_id = left_signed_in(session_token)
    own = Cart.objects.filter(customer_id=customer_id).first() if customer_id else None
    if own is None or not own.lines.exists():
        return ""
    new = Whose(None, new_copy_token())
    with transaction.atomic():
        copy = Cart.objects.create(token_hash=new.hashed)
        with connection.cursor() as cursor:
            cursor.execute(_MERGE_COPY, {"to": copy.pk, "from": own.pk})
        _join(Whose(None, guests_token), copy, _MERGE)
    return new.token


def _join(whose: Whose, cart: Cart, merge: str) -> None:
    """Add the guest's cart of a cookie to another one; the guest's is gone."""
    guests = Cart.objects.select_for_update().filter(token_hash=whose.hashed, customer=None)
    guest = guests.first() if whose.token else None
    if guest is None:
        return
    with connection.cursor() as cursor:
        cursor.execute(merge, {"to": cart.pk, "from": guest.pk, "most": MOST_PIECES})
    Checkout.objects.filter(cart=guest).update(cart=cart)
    guest.delete()


def _guard(whose: Whose, by: Actor) -> None:
    if whose.customer_id:
        by.must_be_customer(whose.customer_id)
    else:
        by.must_be(Kind.VISITOR)
        if not whose.token:
            raise NotThere


def _cart(whose: Whose, by: Actor) -> Cart:
    """The cart, made where there is none, its row locked: whoever changes it waits for the other."""
    if whose.customer_id:
        adopt(whose, by=by)
        return _own_cart(whose.customer_id)
    Cart.objects.bulk_create([Cart(token_hash=whose.hashed)], ignore_conflicts=True)
    return Cart.objects.select_for_update().get(token_hash=whose.hashed)


def _own_cart(customer_id: int) -> Cart:
    Cart.objects.bulk_create([Cart(customer_id=customer_id)], ignore_conflicts=True)
    return Cart.objects.select_for_update().get(customer_id=customer_id)


def _put(cart: Cart, variant_id: int, wanted: int) -> int:
    sold = Variant.objects.select_related("product").filter(product__status=Product.Status.ACTIVE)
    variant, wanted = sold.filter(pk=variant_id).first(), min(wanted, MOST_PIECES)
    if variant is None:
        raise NotThere
    if not variant.has(wanted):
        raise OutOfStock(variant, {variant.pk: variant.stock or 0})
    CartLine.objects.update_or_create(cart=cart, variant=variant, defaults={"quantity": wanted})
    Cart.objects.filter(pk=cart.pk).update(updated_at=Now())
    return wanted
