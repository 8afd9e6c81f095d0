"""What each person of the demo store bought in two years, and the carts they left standing."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from .goods import catalogue
from .people import SEED, Kind, Person
from .places import Place, Roll
from .seasons import DAYS, YEAR_AGO, Seasons

_WINTER = frozenset((10, 11, 12, 1))
_SPRING = frozenset((3, 4, 5, 6))
_BRANDS = ("visa", "visa", "visa", "mastercard", "mastercard", "mastercard", "amex", "maestro")
_REASONS = (
    "Arrived damaged",
    "Changed their mind",
    "Not the colour expected",
    "Ordered twice",
    "Came too late",
)
_QUIET_DAYS = 3  # orders younger than this are often not sent yet


@dataclass(frozen=True, slots=True)
class LinePlan:
    """So many of one variant of one product, by their numbers in the catalogue."""

    product: int
    variant: int
    quantity: int


@dataclass(frozen=True, slots=True)
class PaidWith:
    """The card an order was paid with, as a receipt shows it."""

    brand: str
    last4: str


@dataclass(frozen=True, slots=True)
class RefundPlan:
    """Lines given back: the number of the line in its order and how many of it."""

    at: datetime
    lines: tuple[tuple[int, int], ...]
    reason: str


@dataclass(frozen=True, slots=True)
class OrderPlan:
    """One order, placed signed in or as a guest.

    Fulfilment: fulfilled, partial (only the first line was sent) or unfulfilled.
    """

    placed_at: datetime
    lines: tuple[LinePlan, ...]
    ship_to: Place
    shipping_method: str
    paid_with: PaidWith
    fulfilment: str
    fulfilled_at: datetime | None
    refunds: tuple[RefundPlan, ...]
    guest: bool
    cancelled_at: datetime | None


@dataclass(frozen=True, slots=True)
class CartPlan:
    """A checkout that was left at `step` (cart, contact, delivery or payment)."""

    started_at: datetime
    left_at: datetime
    lines: tuple[LinePlan, ...]
    step: str


@dataclass(frozen=True, slots=True)
class _Buying:
    """How many orders a kind places, how strongly low numbers win, and the day before which they all fall."""

    least: int
    most: int
    lean: float
    until: int = DAYS


_BUYING = {
    Kind.GUEST: _Buying(1, 2, 8.0),
    Kind.ONE_TIME: _Buying(1, 1, 1.0),
    Kind.RETURNING: _Buying(2, 8, 1.75),
    Kind.LAPSED: _Buying(2, 4, 1.6, DAYS - YEAR_AGO - 5),
    Kind.VIP: _Buying(10, 40, 1.9),
    Kind.IMPORTED: _Buying(0, 2, 1.8),
    Kind.INVITED: _Buying(1, 2, 2.5),
    Kind.DECLINED: _Buying(1, 1, 1.0),
    Kind.DEACTIVATED: _Buying(1, 3, 2.0),
}
LOYAL = frozenset((Kind.RETURNING, Kind.VIP))


class _Shelf:
    """Which product comes up how often in one part of the year."""

    def __init__(self, season: str) -> None:
        self._upto = list(
            accumulate(goods.popularity * (2.2 if season in goods.tags else 1.0) for goods in catalogue())
        )
        self._variants = [len(goods.variants) for goods in catalogue()]

    def line(self, roll: Roll) -> LinePlan:
        """Something from the shelf, mostly one of it."""
        number = bisect_right(self._upto, roll() * self._upto[-1])
        chance = roll()
        variant, more = int(chance * chance * self._variants[number]), roll()
        return LinePlan(
            number, variant, 1 if more < 0.72 else 2 if more < 0.92 else 3 + int((more - 0.92) * 40)
        )


class History:
    """Draws the orders and left carts of a person."""

    def __init__(self, today: date, seed: int = SEED) -> None:
        self.seasons = Seasons(today)
        self._seed = (seed << 40) | (1 << 36)
        self._random = Random()  # noqa: S311
        winter, spring, other = _Shelf("winter"), _Shelf("spring"), _Shelf("")
        self._shelves = [
            winter if month in _WINTER else spring if month in _SPRING else other for month in range(13)
        ]

    def appetite(self, index: int, kind: Kind) -> int:
        """How many orders somebody of an address places when nobody asks for more or fewer."""
        if kind not in _BUYING:
            return 0
        roll = self._roll(index, 0)
        _beginning(roll)
        return _count(_BUYING[kind], roll)

    def orders(self, person: Person, wanted: int | None = None) -> list[OrderPlan]:
        """All orders of one person, oldest first; of somebody who orders at all, so many as are wanted."""
        buying = _BUYING.get(person.kind)
        if buying is None or person.address is None:
            return []
        roll = self._roll(person.index, 0)
        card, first_as_guest = _beginning(roll)
        natural = _count(buying, roll)
        moments = self._moments(person, natural if wanted is None else wanted, roll)
        return [
            self._order(
                person, moment, card, not person.has_account or (first_as_guest and number == 0), roll
            )
            for number, moment in enumerate(moments)
        ]

    def abandoned(self, person: Person) -> list[CartPlan]:
        """The checkouts that one person began and left."""
        roll = self._roll(person.index, 1)
        if person.kind is Kind.ABANDONED:
            return self._carts(person, 1 if roll() < 0.75 else 2, roll)
        return self._carts(person, 1, roll) if person.address and roll() < 0.05 else []

    def _roll(self, index: int, stream: int) -> Roll:
        self._random.seed(self._seed | (stream << 35) | index)
        return self._random.random

    def _moments(self, person: Person, count: int, roll: Roll) -> list[datetime]:
        """When the orders are placed: the first on joining, a returning buyer's last within a year."""
        if count == 0:
            return []
        browsing = timedelta(minutes=2 + int(roll() * 40)) if person.has_account else timedelta()
        joined, moments = self.seasons.day_of(person.joined_at), [person.joined_at + browsing]
        draw, tomorrow, until = self.seasons.moment, joined + 1, _BUYING[person.kind].until
        if count > 1:
            recent = max(tomorrow, DAYS - YEAR_AGO) if person.kind in LOYAL else tomorrow
            moments.append(draw(roll, recent, until))
            moments.extend(draw(roll, tomorrow, until) for _ in range(count - 2))
        return sorted(moments)

    def _order(self, person: Person, moment: datetime, card: PaidWith, guest: bool, roll: Roll) -> OrderPlan:
        lines = self._lines(moment, roll)
        fulfilment, sent, cancelled = self._fate(moment, len(lines), roll)
        return OrderPlan(
            placed_at=moment,
            lines=lines,
            ship_to=_destination(person, roll),
            shipping_method=_shipping(person.country, roll),
            paid_with=card,
            fulfilment=fulfilment,
            fulfilled_at=sent,
            refunds=self._refunds(lines, sent, cancelled, roll),
            guest=guest,
            cancelled_at=cancelled,
        )

    def _lines(self, moment: datetime, roll: Roll) -> tuple[LinePlan, ...]:
        """One to five lines, each another product."""
        chance, shelf = roll(), self._shelves[moment.month]
        count = (
            1 if chance < 0.48 else 2 if chance < 0.76 else 3 if chance < 0.91 else 4 if chance < 0.97 else 5
        )
        if count == 1:
            return (shelf.line(roll),)
        drawn = (shelf.line(roll) for _ in range(count))
        return tuple({line.product: line for line in drawn}.values())

    def _fate(self, moment: datetime, lines: int, roll: Roll) -> tuple[str, datetime | None, datetime | None]:
        """What became of an order: its fulfilment, when it was sent, when it was cancelled."""
        chance, age = roll(), self.seasons.end - moment
        hours = timedelta(hours=5 + int(roll() * 50))
        if hours >= age:
            return "unfulfilled", None, None
        if chance < 0.015:
            return "unfulfilled", None, moment + hours / 8
        if age.days < _QUIET_DAYS and chance < 0.6:
            return "unfulfilled", None, None
        if lines > 1 and age.days < 12 and chance > 0.8:
            return "partial", moment + hours, None
        return "fulfilled", moment + hours, None

    def _refunds(
        self, lines: tuple[LinePlan, ...], sent: datetime | None, cancelled: datetime | None, roll: Roll
    ) -> tuple[RefundPlan, ...]:
        """Everything back for a cancelled order; a line some days later for one in 25 of those sent."""
        if cancelled:
            whole = tuple((number, line.quantity) for number, line in enumerate(lines))
            return (RefundPlan(cancelled, whole, "Order cancelled"),)
        if sent is None or roll() > 0.04:
            return ()
        at = sent + timedelta(days=3 + int(roll() * 20), hours=int(roll() * 9))
        if at >= self.seasons.end:
            return ()
        number = int(roll() * len(lines))
        back = 1 + int(roll() * lines[number].quantity)
        return (RefundPlan(at, ((number, back),), _REASONS[int(roll() * len(_REASONS))]),)

    def _carts(self, person: Person, count: int, roll: Roll) -> list[CartPlan]:
        first = min(self.seasons.day_of(person.joined_at) + 1, DAYS - 1)
        later = (self.seasons.moment(roll, first) for _ in range(count - 1))
        begun: Iterable[datetime] = sorted((person.joined_at, *later))
        return [self._cart(person, moment, roll) for moment in begun]

    def _cart(self, person: Person, moment: datetime, roll: Roll) -> CartPlan:
        steps = ("delivery", "payment") if person.address else ("contact", "contact")
        left = min(moment + timedelta(minutes=1 + int(roll() * 25)), self.seasons.end)
        return CartPlan(moment, left, self._lines(moment, roll), steps[int(roll() * 2)])


def _beginning(roll: Roll) -> tuple[PaidWith, bool]:
    """What holds for all orders of a person: the card, and whether the first was placed as a guest."""
    card = PaidWith(_BRANDS[int(roll() * len(_BRANDS))], f"{int(roll() * 10_000):04d}")
    return card, roll() < 0.18


def _count(buying: _Buying, roll: Roll) -> int:
    count = buying.least + int(roll() ** buying.lean * (buying.most - buying.least + 1))
    roll()  # once blurred a fraction; without it everybody would buy other things from here on
    return count


def _destination(person: Person, roll: Roll) -> Place:
    """Where an order goes: home, or one time in seven to another address that the person keeps."""
    assert person.address is not None
    others = person.extra_addresses
    return others[int(roll() * len(others))] if others and roll() < 0.3 else person.address


def _shipping(country: str, roll: Roll) -> str:
    chance = roll()
    if country == "GB" and chance > 0.92:
        return "collect"
    return "express" if chance < 0.14 else "standard"
