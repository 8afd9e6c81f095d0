"""Taking in many customers at once, from an import or the demo: a handful of statements for thousands."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db import connection, transaction

from clientela.core import emails, places, words
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids, tsvector
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.addresses import digest
from clientela.customers.actions.tags import _ids
from clientela.customers.events import CustomerCreated
from clientela.customers.models import AccountState, Consent, Customer, OptIn, Source
from clientela.journal.actions import Entry, record_each


@dataclass(frozen=True)
class Agreed:
    """Consent as it comes along: state, how it was given, when and where."""

    state: Consent = Consent.NOT_SUBSCRIBED
    level: OptIn = OptIn.UNKNOWN
    at: datetime | None = None
    source: str = "import"


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


_CUSTOMER = (
    *("id", "version", "first_name", "last_name", "name_key", "email", "email_key", "email_verified_at"),
    *("phone", "language", "birthday", "note", "tax_exempt", "tax_exemptions", "source", "account_state"),
    *("email_consent", "sms_consent", "data_sale_opt_out", "orders_count", "amount_spent"),
    *("words_elsewhere", "words", "added_at", "updated_at"),
)
_ADDRESS = ("id", "customer_id", *places.FIELDS, "is_pinned", "used_at", "digest")
_LEDGER = ("customer_id", "channel", "contact", "state", "level", "at", "source", "wording", "proof")


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
        new = {key: person for key, person in wanted.items() if key not in found}
        ids = dict(zip(new, new_ids("customers_customer_id_seq", len(new)), strict=True))
        pairs = [(ids[key], person) for key, person in new.items()]
        copy_rows("customers_customer", _CUSTOMER, (_customer_row(ids[k], k, p) for k, p in new.items()))
        _addresses(pairs)
        _tags(pairs)
        copy_rows("customers_consent_entry", _LEDGER, chain.from_iterable(_ledger(i, p) for i, p in pairs))
        record_each([Entry(CustomerCreated(p.source.value), i, at=p.added_at) for i, p in pairs], by=by)
    return {str(key): pk for key, pk in found.items()} | ids


def _words(person: Intake) -> list[str]:
    phone = (person.phone or "").lstrip("+")
    texts = [person.first_name, person.last_name, person.email, *person.tags, phone]
    texts += [phone[cut:] for cut in (1, 2, 3) if len(phone) > 7]
    for place in person.addresses:
        texts += [place.company, place.line1, place.line2, place.city, place.postcode]
        texts += [place.postcode.replace(" ", ""), place.first_name, place.last_name]
    return words.searchable(texts)


def _customer_row(customer_id: int, key: str, person: Intake) -> tuple[Any, ...]:
    name_key = words.sort_key(person.last_name, person.first_name)
    proved_at = person.added_at if person.is_verified else None
    return (
        *(customer_id, 1, person.first_name, person.last_name, name_key, emails.as_typed(person.email), key),
        *(proved_at, person.phone, person.language, person.birthday, person.note, person.tax_exempt, []),
        *(person.source.value, person.account_state.value, person.email_consent.state.value),
        *(person.sms_consent.state.value, False, 0, 0, [], tsvector(_words(person))),
        *(person.added_at, person.added_at),
    )


def _addresses(pairs: Sequence[tuple[int, Intake]]) -> None:
    ids = iter(new_ids("customers_address_id_seq", sum(len(person.addresses) for _pk, person in pairs)))
    rows, defaults = [], []
    for customer_id, person in pairs:
        # Of two spellings of one address the first is kept, as by hand.
        once = {digest(place): place for place in reversed(person.addresses)}
        for number, (key, place) in enumerate(reversed(once.items())):
            address_id = next(ids)
            rows.append((address_id, customer_id, *place.as_dict().values(), False, person.added_at, key))
            if number == 0:
                defaults.append((customer_id, address_id))
    copy_rows("customers_address", _ADDRESS, rows)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE customers_customer c SET default_address_id = d.address"
            " FROM unnest(%s::bigint[], %s::bigint[]) AS d (customer, address) WHERE c.id = d.customer",
            [[pair[0] for pair in defaults], [pair[1] for pair in defaults]],
        )


def _tags(pairs: Sequence[tuple[int, Intake]]) -> None:
    names: Iterable[str] = dict.fromkeys(tag for _pk, person in pairs for tag in person.tags)
    by_name = _ids(list(names))
    rows = {(pk, by_name[tag]) for pk, person in pairs for tag in person.tags}
    copy_rows("customers_customer_tag", ("customer_id", "tag_id"), sorted(rows))


def _ledger(customer_id: int, person: Intake) -> Iterable[tuple[Any, ...]]:
    given = (("email", person.email, person.email_consent), ("sms", person.phone or "", person.sms_consent))
    for channel, contact, agreed in given:
        if agreed.state is not Consent.NOT_SUBSCRIBED and agreed.at:
            state, level = agreed.state.value, agreed.level.value
            yield (customer_id, channel, contact, state, level, agreed.at, agreed.source, "", {})
