"""Taking in many customers at once, from an import or the demo: a handful of statements for thousands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain

from django.db import transaction

from clientela.core import emails, places, words
from clientela.core.actor import Actor
from clientela.core.copying import Sheet, copy_lines, copy_sheet, line, new_ids, tsvector
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.addresses import digest
from clientela.customers.actions.tags import _ids
from clientela.customers.events import CustomerCreated
from clientela.customers.models import AccountState, Consent, Customer, OptIn, Source
from clientela.journal import actions as journal
from clientela.journal.actions import Entry


@dataclass(frozen=True)
class Agreed:
    """Consent as it comes along: state, how it was given, when and where."""

    state: Consent = Consent.NOT_SUBSCRIBED
    level: OptIn = OptIn.UNKNOWN
    at: datetime | None = None
    source: str = "import"


@dataclass(frozen=True)
class Bought:
    """What somebody has bought, counted by whoever takes the orders in too; the amount in minor units."""

    orders: int = 0
    amount: int = 0
    first_at: datetime | None = None
    last_at: datetime | None = None


@dataclass(frozen=True)
class Intake:
    """One customer to take in. Phone in E.164; the first address becomes the default."""

    email: str
    added_at: datetime
    source: Source
    first_name: str = ""
    last_name: str = ""
    phone: str | None = None
    language: str = ""
    birthday: date | None = None
    note: str = ""
    tax_exempt: bool = False
    tags: tuple[str, ...] = ()
    addresses: tuple[Place, ...] = ()
    email_consent: Agreed = Agreed()
    sms_consent: Agreed = Agreed()
    account_state: AccountState = AccountState.NONE
    is_verified: bool = False
    bought: Bought = Bought()


@dataclass(frozen=True)
class Numbered:
    """A customer to take in with an id, their email's canonical key, and ids enough for their addresses."""

    id: int
    key: str
    address_ids: Sequence[int]
    person: Intake


_CUSTOMER = (
    *("id", "version", "first_name", "last_name", "name_key", "email", "email_key", "email_verified_at"),
    *("phone", "language", "birthday", "note", "tax_exempt", "tax_exemptions", "source", "account_state"),
    *("email_consent", "sms_consent", "data_sale_opt_out", "default_address_id", "orders_count"),
    *("amount_spent", "first_order_at", "last_order_at", "words_elsewhere", "words"),
    *("added_at", "updated_at"),
)
_ADDRESS = ("id", "customer_id", *places.FIELDS, "is_pinned", "used_at", "digest")
_TAG = ("customer_id", "tag_id")
_LEDGER = ("customer_id", "channel", "contact", "state", "level", "at", "source", "wording", "proof")
_TABLES = {"customers_customer", "customers_address", "customers_customer_tag", "customers_consent_entry"}


def take_in(people: Sequence[Intake], *, by: Actor) -> dict[str, int]:
    """Add the customers whose email nobody has yet. Gives everybody's id by canonical email.

    Whoever is there already is found and left as they are. Two of one email in `people` are one customer, the
    first. Raises `EmailNotValid`; a unique violation where somebody adds one of them this very moment.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    wanted: dict[str, Intake] = {}
    for person in people:
        wanted.setdefault(emails.canonical(person.email), person)
    with transaction.atomic():
        found = dict(
            Customer.objects.known().filter(email_key__in=list(wanted)).values_list("email_key", "pk")
        )
        new = _numbered({key: person for key, person in wanted.items() if key not in found})
        tags = tag_ids(chain.from_iterable(row.person.tags for row in new), by=by)
        take_in_numbered(new, tags, by=by)
    return {str(key): pk for key, pk in found.items()} | {row.key: row.id for row in new}


def _numbered(new: Mapping[str, Intake]) -> list[Numbered]:
    places_count = sum(len(person.addresses) for person in new.values())
    addresses = iter(new_ids("customers_address_id_seq", places_count))
    return [
        Numbered(pk, key, [next(addresses) for _place in person.addresses], person)
        for pk, (key, person) in zip(new_ids("customers_customer_id_seq", len(new)), new.items(), strict=True)
    ]


def tag_ids(names: Iterable[str], *, by: Actor) -> dict[str, int]:
    """The tags of these names, made where they are new."""
    by.must(Power.CUSTOMERS_IMPORT)
    return _ids(list(dict.fromkeys(names)))


def draw(people: Sequence[Numbered], tags: Mapping[str, int], *, by: Actor) -> tuple[Sheet, ...]:
    """Write customers onto sheets, for `take_in_drawn`: no database is asked, so another process may do it.

    Their emails must have the canonical keys that stand beside them, their tags be in `tags`.
    """
    return (*(Sheet.of(*part) for part in _parts(people, tags)), journal.draw(map(_entry, people), by=by))


def _parts(
    people: Sequence[Numbered], tags: Mapping[str, int]
) -> Iterator[tuple[str, Sequence[str], Iterator[str]]]:
    """Table by table the lines of these customers."""
    yield "customers_customer", _CUSTOMER, map(_customer, people)
    yield "customers_address", _ADDRESS, chain.from_iterable(map(_addresses, people))
    yield "customers_customer_tag", _TAG, _tags(people, tags)
    yield "customers_consent_entry", _LEDGER, chain.from_iterable(map(_ledger, people))


def take_in_numbered(people: Sequence[Numbered], tags: Mapping[str, int], *, by: Actor) -> None:
    """Add customers, as `draw` and `take_in_drawn` do, but drawn while the database writes."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        for part in _parts(people, tags):
            copy_lines(*part)
        journal.record_drawn(journal.draw(map(_entry, people), by=by), by=by)


