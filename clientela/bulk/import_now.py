"""How customers whom an import changed stand now: read for a chunk of them, their rows held."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from clientela.core.people import among, among_texts
from clientela.customers.actions.tags import tag_key
from clientela.customers.field_values import plain, value_of
from clientela.customers.models import (
    Address,
    Channel,
    ConsentEntry,
    Customer,
    CustomerTag,
    Metafield,
    MetafieldDefinition,
)
from clientela.jobs.models import Job
from clientela.journal.models import Event

Told = Mapping[str, Any]
_WRITTEN = ("customer.address_added", "customer.address_changed")


@dataclass(frozen=True)
class Written:
    """An address that the import wrote, and when."""

    address_id: int
    at: datetime


@dataclass
class Now:
    """A customer as they stand now, as far as the import touched them."""

    customer: Customer
    tags: dict[str, str] = field(default_factory=dict)
    addresses: dict[int, Address] = field(default_factory=dict)
    written: Written | None = None
    # Newest first.
    ledger: dict[Channel, list[ConsentEntry]] = field(default_factory=dict)
    fields: dict[int, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Chunk:
    """All that is asked while a chunk is looked at; `began` and `ended` are the import's moments."""

    people: Mapping[int, Now]
    definitions: Mapping[int, MetafieldDefinition]
    # Numbers that customers have now, of those that others had before the import.
    phones: Collection[str]
    began: datetime
    ended: datetime

    def is_imports(self, entry: ConsentEntry) -> bool:
        """Whether a line of the ledger was written while the import was at work, by an import."""
        return entry.source == "import" and self.began <= entry.recorded_at <= self.ended


def hold(ids: Sequence[int]) -> dict[int, Customer]:
    """The customers of a chunk who are still there, their rows locked by id."""
    rows = Customer.objects.known().filter(pk__in=among(ids)).defer("words", "words_elsewhere")
    return {each.pk: each for each in rows.order_by("pk").select_for_update(of=("self",))}


def look(held: Mapping[int, Customer], told: Sequence[Told], job: Job) -> Chunk:
    """Read how they stand, a statement for each kind of thing that the import changed."""
    people = {was["id"]: Now(held[was["id"]]) for was in told if was["id"] in held}
    _tags(people, _those(told, people, "tags_on"))
    _addresses(people, _those(told, people, "address_id"), job)
    _ledger(people, [was["id"] for was in told if was["id"] in people and _is_contacted(was)])
    definitions = {int(pk) for was in told for pk in was.get("fields", ())}
    _fields(people, _those(told, people, "fields"))
    in_use = MetafieldDefinition.objects.in_use().filter(pk__in=definitions)
    return Chunk(
        people,
        {each.pk: each for each in in_use} if definitions else {},
        _phones([phone for was in told if (phone := was["values"].get("phone"))]),
        job.started_at or job.created_at,
        job.ended_at or job.created_at,
    )


def _is_contacted(was: Told) -> bool:
    """Whether consent, or what it is given for, was changed."""
    return "consent" in was or not {"email", "phone"}.isdisjoint(was["values"])


def _those(told: Sequence[Told], people: Mapping[int, Now], key: str) -> list[int]:
    return [was["id"] for was in told if key in was and was["id"] in people]


def _tags(people: Mapping[int, Now], ids: list[int]) -> None:
    if ids:
        rows = CustomerTag.objects.filter(customer__in=among(ids))
        for customer_id, name in rows.values_list("customer_id", "tag__name"):
            people[customer_id].tags[tag_key(name)] = name


def _addresses(people: Mapping[int, Now], ids: list[int], job: Job) -> None:
    if not ids:
        return
    rows = Address.objects.filter(customer__in=among(ids)).order_by("-is_pinned", "-used_at")
    for address in rows:
        people[address.customer_id].addresses[address.pk] = address
    facts = Event.objects.filter(job_id=job.pk, name__in=_WRITTEN, customer_id__in=among(ids))
    for fact in facts:
        people[fact.customer_id or 0].written = Written(fact.data["address_id"], fact.at)


def _ledger(people: Mapping[int, Now], ids: list[int]) -> None:
    if ids:
        for entry in ConsentEntry.objects.filter(customer__in=among(ids)).order_by("-at", "-pk"):
            people[entry.customer_id].ledger.setdefault(Channel(entry.channel), []).append(entry)


def _fields(people: Mapping[int, Now], ids: list[int]) -> None:
    if ids:
        rows = Metafield.objects.filter(customer__in=among(ids)).select_related("definition")
        for row in rows:
            value = value_of(row.definition, row)
            people[row.customer_id].fields[row.definition_id] = plain(value)


def _phones(numbers: list[str]) -> set[str]:
    if not numbers:
        return set()
    found = Customer.objects.known().filter(phone__in=among_texts(numbers))
    return {phone for phone in found.values_list("phone", flat=True) if phone}
