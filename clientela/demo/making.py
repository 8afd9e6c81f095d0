"""Making a portion of the demo: people with all they did, written out as the store takes them in."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from clientela.checkout.actions.intake import LeftCheckout
from clientela.core.actor import SYSTEM
from clientela.core.copying import Sheet
from clientela.customers.actions import intake as customers
from clientela.customers.actions.intake import Agreed, Bought, Intake
from clientela.customers.models import AccountState, Consent, OptIn, Source
from clientela.demo import ordering, people
from clientela.demo.crowd import ANCHOR, MOST_ADDRESSES, Crowd
from clientela.demo.history import History
from clientela.demo.people import Kind, Person
from clientela.demo.places import Place
from clientela.demo.portions import Portion, Setting
from clientela.orders.actions import intake as orders
from clientela.orders.actions.intake import NumberedRefund

_NAMESPACE = UUID("6c1f2a52-6f43-4f0e-9d0a-5f7a9d1d5b10")
_SOURCES = {
    Kind.NEWSLETTER_ONLY: Source.NEWSLETTER,
    Kind.IMPORTED: Source.IMPORT,
    Kind.ABANDONED: Source.ABANDONED_CHECKOUT,
    Kind.INVITED: Source.STAFF,
}


@dataclass(frozen=True, slots=True)
class Made:
    """A portion, ready for the store: sheets, accounts by customer and since when, left checkouts."""

    people: int
    customers: Sequence[Sheet]
    orders: Sequence[Sheet]
    accounts: dict[int, datetime]
    left: Sequence[LeftCheckout]


class Maker:
    """Makes portions for one setting; the same portion is always made the same."""

    def __init__(self, setting: Setting) -> None:
        self._setting, self._crowd, self._history = setting, Crowd(), History(ANCHOR)
        self._till = ordering.Till(setting)

    def make(self, portion: Portion) -> Made:
        """Everybody of a portion with their orders, refunds and left checkouts."""
        bench = _Bench(portion)
        for place, customer_id in enumerate(portion.customer_ids):
            self._add(bench, portion.start + place, customer_id, portion.counts[place])
        return Made(
            len(portion.customer_ids),
            customers.draw(bench.people, self._setting.tags, by=SYSTEM),
            (*orders.draw(bench.orders, by=SYSTEM), *orders.draw_refunds(bench.refunds)),
            bench.accounts,
            bench.left,
        )

    def _add(self, bench: "_Bench", index: int, customer_id: int, wanted: int) -> None:
        person = self._crowd.person(index)
        bought = self._buy(bench, person, customer_id, wanted)
        addresses = [next(bench.address_ids) for _number in range(MOST_ADDRESSES)]
        # The generator's email addresses are ASCII: in small letters they are canonical.
        key = person.email.lower()
        bench.people.append(customers.Numbered(customer_id, key, addresses, self._intake(person, bought)))
        bench.left.extend(self._left(person, customer_id))
        if person.has_account:
            bench.accounts[customer_id] = self._moved(person.joined_at)

    def _buy(self, bench: "_Bench", person: Person, customer_id: int, wanted: int) -> Bought:
        """Put a person's orders and refunds on the bench, and count them."""
        places = {place: ordering.place(person, place).as_dict() for place in _addresses(person)}
        placed, amount = [], 0
        for number, plan in enumerate(self._history.orders(person, wanted)):
            order = self._till.order(person, customer_id, number, plan, places)
            order_id = next(bench.order_ids)
            placed.append(order.placed_at)
            amount += order.subtotal + order.shipping - order.refunded
            bench.orders.append(orders.Numbered(order_id, next(bench.order_numbers), order))
            for refund in self._till.refunds(plan, order):
                bench.refunds.append(NumberedRefund(next(bench.refund_ids), order_id, refund))
        return Bought(len(placed), amount, placed[0], placed[-1]) if placed else Bought()

    def _moved(self, at: datetime) -> datetime:
        return at + self._setting.shift

    def _agreed(self, consent: people.Consent) -> Agreed:
        at = self._moved(consent.at) if consent.at else None
        return Agreed(Consent(consent.state), OptIn(consent.level), at, "storefront")

    def _intake(self, person: Person, bought: Bought) -> Intake:
        return Intake(
            email=person.email,
            added_at=self._moved(person.joined_at),
            source=_source(person),
            first_name=person.first_name,
            last_name=person.last_name,
            phone=person.phone,
            language=person.language,
            birthday=person.birthday,
            note=person.note,
            tax_exempt=person.tax_exempt,
            tags=person.tags,
            addresses=tuple(ordering.place(person, address) for address in _addresses(person)),
            email_consent=self._agreed(person.email_consent),
            sms_consent=self._agreed(person.sms_consent),
            account_state=AccountState(person.account_state.value),
            is_verified=person.has_account,
            bought=bought,
        )

    def _left(self, person: Person, customer_id: int) -> Iterator[LeftCheckout]:
        wares = self._setting.wares
        for number, cart in enumerate(self._history.abandoned(person)):
            place = ordering.place(person, person.address) if person.address else None
            yield LeftCheckout(
                key=uuid5(_NAMESPACE, f"{person.index}-{number}"),
                customer_id=customer_id,
                email=person.email,
                started_at=self._moved(cart.started_at),
                left_at=self._moved(cart.left_at),
                pieces=[(wares[line.product, line.variant].variant_id, line.quantity) for line in cart.lines],
                address=place.as_dict() if place and cart.step != "contact" else {},
            )


class _Bench:
    """What has been made of a portion so far, and the ids that are left."""

    def __init__(self, portion: Portion) -> None:
        self.address_ids, self.refund_ids = iter(portion.address_ids), iter(portion.refund_ids)
        self.order_ids, self.order_numbers = iter(portion.order_ids), iter(portion.order_numbers)
        self.people: list[customers.Numbered] = []
        self.orders: list[orders.Numbered] = []
        self.refunds: list[NumberedRefund] = []
        self.accounts: dict[int, datetime] = {}
        self.left: list[LeftCheckout] = []


def _addresses(person: Person) -> list[Place]:
    return [place for place in (person.address, *person.extra_addresses) if place]


def _source(person: Person) -> Source:
    if person.kind in _SOURCES:
        return _SOURCES[person.kind]
    return Source.REGISTRATION if person.has_account else Source.ORDER
