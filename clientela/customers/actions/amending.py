"""Changing many customers at once, each in its own way: a handful of statements for thousands."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows, new_ids
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.addresses import digest
from clientela.customers.actions.intake import Agreed
from clientela.customers.actions.tags import _ids
from clientela.customers.events import (
    AddressAdded,
    AddressChanged,
    ConsentChanged,
    CustomerEdited,
    NoteChanged,
    TagsAdded,
    TagsRemoved,
)
from clientela.customers.models import Address
from clientela.customers.search import reindex
from clientela.journal.actions import Entry, record_each

# Columns and their types; what isn't given stays.
_COLUMNS = {
    **dict.fromkeys(("first_name", "last_name", "email", "email_key", "phone", "language", "note"), "text"),
    "birthday": "date",
    "tax_exempt": "boolean",
    "email_consent": "text",
    "sms_consent": "text",
    "default_address_id": "bigint",
}
# The facts that tell of an amendment.
CHANGES = (
    *("customer.edited", "customer.note_changed", "customer.tags_added", "customer.tags_removed"),
    *("customer.consent_changed", "customer.address_added", "customer.address_changed"),
)
_TYPED = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
_SET = ", ".join(f"{name} = coalesce(v.{name}, c.{name})" for name in _COLUMNS)
_UPDATE = (
    f"UPDATE customers_customer c SET {_SET}, version = c.version + 1, updated_at = now()"  # noqa: S608 - ours
    f" FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, {_TYPED}) WHERE c.id = v.id"
)
_PLACED = ", ".join(f"{name} = v.{name}" for name in (*places.FIELDS, "digest"))
_MOVE = (
    f"UPDATE customers_address a SET {_PLACED}"  # noqa: S608 - the columns are ours
    " FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, "
    + ", ".join(f"{name} text" for name in (*places.FIELDS, "digest"))
    + ") WHERE a.id = v.id"
)


@dataclass(frozen=True)
class Amendment:
    """What changes about one customer: `values` by column, and `before` as they were.

    `place` takes the place of address `address_id`, or becomes the first one.
    """

    customer_id: int
    values: Mapping[str, Any] = field(default_factory=dict)
    before: Mapping[str, Any] = field(default_factory=dict)
    place: Place | None = None
    address_id: int | None = None
    tags_on: Sequence[str] = ()
    tags_off: Sequence[str] = ()
    # Channel, what was agreed, and the address or number it is for.
    consents: Sequence[tuple[str, Agreed, str]] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.values or self.place or self.tags_on or self.tags_off or self.consents)


def amend(people: Sequence[Amendment], *, by: Actor, job_id: int | None = None) -> None:
    """Change customers whose rows the caller holds locked, each as it says; facts go on every timeline.

    The values are checked by the caller. A unique violation where an email or phone is somebody else's.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    if not people:
        return
    with transaction.atomic():
        defaults, entries = _put_places(people)
        _put_values(people, defaults)
        put_tags({each.customer_id: each.tags_on for each in people if each.tags_on}, by=by)
        _drop_tags(people)
        _write_ledger(people)
        reindex([each.customer_id for each in people if _is_searched(each)])
        record_each([*entries, *_facts(people)], by=by, job_id=job_id)
        # A job has one fact of a name about each customer; consent may be for two channels.
        record_each([_agreed(each, each.consents[1]) for each in people if each.consents[1:]], by=by)


def _is_searched(each: Amendment) -> bool:
    names = {"first_name", "last_name", "email", "phone"}
    return bool(each.place or each.tags_on or each.tags_off or names & each.values.keys())


def _json(rows: Iterable[Mapping[str, Any]]) -> str:
    return json.dumps(list(rows), default=lambda value: value.isoformat())


def _execute(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [_json(rows)])


def _put_values(people: Sequence[Amendment], defaults: Mapping[int, int]) -> None:
    rows = []
    for each in people:
        states = {f"{channel}_consent": agreed.state.value for channel, agreed, _contact in each.consents}
        default = {"default_address_id": defaults[each.customer_id]} if each.customer_id in defaults else {}
        rows.append({"id": each.customer_id, **each.values, **states, **default})
    _execute(_UPDATE, rows)


