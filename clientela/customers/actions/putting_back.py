"""Putting many customers back to what they were, each in their own way: a handful of statements for all."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.copying import copy_rows
from clientela.core.people import among
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.addresses import digest
from clientela.customers.actions.amending import _MOVE, _TYPED, put_tags
from clientela.customers.actions.filling import _fact, _held, _plain_of_each, _put
from clientela.customers.actions.tags import tag_key
from clientela.customers.events import (
    AddressChanged,
    AddressDeleted,
    ConsentChanged,
    CustomerEdited,
    DefaultAddressChosen,
    FieldChanged,
    NoteChanged,
    TagsAdded,
    TagsRemoved,
)
from clientela.customers.field_values import read
from clientela.customers.models import Address, Channel, Consent, OptIn
from clientela.customers.search import reindex
from clientela.journal.actions import Entry, record_each

# What stands in the ledger of consent as the source of such an entry.
SOURCE = "undo"
_COLUMNS = [column.split()[0] for column in _TYPED.split(", ")]
_GIVEN = "{0} = CASE WHEN v.given ? '{0}' THEN v.{0} ELSE c.{0} END"
_SET = ", ".join(_GIVEN.format(name) for name in _COLUMNS)
_UPDATE = (
    f"UPDATE customers_customer c SET {_SET}, version = c.version + 1, updated_at = now()"  # noqa: S608 - ours
    f" FROM jsonb_to_recordset(%s::jsonb) AS v(id bigint, given jsonb, {_TYPED}) WHERE c.id = v.id"
)
_DROP_TAGS = (
    "DELETE FROM customers_customer_tag ct USING customers_tag t,"
    " unnest(%s::bigint[], %s::text[]) AS gone(customer_id, key)"
    " WHERE ct.customer_id = gone.customer_id AND ct.tag_id = t.id AND t.key = gone.key"
)


@dataclass(frozen=True)
class Agreement:
    """Consent as it is again: for which channel and contact, and how it was given then."""

    channel: Channel
    state: Consent
    level: OptIn
    contact: str


@dataclass
class Return:
    """What one customer is put back to: `values` by column (nothing empties it), and `before` as it is now.

    `place` are the words that address `address_id` has again, `dropped` an address that goes. `default` is
    the address that becomes the default, 0 for none; nothing leaves it.
    """

    customer_id: int
    values: dict[str, Any] = field(default_factory=dict)
    before: dict[str, Any] = field(default_factory=dict)
    place: Place | None = None
    address_id: int = 0
    dropped: int = 0
    default: int | None = None
    tags_on: Sequence[str] = ()
    tags_off: Sequence[str] = ()
    consents: list[Agreement] = field(default_factory=list)
    # Custom fields by definition, as plain text.
    fields: dict[int, str] = field(default_factory=dict)

    @property
    def is_empty(self) -> bool:
        moved = self.place or self.dropped or self.default is not None
        return not (self.values or moved or self.tags_on or self.tags_off or self.consents or self.fields)


def put_back(people: Sequence[Return], *, by: Actor, job_id: int, why: Mapping[str, Any]) -> None:
    """Put customers back whose rows the caller holds locked; facts go on every timeline.

    Consent is a ledger: going back is a new line in it, with `why` as its proof. The values are checked by
    the caller. A unique violation where an email or phone is somebody else's by now.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    moved = [each for each in people if not each.is_empty]
    if not moved:
        return
    with transaction.atomic():
        _execute(_UPDATE, [_row(each) for each in moved])
        _put_places(moved)
        put_tags({each.customer_id: each.tags_on for each in moved if each.tags_on}, by=by)
        _drop_tags(moved)
        _write_ledger(moved, why)
        filled = _fill(moved)
        reindex([each.customer_id for each in moved])
        record_each([*filled, *(entry for each in moved for entry in _facts(each))], by=by, job_id=job_id)
        # A job has one fact of a name about each customer; consent may be for two channels.
        record_each([_agreed(each, each.consents[1]) for each in moved if each.consents[1:]], by=by)


