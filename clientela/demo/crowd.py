"""Everybody in the demo store: the generated people, and the shopper as whom one signs in."""

from dataclasses import replace
from datetime import date
from functools import cached_property

from .garrison import POSTED
from .people import SEED, AccountState, Kind, People, Person

# The generator's own today; everything is moved by whole weeks so that it ends near the real one.
ANCHOR = date(2026, 11, 20)
SHOPPER = "shopper@example.com"
MOST_ADDRESSES = 3  # one's own and two more


class Crowd(People):
    """The people, the demo's own shopper first: a returning customer with an account and a known address."""

    def __init__(self) -> None:
        super().__init__(ANCHOR)

    def person(self, index: int) -> Person:
        """Person number `index`; the shopper is number 0."""
        if not index:
            return self._shopper
        person = super().person(index)
        posted = POSTED.get(index)
        return replace(person, address=posted, extra_addresses=()) if posted else person

    def kind(self, index: int) -> Kind:
        """What person number `index` is to the store."""
        return super().kind(index) if index else self._shopper.kind

    @cached_property
    def _shopper(self) -> Person:
        first = super().person(0)
        regular = next(p for p in People(ANCHOR, SEED + 1).people(400) if _suits(p))
        return replace(
            regular,
            index=first.index,
            email=SHOPPER,
            account_state=AccountState.ENABLED,
            phone=first.phone,
        )


def _suits(person: Person) -> bool:
    return person.kind is Kind.RETURNING and person.country == "GB" and person.has_account