def _put_places(people: Sequence[Amendment]) -> tuple[dict[int, int], list[Entry]]:
    """Write addresses. Gives the new default of customers who get one, and what goes on the timelines."""
    moved = [each for each in people if each.place]
    prints = {each.customer_id: digest(each.place) for each in moved if each.place}
    there = _same(prints)
    new = [each for each in moved if not each.address_id and each.customer_id not in there]
    ids = dict(
        zip((each.customer_id for each in new), new_ids("customers_address_id_seq", len(new)), strict=True)
    )
    copy_rows(
        "customers_address",
        ("id", "customer_id", *places.FIELDS, "is_pinned", "digest"),
        [
            (ids[e.customer_id], e.customer_id, *vars(e.place).values(), False, prints[e.customer_id])
            for e in new
        ],
    )
    changed = [each for each in moved if each.address_id and each.customer_id not in there]
    _execute(_MOVE, [{"id": e.address_id, **vars(e.place), "digest": prints[e.customer_id]} for e in changed])
    entries = [Entry(AddressAdded(ids[e.customer_id], _lines(e)), e.customer_id) for e in new]
    entries += [Entry(AddressChanged(e.address_id or 0, _lines(e)), e.customer_id) for e in changed]
    return {**ids, **there}, entries


def _lines(each: Amendment) -> list[str]:
    return places.lines(each.place) if each.place else []


def _same(prints: Mapping[int, str]) -> dict[int, int]:
    """Addresses that say the same already, by customer: such a one becomes the default."""
    if not prints:
        return {}
    rows = Address.objects.filter(customer__in=list(prints), digest__in=set(prints.values()))
    found = rows.values_list("customer_id", "digest", "pk")
    return {customer: pk for customer, print_, pk in found if prints[customer] == print_}


def put_tags(wanted: Mapping[int, Sequence[str]], *, by: Actor) -> None:
    """Put tags on customers, each their own; nothing else happens to them."""
    by.must(Power.CUSTOMERS_IMPORT)
    if not wanted:
        return
    ids = _ids(list(dict.fromkeys(name for names in wanted.values() for name in names)))
    pairs = [(pk, tag) for pk, names in wanted.items() for tag in {ids[name] for name in names}]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_customer_tag (customer_id, tag_id)"
            " SELECT * FROM unnest(%s::bigint[], %s::bigint[]) ON CONFLICT DO NOTHING",
            [[pk for pk, _tag in pairs], [tag for _pk, tag in pairs]],
        )


def _drop_tags(people: Sequence[Amendment]) -> None:
    pairs = [(each.customer_id, name) for each in people for name in each.tags_off]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(
                "DELETE FROM customers_customer_tag ct USING customers_tag t,"
                " unnest(%s::bigint[], %s::text[]) AS gone(customer_id, name)"
                " WHERE ct.customer_id = gone.customer_id AND ct.tag_id = t.id AND t.name = gone.name",
                [[pk for pk, _name in pairs], [name for _pk, name in pairs]],
            )


# Source, wording and proof.
_FROM: tuple[str, str, dict[str, str]] = ("import", "", {})


def _write_ledger(people: Sequence[Amendment]) -> None:
    columns = ("customer_id", "channel", "contact", "state", "level", "at", "source", "wording", "proof")
    rows = [
        (*(each.customer_id, channel, contact, agreed.state.value, agreed.level.value, _at(agreed)), *_FROM)
        for each in people
        for channel, agreed, contact in each.consents
    ]
    copy_rows("customers_consent_entry", columns, rows)


def _at(agreed: Agreed) -> datetime:
    if agreed.at is None:
        raise ValueError("Consent has a moment.")
    return agreed.at


def _facts(people: Sequence[Amendment]) -> Iterable[Entry]:
    for each in people:
        edited = [name for name in each.values if name not in {"note", "email_key"}]
        if edited:
            before = {name: _text(each.before.get(name)) for name in edited}
            after = {name: _text(each.values[name]) for name in edited}
            yield Entry(CustomerEdited(edited, before, after), each.customer_id)
        if "note" in each.values:
            yield Entry(NoteChanged(), each.customer_id)
        if each.tags_on:
            yield Entry(TagsAdded(list(each.tags_on)), each.customer_id)
        if each.tags_off:
            yield Entry(TagsRemoved(list(each.tags_off)), each.customer_id)
        if each.consents:
            yield _agreed(each, each.consents[0])


def _agreed(each: Amendment, consent: tuple[str, Agreed, str]) -> Entry:
    channel, agreed, _contact = consent
    fact = ConsentChanged(channel, agreed.state.value, agreed.level.value, agreed.source)
    return Entry(fact, each.customer_id)


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)
