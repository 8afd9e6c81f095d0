"""The verbs of cart and checkout."""

from clientela.checkout.actions.again import Again, buy_again
from clientela.checkout.actions.cart import add_to_cart, adopt, change_cart, keep_cart
from clientela.checkout.actions.placing import begin, finish, place, reopen
from clientela.checkout.actions.settling import settle
from clientela.checkout.actions.steps import (
    Contact,
    choose_shipping,
    give_address,
    give_contact,
    start_payment,
)

__all__ = [
    "Again",
    "Contact",
    "add_to_cart",
    "adopt",
    "begin",
    "buy_again",
    "change_cart",
    "choose_shipping",
    "finish",
    "give_address",
    "give_contact",
    "keep_cart",
    "place",
    "reopen",
    "settle",
    "start_payment",
]
