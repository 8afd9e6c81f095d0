"""Outside services that take money, one module each, all with the same few functions."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class Answer(StrEnum):
    """What became of a charge at the gateway."""

    AUTHORISED = "authorised"
    NEEDS_PROOF = "needs_proof"
    DECLINED = "declined"
    EXPIRED = "expired"
    CAPTURED = "captured"
    VOIDED = "voided"
    REFUNDED = "refunded"


class Unsure(Exception):
    """The gateway didn't answer: whether it acted is unknown. Ask again with the same key."""


@dataclass(frozen=True)
class Outcome:
    """A charge as the gateway knows it. `proof_url` is where the shopper's bank wants to see them."""

    state: Answer
    reference: str
    proof_url: str = ""


@dataclass(frozen=True)
class Card:
    """What a shop may know of a card."""

    brand: str
    last4: str


class Gateway(Protocol):
    """What every gateway can do. All but `open_page` may be asked twice without harm; they raise `Unsure`."""

    def open_page(self) -> str:
        """Prepare a page where a shopper gives a card; its token stands for the card from then on."""

    def page_url(self, token: str) -> str:
        """The address of that page."""

    def card(self, token: str) -> Card | None:
        """The card that was given there, if one was."""

    def authorise(self, key: str, token: str, amount: int, currency: str) -> Outcome:
        """Ask for money, once for each key: the same key again gives what became of it."""

    def capture(self, reference: str) -> Outcome:
        """Take the money that was authorised."""

    def void(self, reference: str) -> Outcome:
        """Let the money go that was authorised."""

    def refund(self, key: str, reference: str, amount: int) -> Outcome:
        """Give back part of what was captured or all of it, once for each key; `DECLINED` if it can't be."""

    def lookup(self, key: str) -> Outcome | None:
        """What became of a key, if the gateway ever heard of it."""


def gateway(name: str) -> Gateway:
    """The gateway of this name."""
    from clientela.payments.providers.test_gateway import TestGateway

    return {"test": TestGateway}[name]()
