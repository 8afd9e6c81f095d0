"""What stands in a cart, and the checkout of a browser."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.utils import timezone

from clientela.catalog.models import Product, Variant
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.checkout.whose import Whose
from clientela.core.seals import token_hash
from clientela.payments.models import Payment

MOST_PIECES = 999
# A checkout that is this old and unfinished was left.
LEFT_AFTER = timedelta(hours=1)
_DAY, _MONTH = timedelta(days=1), timedelta(days=30)


@dataclass(frozen=True)
class Item:
    """So many pieces of a variant, at today's price in minor units."""

    variant: Variant
    quantity: int

    @property
    def price(self) -> int:
        return self.variant.price

    @property
    def total(self) -> int:
        return self.variant.price * self.quantity

    @property
    def picture(self) -> str:
        return self.variant.picture or self.variant.product.picture

    @property
    def is_short(self) -> bool:
        """Whether fewer pieces are left than wanted."""
        return not self.variant.has(self.quantity)


def _carts(whose: Whose) -> QuerySet[Cart]:
    own, guests = Cart.objects.none(), Cart.objects.none()
    if whose.customer_id:
        own = Cart.objects.filter(customer_id=whose.customer_id)
    if whose.token:
        guests = Cart.objects.filter(token_hash=whose.hashed, customer=None)
    return own | guests


def _lines(whose: Whose) -> QuerySet[CartLine]:
    # The carts first: a condition on lines that has an "or" in it would walk every line there is.
    return _on_sale(CartLine.objects.filter(cart__in=_carts(whose)))


def _on_sale(lines: QuerySet[CartLine]) -> QuerySet[CartLine]:
    return lines.filter(variant__product__status=Product.Status.ACTIVE)


def items(whose: Whose) -> list[Item]:
    """What is in the cart. A guest's cart is shown together with the customer's until it is adopted."""
    return _items(_lines(whose))


def items_of(checkout: Checkout) -> list[Item]:
    """What a checkout is about: what is in its cart now."""
    return _items(_on_sale(CartLine.objects.filter(cart=checkout.cart))) if checkout.cart else []


def _items(lines: QuerySet[CartLine]) -> list[Item]:
    wanted: dict[int, int] = {}
    variants: dict[int, Variant] = {}
    for line in lines.select_related("variant__product").order_by("pk"):
        wanted[line.variant_id] = min(MOST_PIECES, wanted.get(line.variant_id, 0) + line.quantity)
        variants[line.variant_id] = line.variant
    return [Item(variants[variant_id], quantity) for variant_id, quantity in wanted.items()]


def count(whose: Whose) -> int:
    """How many pieces are in the cart."""
    if not (whose.customer_id or whose.token):
        return 0
    return int(_lines(whose).aggregate(pieces=Sum("quantity"))["pieces"] or 0)


def of_browser(token: str, customer_id: int | None) -> Checkout | None:
    """The checkout of this browser. One begun by a signed-in customer is theirs alone."""
    if not token:
        return None
    rows = Checkout.objects.select_related("customer", "shipping_rate", "payment", "order")
    row = rows.filter(token_hash=token_hash(token)).order_by("-started_at").first()
    return None if row is None or (row.is_signed_in and row.customer_id != customer_id) else row


def placed(checkout_id: UUID, token: str, customer_id: int | None) -> Checkout | None:
    """The checkout with its order, for the browser that placed it."""
    row = of_browser(token, customer_id)
    return row if row and row.pk == checkout_id and row.state == Checkout.State.PLACED else None


def guests_under_way() -> int:
    """How many guests were at a checkout in the last day, and haven't finished it."""
    now = timezone.now()
    open_ones = Checkout.objects.filter(state=Checkout.State.OPEN, is_signed_in=False)
    return open_ones.filter(started_at__gt=now - _MONTH, touched_at__gt=now - _DAY).count()


def abandoned_payments(before: datetime) -> QuerySet[Payment]:
    """Payments begun before this time that no checkout and no order stands for any more."""
    waiting = {Payment.State.PENDING, Payment.State.NEEDS_PROOF, Payment.State.AUTHORISED}
    found = Payment.objects.filter(state__in=waiting, created_at__lte=before)
    return found.filter(order=None, checkouts=None, draft=None).order_by("created_at")
