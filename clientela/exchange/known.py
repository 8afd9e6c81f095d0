"""Customers whom lines of a file may be about: found by email, phone or name, many at once."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db import connection

from clientela.core import places, words
from clientela.core.places import Place
from clientela.customers import field_values
from clientela.exchange.wanted import Wanted

_COLUMNS = (
    *("id", "first_name", "last_name", "email", "email_key", "phone", "language", "birthday", "note"),
    *("tax_exempt", "email_consent", "sms_consent", "default_address_id"),
)
_TAGS = (
    "(SELECT array_agg(t.name ORDER BY t.id) FROM customers_customer_tag ct"
    " JOIN customers_tag t ON t.id = ct.tag_id WHERE ct.customer_id = c.id)"
)
_FIND = f"""
SELECT {", ".join(f"c.{name}" for name in _COLUMNS)}, {_TAGS},
       {", ".join(f"a.{name}" for name in places.FIELDS)}
  FROM customers_customer c LEFT JOIN customers_address a ON a.id = c.default_address_id
 WHERE c.id = ANY(%s)
 ORDER BY c.id
"""  # noqa: S608 - the columns are ours
# One look into an index for each: a fresh store has no statistics yet, and the planner would read all of it.
_IDS = """
SELECT s.id FROM unnest(%(emails)s::text[]) AS k(key) CROSS JOIN LATERAL (
       SELECT id FROM customers_customer WHERE deleted_at IS NULL AND email_key = k.key OFFSET 0) s
UNION
SELECT s.id FROM unnest(%(phones)s::text[]) AS k(key) CROSS JOIN LATERAL (
       SELECT id FROM customers_customer WHERE deleted_at IS NULL AND phone = k.key OFFSET 0) s
UNION
SELECT s.id FROM unnest(%(names)s::text[]) AS k(key) CROSS JOIN LATERAL (
       SELECT id FROM customers_customer WHERE deleted_at IS NULL AND name_key = k.key
                                           AND email_key IS NULL AND phone IS NULL OFFSET 0) s
"""
_LOCK = " FOR NO KEY UPDATE OF c"
_NEWEST = """
SELECT customer_id, channel, max(at) FROM customers_consent_entry
 WHERE customer_id = ANY(%s) GROUP BY customer_id, channel
"""
_METAFIELDS = """
SELECT customer_id, definition_id, text, number, date, boolean, texts
  FROM customers_metafield WHERE customer_id = ANY(%s) AND definition_id = ANY(%s)
"""


@dataclass
class Known:
    """A customer as they are now."""

    id: int
    values: dict[str, Any]
    tags: list[str]
    place: Place | None
    address_id: int | None
    consent: dict[str, str]
    decided_at: dict[str, datetime] = field(default_factory=dict)
    metafields: dict[int, str] = field(default_factory=dict)

    @property
    def key(self) -> str:
        return self.values["email_key"] or ""

    @property
    def phone(self) -> str:
        return self.values["phone"] or ""


@dataclass
class People:
    """Whoever the lines of a chunk may be about."""

    by_email: dict[str, Known] = field(default_factory=dict)
    by_phone: dict[str, Known] = field(default_factory=dict)
    by_name: dict[str, Known] = field(default_factory=dict)

    def put(self, known: Known) -> None:
        """Have a customer found by what they have."""
        if known.key:
            self.by_email[known.key] = known
        if known.phone:
            self.by_phone[known.phone] = known
        if not (known.key or known.phone):
            self.by_name.setdefault(_name_of(known.values["first_name"], known.values["last_name"]), known)

    def found(self, wanted: Wanted) -> Known | None:
        """The customer a line is about: by email, then by phone; without either by the very name."""
        if wanted.key and (known := self.by_email.get(wanted.key)):
            return known
        if wanted.phone:
            return self.by_phone.get(wanted.phone)
        return None if wanted.key else self.by_name.get(_name_of(*wanted.name))


def _name_of(first: str, last: str) -> str:
    return words.sort_key(last, first)


def find(lines: Iterable[Wanted], *, locks: bool) -> People:
    """All customers whom these lines may be about, by two statements; `locks` holds their rows."""
    wanted = list(lines)
    given = {
        "emails": [line.key for line in wanted if line.key],
        "phones": [line.phone for line in wanted if line.phone],
        "names": [_name_of(*line.name) for line in wanted if not (line.key or line.phone)],
    }
    people = People()
    with connection.cursor() as cursor:
        cursor.execute(_IDS, given)
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute(_FIND + (_LOCK if locks else ""), [ids])
        for row in cursor.fetchall():
            people.put(_known(row))
    return people


def _known(row: Sequence[Any]) -> Known:
    values = dict(zip(_COLUMNS, row, strict=False))
    address_id = values.pop("default_address_id")
    consent = {channel: values.pop(f"{channel}_consent") for channel in ("email", "sms")}
    place = Place(*row[len(_COLUMNS) + 1 :]) if address_id else None
    return Known(values.pop("id"), values, row[len(_COLUMNS)] or [], place, address_id, consent)


def look_up_consent(people: Sequence[Known]) -> None:
    """When each last agreed or declined."""
    by_id = {known.id: known for known in people}
    with connection.cursor() as cursor:
        cursor.execute(_NEWEST, [list(by_id)])
        for customer_id, channel, at in cursor.fetchall():
            by_id[customer_id].decided_at[channel] = at


def look_up_metafields(people: Sequence[Known], definitions: Sequence[int]) -> None:
    """Their custom fields, as plain text."""
    by_id = {known.id: known for known in people}
    with connection.cursor() as cursor:
        cursor.execute(_METAFIELDS, [list(by_id), list(definitions)])
        for customer_id, definition, *values in cursor.fetchall():
            value = next((value for value in values if value is not None), None)
            by_id[customer_id].metafields[definition] = field_values.plain(value)
