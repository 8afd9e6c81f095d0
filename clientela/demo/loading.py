"""Writing the demo's people and their orders into the store, a thousand at a time."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import islice
from uuid import UUID, uuid5

from django.db import transaction

from clientela.accounts.actions.intake import take_in_accounts
from clientela.checkout.actions.intake import LeftCheckout, take_in_left
from clientela.core import emails, phones
from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused
from clientela.customers.actions.intake import Agreed, Intake, take_in
from clientela.customers.models import AccountState, Consent, Customer, OptIn, Source
from clientela.demo import ordering, people, shop
from clientela.demo.history import History
from clientela.demo.people import Kind, People, Person
from clientela.orders.actions.intake import take_in_orders, take_in_refunds
from clientela.store.models import Store

# The generator's own today; everything is moved by whole weeks so that it ends near the real one.
ANCHOR = date(2026, 11, 20)
CHUNK = 1000
SHOPPER = "shopper@example.com"
_NAMESPACE = UUID("6c1f2a52-6f43-4f0e-9d0a-5f7a9d1d5b10")
_SOURCES = {
    Kind.NEWSLETTER_ONLY: Source.NEWSLETTER,
    Kind.IMPORTED: Source.IMPORT,
    Kind.ABANDONED: Source.ABANDONED_CHECKOUT,
    Kind.INVITED: Source.STAFF,
}

Tick = Callable[[int, int], None]


class NotEmpty(Refused):
    """Demo data goes only into an empty store."""

    code = "not_empty"
    sentence = "The store has customers already. Demo data goes only into an empty one."


@dataclass(frozen=True)
class Loaded:
    """How much was made."""

    customers: int
    orders: int
    products: int


def load(count: int, tick: Tick, today: date | None = None) -> Loaded:
    """Fill an empty store with so many customers and what they did. The same count gives the same store.

    Everything is one transaction: a load that is cut off leaves nothing. Raises `NotEmpty`.
    """
    if Customer.objects.exists():
        raise NotEmpty
    shift = timedelta(weeks=((today or date.today()) - ANCHOR).days // 7)  # noqa: DTZ011 - whole weeks only
    with transaction.atomic():
        shop.furnish()
        loader = _Loader(shift)
        done = 0
        for chunk in _chunks(_everybody(count)):
            loader.take(chunk)
            done += len(chunk)
            tick(done, count)
    return Loaded(
        Customer.objects.count(), loader.orders, len({s.product_id for s in loader.shelves.values()})
    )


def _everybody(count: int) -> Iterator[Person]:
    """The people, the demo's own shopper first: a returning customer with an account and a known address."""
    found = People(ANCHOR).people(count)
    first = next(found)
    regular = next(p for p in People(ANCHOR, people.SEED + 1).people(400) if _suits(p))
    yield replace(
        regular,
        index=first.index,
        email=SHOPPER,
        account_state=people.AccountState.ENABLED,
        phone=first.phone,
    )
    yield from found


def _suits(person: Person) -> bool:
    return person.kind is Kind.RETURNING and person.country == "GB" and person.has_account


def _chunks(found: Iterable[Person]) -> Iterator[list[Person]]:
    rest = iter(found)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


class _Loader:
    """Takes people in, chunk by chunk, all dates moved by `shift`."""

    def __init__(self, shift: timedelta) -> None:
        self.shift = shift
        self.history = History(ANCHOR)
        self.shelves = shop.shelves()
        self.currency = Store.current().currency
        self.orders = 0

    def take(self, chunk: list[Person]) -> None:
        """Take in one chunk: customers, accounts, orders, refunds, left checkouts."""
        ids = take_in([self._intake(person) for person in chunk], by=SYSTEM)
        by_person = [(person, ids[emails.canonical(person.email)]) for person in chunk]
        self._accounts(by_person)
        plans = [(p, pk, n, plan) for p, pk in by_person for n, plan in enumerate(self.history.orders(p))]
        orders = [
            ordering.order(p, pk, number, plan, self.shelves, self.currency, self.shift)
            for p, pk, number, plan in plans
        ]
        self.orders += len(take_in_orders(orders, by=SYSTEM))
        refunds = [
            refund
            for (p, pk, _n, plan), order in zip(plans, orders, strict=True)
            for refund in ordering.refunds(pk, plan, order, self.shift)
        ]
        take_in_refunds(refunds, by=SYSTEM)
        take_in_left([left for p, pk in by_person for left in self._left(p, pk)], by=SYSTEM)

    def _accounts(self, by_person: list[tuple[Person, int]]) -> None:
        since = {pk: self._moved(person.joined_at) for person, pk in by_person if person.has_account}
        take_in_accounts(since, by=SYSTEM)

    def _moved(self, at: datetime) -> datetime:
        return at + self.shift

    def _agreed(self, consent: people.Consent) -> Agreed:
        at = self._moved(consent.at) if consent.at else None
        return Agreed(Consent(consent.state), OptIn(consent.level), at, "storefront")

    def _intake(self, person: Person) -> Intake:
        addresses = [place for place in (person.address, *person.extra_addresses) if place]
        return Intake(
            email=person.email,
            added_at=self._moved(person.joined_at),
            source=_source(person),
            first_name=person.first_name,
            last_name=person.last_name,
            phone=phones.e164(person.phone) if person.phone else None,
            language=person.language,
            birthday=person.birthday,
            note=person.note,
            tax_exempt=person.tax_exempt,
            tags=person.tags,
            addresses=tuple(ordering.place(person, address) for address in addresses),
            email_consent=self._agreed(person.email_consent),
            sms_consent=self._agreed(person.sms_consent),
            account_state=AccountState(person.account_state.value),
            is_verified=person.has_account,
        )

    def _left(self, person: Person, customer_id: int) -> Iterator[LeftCheckout]:
        for number, cart in enumerate(self.history.abandoned(person)):
            place = ordering.place(person, person.address) if person.address else None
            yield LeftCheckout(
                key=uuid5(_NAMESPACE, f"{person.index}-{number}"),
                customer_id=customer_id,
                email=person.email,
                started_at=self._moved(cart.started_at),
                left_at=self._moved(cart.left_at),
                pieces=[(self.shelves[line.product, line.variant].pk, line.quantity) for line in cart.lines],
                address=place.as_dict() if place and cart.step != "contact" else {},
            )


def _source(person: Person) -> Source:
    if person.kind in _SOURCES:
        return _SOURCES[person.kind]
    return Source.REGISTRATION if person.has_account else Source.ORDER
