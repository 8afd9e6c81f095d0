"""What a checkout comes to: the one place where cart, shipping, tax and country meet."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from clientela.checkout.models import Checkout
from clientela.checkout.queries import Item
from clientela.orders import pricing
from clientela.orders.actions import DraftLine
from clientela.orders.models import ShippingRate
from clientela.orders.pricing import Line, Tax, Totals
from clientela.orders.queries import rates_for, tax_for
from clientela.store.models import Store


@dataclass(frozen=True)
class Quote:
    """The lines with their prices, how it is sent, and what it all comes to in minor units."""

    lines: tuple[DraftLine, ...]
    shipping: int
    shipping_title: str
    tax: Tax
    currency: str

    @property
    def totals(self) -> Totals:
        """What it comes to."""
        lines = [Line(line.price, line.quantity) for line in self.lines]
        return pricing.totals(lines, self.shipping, self.tax)

    @property
    def terms(self) -> dict[str, Any]:
        """All but the lines, for a JSON column."""
        return {
            "shipping": self.shipping,
            "shipping_title": self.shipping_title,
            "tax": asdict(self.tax),
            "currency": self.currency,
        }

    def digest(self, checkout: Checkout) -> str:
        """By what two looks at a checkout are the same: what is bought, for how much, where it goes."""
        shown = [self.frozen, self.terms, checkout.address, checkout.email]
        return hashlib.sha256(json.dumps(shown, sort_keys=True).encode()).hexdigest()[:32]

    @property
    def frozen(self) -> list[dict[str, Any]]:
        """The lines, for a JSON column."""
        return [asdict(line) for line in self.lines]


def line_of(item: Item) -> DraftLine:
    """A line of an order from one of a cart."""
    product = item.variant.product
    return DraftLine(
        variant_id=item.variant.pk,
        product_id=product.pk,
        title=product.title,
        quantity=item.quantity,
        price=item.price,
        variant_title=item.variant.title,
        sku=item.variant.sku,
        picture=item.picture,
    )


def shipping_price(rate: ShippingRate, items: Sequence[Item]) -> int:
    """What this way of sending costs for these items."""
    return pricing.shipping_of(rate.price, rate.free_from, sum(item.total for item in items))


def quote(checkout: Checkout | None, items: Sequence[Item], store: Store) -> Quote:
    """What these items come to as far as the checkout has got: without an address, without shipping."""
    place = checkout.place if checkout else None
    rate = chosen_rate(checkout) if checkout else None
    country = place.country if place and place.country else store.country
    exempt = checkout and checkout.is_signed_in and checkout.customer and checkout.customer.tax_exempt
    tax = tax_for(country, place.region if place else "", included=store.prices_include_tax)
    return Quote(
        lines=tuple(line_of(item) for item in items),
        shipping=shipping_price(rate, items) if rate else 0,
        shipping_title=rate.name if rate else "",
        tax=Tax(0, tax.included) if exempt else tax,
        currency=store.currency,
    )


def chosen_rate(checkout: Checkout) -> ShippingRate | None:
    """The way of sending that was chosen, where it still goes to the address."""
    rate = checkout.shipping_rate
    return rate if rate and rate in rates_for(checkout.place.country) else None


def thawed(checkout: Checkout) -> Quote:
    """The quote as it was frozen when placing began."""
    terms = checkout.frozen_terms
    return Quote(
        lines=tuple(DraftLine(**line) for line in checkout.frozen_lines),
        shipping=terms["shipping"],
        shipping_title=terms["shipping_title"],
        tax=Tax(**terms["tax"]),
        currency=terms["currency"],
    )