def take_in_drawn(sheets: Sequence[Sheet], *, by: Actor) -> None:
    """Add the customers that `draw` wrote onto sheets. A unique violation where one is there already."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        for sheet in sheets:
            if sheet.table in _TABLES:
                copy_sheet(sheet)
            else:
                journal.record_drawn(sheet, by=by)


def _entry(row: Numbered) -> Entry:
    return Entry(CustomerCreated(row.person.source.value), row.id, at=row.person.added_at)


# Streets, cities and names come again and again.
_split = lru_cache(maxsize=20_000)(words.split)


def _words(person: Intake) -> Iterable[str]:
    phone = (person.phone or "").lstrip("+")
    texts = [person.first_name, person.last_name, person.email, *person.tags, phone]
    texts += [phone[cut:] for cut in (1, 2, 3) if len(phone) > 7]
    for place in person.addresses:
        texts += [place.company, place.line1, place.line2, place.city, place.postcode]
        texts += [place.postcode.replace(" ", ""), place.first_name, place.last_name]
    return dict.fromkeys(chain.from_iterable(map(_split, filter(None, texts))))


def _customer(row: Numbered) -> str:
    person, bought = row.person, row.person.bought
    name_key = words.sort_key(person.last_name, person.first_name)
    proved_at = person.added_at if person.is_verified else None
    default = row.address_ids[0] if person.addresses else None
    return line(
        (
            *(row.id, 1, person.first_name, person.last_name, name_key, emails.as_typed(person.email)),
            *(row.key or None, proved_at, person.phone, person.language, person.birthday, person.note),
            *(person.tax_exempt, [], person.source.value, person.account_state.value),
            *(person.email_consent.state.value, person.sms_consent.state.value, False, default),
            *(bought.orders, bought.amount, bought.first_at, bought.last_at, [], tsvector(_words(person))),
            *(person.added_at, person.added_at),
        )
    )


def _addresses(row: Numbered) -> Iterator[str]:
    # Of two spellings of one address the first is kept, as by hand.
    once = {digest(place): place for place in reversed(row.person.addresses)}
    for address_id, (key, place) in zip(row.address_ids, reversed(once.items()), strict=False):
        used_at = row.person.added_at
        yield line((address_id, row.id, *vars(place).values(), False, used_at, key))


def _tags(people: Sequence[Numbered], tags: Mapping[str, int]) -> Iterator[str]:
    return (line((row.id, tag)) for row in people for tag in sorted({tags[name] for name in row.person.tags}))


def _ledger(row: Numbered) -> Iterator[str]:
    person = row.person
    given = (("email", person.email, person.email_consent), ("sms", person.phone or "", person.sms_consent))
    for channel, contact, agreed in given:
        if agreed.state is not Consent.NOT_SUBSCRIBED and agreed.at:
            state, level = agreed.state.value, agreed.level.value
            yield line((row.id, channel, contact, state, level, agreed.at, agreed.source, "", {}))
