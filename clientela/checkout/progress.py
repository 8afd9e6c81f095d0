"""How far a checkout has got."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from clientela.checkout import queries
from clientela.checkout.models import Checkout
from clientela.checkout.queries import Item
from clientela.checkout.quotes import Quote, chosen_rate, quote
from clientela.checkout.whose import Whose
from clientela.payments.providers import Card, gateway
from clientela.store.models import Store


class Step(StrEnum):
    """The steps of a checkout, in order."""

    CONTACT = "contact"
    ADDRESS = "address"
    SHIPPING = "shipping"
    PAYMENT = "payment"
    REVIEW = "review"


STEPS = tuple(Step)


@dataclass(frozen=True)
class Progress:
    """A checkout with its items, what they come to, the card that was given, and the step to do next."""

    checkout: Checkout | None
    items: Sequence[Item]
    quote: Quote
    card: Card | None
    step: Step

    def is_done(self, step: Step) -> bool:
        """Whether this step lies behind."""
        return STEPS.index(step) < STEPS.index(self.step)

    def open_step(self, wanted: str) -> Step:
        """The step to show: the one asked for where it is within reach, else the next to do."""
        return Step(wanted) if wanted in STEPS and self.is_done(Step(wanted)) else self.step


def of_browser(whose: Whose, token: str, store: Store) -> Progress:
    """The checkout of this browser; one that was placed counts as none."""
    checkout = queries.of_browser(token, whose.customer_id)
    if checkout is None or checkout.state == Checkout.State.PLACED:
        items = queries.items(whose)
        return Progress(None, items, quote(None, items, store), None, Step.CONTACT)
    return progress(checkout, store, signed_in=whose.customer_id is not None)


def progress(checkout: Checkout, store: Store, *, signed_in: bool) -> Progress:
    """How far this checkout has got."""
    items = queries.items_of(checkout)
    drawn = quote(checkout, items, store)
    card = gateway("test").card(checkout.payment_token) if checkout.payment_token else None
    step = _next(checkout, signed_in, has_card=bool(card) or not drawn.totals.total)
    return Progress(checkout, items, drawn, card, step)


def _next(checkout: Checkout, signed_in: bool, *, has_card: bool) -> Step:
    # Somebody who signed in on the way goes through the contact step again: it becomes theirs.
    if not checkout.email or checkout.is_signed_in != signed_in:
        return Step.CONTACT
    if not checkout.address:
        return Step.ADDRESS
    if chosen_rate(checkout) is None:
        return Step.SHIPPING
    return Step.REVIEW if has_card else Step.PAYMENT
