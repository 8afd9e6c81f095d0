"""A small store with people of all sorts: as rows, and as plain values that a slow evaluator reads."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random
from zoneinfo import ZoneInfo

from clientela.catalog.models import Product, Variant
from clientela.checkout.models import Cart, CartLine, Checkout
from clientela.core.actor import SYSTEM, Actor, Kind
from clientela.customers import actions
from clientela.customers.events import CustomerCreated
from clientela.customers.models import (
    AccountState,
    Address,
    Consent,
    ConsentEntry,
    Customer,
    Metafield,
    MetafieldDefinition,
    Source,
)
from clientela.journal.actions import record
from clientela.orders.models import Order, OrderLine
from clientela.post.models import Message
from clientela.segments.models import RfmGroup, SpendTier, Standing
from clientela.store.models import Store

NOW = datetime(2026, 3, 29, 12, 30, tzinfo=ZoneInfo("UTC"))  # the day on which Europe's clocks go forward
ZONE = ZoneInfo("Europe/Oslo")
PLACES = [("US", "NY", "New York City"), ("US", "CA", "Los Angeles"), ("NO", "", "Oslo"), ("GB", "", "Bath")]
TAGS = ["VIP", "Åpen", "late payer"]
LISTS = ["Red", "blå"]


@dataclass
class Bought:
    """A line of an order."""

    product: int
    quantity: int


@dataclass
class Placed:
    """An order, with its total in minor units."""

    at: datetime
    total: int
    lines: list[Bought]


@dataclass
class Person:
    """Everything that a query may ask about somebody, as plain values."""

    id: int = 0
    added: datetime = NOW
    language: str = ""
    email: str = ""
    source: str = "staff"
    state: str = "none"
    email_consent: str = "not_subscribed"
    sms_consent: str = "not_subscribed"
    tags: list[str] = field(default_factory=list)
    places: list[tuple[str, str, str]] = field(default_factory=list)
    orders: list[Placed] = field(default_factory=list)
    left: list[datetime] = field(default_factory=list)
    cart: datetime | None = None
    has_cart_lines: bool = False
    token: int | None = None
    # State, moment and the mailing that it belongs to, 0 for none.
    mails: list[tuple[str, datetime, int]] = field(default_factory=list)
    unsubscribed: list[datetime] = field(default_factory=list)
    group: str = ""
    tier: str = ""
    size: str | None = None
    points: Decimal | None = None
    born: date | None = None
    club: bool | None = None
    colours: list[str] | None = None


@dataclass
class Goods:
    """A product, for the evaluator."""

    id: int
    tags: list[str]
    kind: str


@dataclass
class World:
    """The people and the products."""

    people: list[Person]
    goods: list[Goods]


def _moment(chance: Random, days: int = 400) -> datetime:
    """Some moment, often right at the beginning or end of a day of the store."""
    day = NOW - timedelta(days=chance.randint(0, days))
    edge = day.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    moments = [day - timedelta(seconds=chance.randint(0, 86_400)), edge, edge - timedelta(microseconds=1)]
    return min(chance.choice(moments), NOW)


def _person(chance: Random, goods: list[Goods]) -> Person:
    def some(most: int) -> range:
        return range(chance.choice([0, 0, 1, most]))

    orders = [
        Placed(
            _moment(chance),
            chance.choice([0, 4999, 5000, 5001, 12_050]),
            [Bought(chance.choice(goods).id, chance.randint(1, 3)) for _ in range(chance.randint(1, 2))],
        )
        for _ in some(4)
    ]
    return Person(
        added=_moment(chance),
        language=chance.choice(["", "nb", "en"]),
        email=chance.choice(["", f"p{chance.random()}@gmail.com", f"p{chance.random()}@Example.com"]),
        source=chance.choice(Source.values),
        state=chance.choice(AccountState.values),
        email_consent=chance.choice(Consent.values),
        sms_consent=chance.choice(["not_subscribed", "subscribed"]),
        tags=chance.sample(TAGS, chance.choice([0, 0, 1, 2])),
        places=chance.sample(PLACES, chance.choice([0, 1, 2])),
        orders=orders,
        left=[_moment(chance, 60) for _ in some(2)],
        cart=chance.choice([None, _moment(chance, 60)]),
        has_cart_lines=chance.choice([True, False]),
        token=chance.choice([None, None, 1, 2]),
        mails=[
            (
                chance.choice(["delivered", "bounced", "complained", "sent"]),
                _moment(chance),
                chance.choice([0, 1, 2]),
            )
            for _ in some(3)
        ],
        unsubscribed=[_moment(chance) for _ in some(2)],
        group=chance.choice(["", *RfmGroup.values[:-1]]) if orders else "",
        tier=chance.choice(["", *SpendTier.values]) if orders else "",
        size=chance.choice([None, "M", "L"]),
        points=chance.choice([None, Decimal(5), Decimal("7.5")]),
        born=chance.choice([None, date(1980, 2, 29), date(1990, 3, 29), date(1975, 12, 31)]),
        club=chance.choice([None, True, False]),
        colours=chance.choice([None, ["Red"], ["blå", "Red"]]),
    )


def make_world(seed: int, number: int = 40) -> World:
    """The same people for the same seed, written in a few statements."""
    chance = Random(seed)
    Store.objects.update(time_zone=ZONE.key, currency="GBP")
    goods = [
        _goods("cup", ["Coffee", "Gift"], "Kitchen"),
        _goods("beans", ["coffee"], "Food"),
        _goods("scarf", [], ""),
    ]
    people = [_person(chance, goods) for _ in range(number)]
    definitions = _definitions()
    for person in people:
        _write(person, definitions)
    _write_orders(people)
    return World(people, goods)


def _goods(handle: str, tags: list[str], kind: str) -> Goods:
    product = Product.objects.create(handle=handle, title=handle, tags=tags, product_type=kind)
    Variant.objects.create(product=product, price=1)
    return Goods(product.pk, tags, kind)


def _definitions() -> dict[str, MetafieldDefinition]:
    kinds = {"size": "choice", "points": "number", "born": "date", "club": "boolean", "colours": "list"}
    return {
        key: MetafieldDefinition.objects.create(
            namespace="facts", key=key, name=key, type=kind, choices=["S", "M", "L"] if key == "size" else []
        )
        for key, kind in kinds.items()
    }


def _write(person: Person, definitions: dict[str, MetafieldDefinition]) -> None:
    totals = sum(order.total for order in person.orders)
    moments = [order.at for order in person.orders]
    row = Customer.objects.create(
        added_at=person.added,
        language=person.language,
        email=person.email,
        email_key=person.email.lower() or None,
        source=person.source,
        account_state=person.state,
        email_consent=person.email_consent,
        sms_consent=person.sms_consent,
        orders_count=len(person.orders),
        amount_spent=totals,
        first_order_at=min(moments, default=None),
        last_order_at=max(moments, default=None),
    )
    person.id = row.pk
    if person.tags:
        actions.add_tags([row.pk], person.tags, by=SYSTEM)
    Address.objects.bulk_create(
        Address(customer=row, country=country, region=region, city=city, digest=f"{country}{city}")
        for country, region, city in person.places
    )
    Checkout.objects.bulk_create(Checkout(customer=row, started_at=at) for at in person.left)
    Message.objects.bulk_create(
        Message(
            message_id=f"{row.pk}.{number}", customer_id=row.pk, state=state, reported_at=at,
            about_kind="mailing" if mailing else "order", about_id=mailing or 1,
        )
        for number, (state, at, mailing) in enumerate(person.mails)
    )  # fmt: skip
    _write_more(person, row)
    ConsentEntry.objects.bulk_create(
        ConsentEntry(customer=row, channel="email", state="unsubscribed", level="single", at=at)
        for at in person.unsubscribed
    )
    if person.group or person.tier:
        Standing.objects.create(customer=row, rfm_group=person.group, spend_tier=person.tier)
    _write_fields(person, row, definitions)


def _write_more(person: Person, row: Customer) -> None:
    """What they left in a cart, and the program that added them."""
    if person.cart:
        cart = Cart.objects.create(customer=row, updated_at=person.cart)
        if person.has_cart_lines:
            CartLine.objects.create(cart=cart, variant=Variant.objects.order_by("pk")[0], quantity=1)
    by = Actor(Kind.TOKEN, person.token) if person.token else SYSTEM
    record(CustomerCreated("api"), by=by, customer_id=row.pk)


def _write_fields(person: Person, row: Customer, definitions: dict[str, MetafieldDefinition]) -> None:
    columns = {"size": "text", "points": "number", "born": "date", "club": "boolean", "colours": "texts"}
    Metafield.objects.bulk_create(
        Metafield(customer=row, definition=definitions[key], **{column: getattr(person, key)})
        for key, column in columns.items()
        if getattr(person, key) is not None
    )


def _write_orders(people: list[Person]) -> None:
    number = 0
    for person in people:
        for placed in person.orders:
            number += 1
            order = Order.objects.create(
                number=number,
                customer_id=person.id,
                currency="GBP",
                subtotal=placed.total,
                total=placed.total,
                financial_status="PAID",
                placed_at=placed.at,
            )
            OrderLine.objects.bulk_create(
                OrderLine(
                    order=order, product_id=line.product, title="x", quantity=line.quantity, price=1, total=1
                )
                for line in placed.lines
            )


def moments_of(world: World) -> list[datetime]:
    """The seconds at which something happened to somebody, as the store's clock shows them."""
    moments = [
        at
        for person in world.people
        for at in (person.added, *(order.at for order in person.orders), *person.left, *person.unsubscribed)
    ]
    moments += [at for person in world.people for _state, at, _mailing in person.mails]
    moments += [person.cart for person in world.people if person.cart]
    born = {datetime(each.born.year, each.born.month, each.born.day) for each in world.people if each.born}
    return [at.astimezone(ZONE).replace(microsecond=0, tzinfo=None) for at in moments] + sorted(born) * 20
