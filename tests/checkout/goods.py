"""A small store to check out in: a product, ways of sending, a tax, and a browser's way through."""

from dataclasses import dataclass

from clientela.catalog.actions import NewProduct, NewVariant, add_product
from clientela.catalog.models import Variant
from clientela.checkout import actions
from clientela.checkout.models import Checkout
from clientela.checkout.whose import Whose
from clientela.core import seals
from clientela.core.actor import SYSTEM, Actor
from clientela.core.places import Place
from clientela.orders.models import ShippingRate, TaxRate
from clientela.payments.providers import test_gateway
from tests.cast import VISITOR, actor_of

WORKS, DECLINED, ASKS, EXPIRED = test_gateway.NUMBERS
BATH = Place("Nora", "Buyer", "", "12 High Street", "", "Bath", "", "BA1 5BG", "GB", "")


@dataclass(frozen=True)
class Shelf:
    """What is sold, and how it is sent."""

    mug: Variant
    rug: Variant
    post: ShippingRate


def stock_shelf(mugs: int | None = 10) -> Shelf:
    """A counted mug at 16.00, an uncounted rug at 99.99, post at 3.95."""
    product = add_product(
        NewProduct("mug", "Stoneware mug", vendor="Nordre", product_type="Mugs", tags=("kitchen",)),
        [NewVariant(1600, "Chalk", {"Colour": "Chalk"}, "MUG-C", stock=mugs)],
        by=SYSTEM,
    )
    other = add_product(NewProduct("rug", "Wool rug", position=1), [NewVariant(9999)], by=SYSTEM)
    rate = ShippingRate.objects.create(name="Standard", countries=["GB"], price=395, free_from=50000)
    ShippingRate.objects.create(name="Abroad", countries=[], price=1495)
    TaxRate.objects.create(country="GB", name="VAT", rate=2000)
    return Shelf(product.variants.get(), other.variants.get(), rate)


def ready(
    shelf: Shelf,
    *,
    email: str = "nora@example.com",
    by: Actor = VISITOR,
    card: str = WORKS,
    quantity: int = 1,
    newsletter: bool = False,
) -> tuple[Checkout, str]:
    """A checkout with all steps done, and the token of its browser."""
    token = seals.new_token()
    whose = Whose(by.id or None, "" if by.id else token)
    actions.add_to_cart(whose, shelf.mug.pk, quantity, by=by)
    contact = actions.Contact(email, wants_newsletter=newsletter)
    checkout = actions.give_contact(token, whose, contact, by=by, language="en")
    actions.give_address(token, BATH, by=by)
    actions.choose_shipping(token, shelf.post.pk, by=by)
    give_card(token, card, by=by)
    return Checkout.objects.get(pk=checkout.pk), token


def give_card(token: str, digits: str = WORKS, *, by: Actor = VISITOR) -> None:
    """Go to the gateway's page and give a card."""
    url = actions.start_payment(token, by=by)
    test_gateway.take_card(url.rpartition("/")[2], digits, "12/40", "123")


__all__ = [
    "ASKS",
    "BATH",
    "DECLINED",
    "EXPIRED",
    "WORKS",
    "Shelf",
    "actor_of",
    "give_card",
    "ready",
    "stock_shelf",
]
