"""The checkout's part when people go: who is buying at this moment stays, open checkouts are let go."""

from collections.abc import Sequence
from typing import Any

from django.db.models import F, Value
from django.db.models.fields.json import JSONField

from clientela.checkout.models import Cart, Checkout
from clientela.core.actor import Actor
from clientela.core.people import People, among

State = Checkout.State
COVERS = {
    "checkout.Cart.customer": "removed",
    "checkout.CartLine.cart": "removed with the cart",
    "checkout.Checkout.cart": "emptied with the cart",
    "checkout.Checkout.customer": "emptied, with every word of the person in it",
}
_WORDS: dict[str, Any] = {
    "email": "",
    "phone": "",
    "address": Value({}, JSONField()),
    "wants_newsletter": False,
    "payment_token": "",
    "payment_brand": "",
    "payment_last4": "",
}


def buying(customer_ids: Sequence[int], *, by: Actor) -> set[int]:
    """Who of these is placing an order right now; the checkouts of the others are held until the end.

    Their own rows are held by the caller. A checkout that somebody else holds is passed over, not waited
    for: whoever holds it may be waiting for the customer's row.
    """
    by.must_be()
    rows = Checkout.objects.filter(customer__in=among(customer_ids)).exclude(state=State.PLACED)
    held = rows.select_for_update(of=("self",), skip_locked=True)
    still = {pk for pk, state in held.values_list("pk", "state") if state == State.OPEN}
    return {whose for pk, whose in rows.values_list("pk", "customer_id") if pk not in still and whose}


def close(people: People, *, by: Actor) -> None:
    """Let go of their open checkouts: whoever has one open in a browser begins with the contact again."""
    by.must_be()
    theirs = Checkout.objects.filter(customer__in=people.any, state=State.OPEN)
    theirs.update(**_WORDS, customer=None, is_new_customer=False, version=F("version") + 1)


def forget(people: People, *, by: Actor) -> None:
    """Empty every checkout that was theirs, and remove their carts."""
    by.must_be()
    Checkout.objects.filter(customer__in=people.any).update(**_WORDS, customer=None)
    Cart.objects.filter(customer__in=people.any).delete()
