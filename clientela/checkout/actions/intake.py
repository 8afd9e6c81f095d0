"""Taking in checkouts that were left, from an import or the demo."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction

from clientela.checkout.models import Checkout
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.powers import Power


@dataclass(frozen=True)
class LeftCheckout:
    """A checkout that somebody left, with what was in the cart. `key` makes taking it in twice safe."""

    key: UUID
    customer_id: int
    email: str
    started_at: datetime
    left_at: datetime
    pieces: Sequence[tuple[int, int]]
    address: Mapping[str, str] = field(default_factory=dict)


_CART = ("id", "token_hash", "updated_at")
_LINE = ("cart_id", "variant_id", "quantity")
_CHECKOUT = (
    *("id", "version", "cart_id", "customer_id", "is_signed_in", "token_hash", "state", "email", "phone"),
    *("language", "wants_newsletter", "saves_details", "address", "payment_token", "payment_brand"),
    *("payment_last4", "payment_try", "frozen_lines", "started_at", "touched_at"),
)


def take_in_left(left: Sequence[LeftCheckout], *, by: Actor) -> int:
    """Add the left checkouts that aren't there yet. Gives how many."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        keys = [checkout.key for checkout in left]
        known = set(Checkout.objects.filter(pk__in=keys).values_list("pk", flat=True))
        new = [checkout for checkout in left if checkout.key not in known]
        pairs = list(zip(new_ids("checkout_cart_id_seq", len(new)), new, strict=True))
        # No browser holds these carts: the key stands where a cookie's digest would.
        copy_rows("checkout_cart", _CART, ((i, c.key.hex, c.left_at) for i, c in pairs))
        lines = ((i, variant, quantity) for i, c in pairs for variant, quantity in dict(c.pieces).items())
        copy_rows("checkout_cart_line", _LINE, lines)
        copy_rows("checkout_checkout", _CHECKOUT, (_row(i, c) for i, c in pairs))
    return len(new)


def _row(cart_id: int, left: LeftCheckout) -> tuple[object, ...]:
    return (
        *(left.key, 1, cart_id, left.customer_id, False, "", "open", left.email, "", "", False, False),
        *(dict(left.address), "", "", "", 1, "[]", left.started_at, left.left_at),
    )