def _execute(statement: str, rows: Sequence[Mapping[str, Any]]) -> None:
    if rows:
        with connection.cursor() as cursor:
            cursor.execute(statement, [json.dumps(list(rows))])


def _row(each: Return) -> dict[str, Any]:
    row = dict(each.values) | {f"{one.channel.value}_consent": one.state.value for one in each.consents}
    if each.default is not None:
        row["default_address_id"] = each.default or None
    return {"id": each.customer_id, "given": list(row), **row}


def _put_places(people: Iterable[Return]) -> None:
    changed = [(each.address_id, each.place) for each in people if each.place]
    _execute(_MOVE, [{"id": pk, **vars(place), "digest": digest(place)} for pk, place in changed])
    gone = [each.dropped for each in people if each.dropped]
    if gone:
        Address.objects.filter(pk__in=among(gone)).delete()


def _drop_tags(people: Iterable[Return]) -> None:
    pairs = [(each.customer_id, tag_key(name)) for each in people for name in each.tags_off]
    if pairs:
        with connection.cursor() as cursor:
            cursor.execute(_DROP_TAGS, [[pk for pk, _key in pairs], [key for _pk, key in pairs]])


def _write_ledger(people: Iterable[Return], why: Mapping[str, Any]) -> None:
    columns = ("customer_id", "channel", "contact", "state", "level", "at", "source", "wording", "proof")
    now = timezone.now()
    rows = [
        (each.customer_id, one.channel.value, one.contact, one.state.value, one.level.value, now, SOURCE, "")
        for each in people
        for one in each.consents
    ]
    copy_rows("customers_consent_entry", columns, [(*row, dict(why)) for row in rows])


def _fill(people: Iterable[Return]) -> list[Entry]:
    """Write custom fields, each by a few statements for everybody. Gives what goes on the timelines."""
    by_field: dict[int, dict[int, str]] = {}
    for each in people:
        for definition_id, text in each.fields.items():
            by_field.setdefault(definition_id, {})[each.customer_id] = text
    told: dict[int, FieldChanged] = {}
    for definition in _held(sorted(by_field)):
        texts = by_field[definition.pk]
        values = {pk: read(definition, text) for pk, text in texts.items()}
        before = _plain_of_each(definition, list(texts))
        _put(definition, values)
        for pk, value in values.items():
            name = definition.full_name
            fact = _fact([definition], {name: before.get(pk, "")}, {name: value})
            told[pk] = _both(told[pk], fact) if pk in told else fact
    return [Entry(fact, pk) for pk, fact in told.items()]


def _both(one: FieldChanged, other: FieldChanged) -> FieldChanged:
    return FieldChanged(
        [*one.fields, *other.fields],
        [*one.labels, *other.labels],
        one.before | other.before,
        one.after | other.after,
    )


def _facts(each: Return) -> Iterator[Entry]:
    facts: list[object] = []
    edited = [name for name in each.values if name not in {"note", "email_key"}]
    if edited:
        before = {name: _text(each.before.get(name)) for name in edited}
        facts.append(CustomerEdited(edited, before, {name: _text(each.values[name]) for name in edited}))
    if "note" in each.values:
        facts.append(NoteChanged())
    if each.place:
        facts.append(AddressChanged(each.address_id, places.lines(each.place)))
    if each.dropped:
        facts.append(AddressDeleted(each.dropped))
    elif each.default:
        facts.append(DefaultAddressChosen(each.default))
    if each.tags_on:
        facts.append(TagsAdded(list(each.tags_on)))
    if each.tags_off:
        facts.append(TagsRemoved(list(each.tags_off)))
    yield from (Entry(fact, each.customer_id) for fact in facts)
    if each.consents:
        yield _agreed(each, each.consents[0])


def _agreed(each: Return, one: Agreement) -> Entry:
    fact = ConsentChanged(one.channel.value, one.state.value, one.level.value, SOURCE)
    return Entry(fact, each.customer_id)


def _text(value: Any) -> str:
    return "" if value is None else str(value)
