"""Values of custom fields: of one customer, or of many by a few statements."""

from collections.abc import Collection, Mapping, Sequence

from django.db import connection, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.customers.actions.profile import locked
from clientela.customers.events import FieldChanged
from clientela.customers.field_values import COLUMNS, Value, plain, read, value_of
from clientela.customers.fields import Metafield, MetafieldDefinition
from clientela.customers.keeping import save, touch
from clientela.customers.models import Customer
from clientela.customers.search import reindex
from clientela.journal.actions import Entry, record, record_each

_HOLD = "SELECT id FROM customers_metafield_definition WHERE id = ANY(%s) ORDER BY id FOR SHARE"
Definitions = dict[str, MetafieldDefinition]


def set_fields(
    customer_id: int, texts: Mapping[str, str], *, by: Actor, seen: Mapping[str, str] | None = None
) -> list[str]:
    """Fill in custom fields of a customer, by name (`custom.size`); an empty text removes the value.

    By staff, or by the customer themself where the field is their own. `seen` holds the plain texts that the
    editor started from: a field that somebody else changed since refuses with `ChangedMeanwhile`. Gives the
    names of those that changed. Raises `SeveralRefused` by name, `NotAllowed`, `NotThere`.
    """
    is_staff = by.can(Power.CUSTOMERS_EDIT)
    if not is_staff:
        by.must_be_customer(customer_id)
    with transaction.atomic():
        found = _named(texts, own_alone=not is_staff)
        customer = locked(customer_id)
        before = dict.fromkeys(found, "") | _plain_of(customer_id, found)
        values = _read(found, texts, seen or {})
        changed = {name: value for name, value in values.items() if plain(value) != before[name]}
        _refuse_conflict(changed, before, seen or {})
        if changed:
            for name, value in changed.items():
                _put(found[name], {customer_id: value})
            save(customer, [])
            fact = _fact([found[name] for name in changed], before, changed)
            record(fact, by=by, customer_id=customer_id)
            reindex([customer_id])
    return list(changed)


def _named(names: Collection[str], *, own_alone: bool) -> Definitions:
    """The fields of these names, held until the transaction ends. Raises `SeveralRefused`, `NotAllowed`."""
    wanted = {name: name.partition(".") for name in names}
    spaces, keys = ({part[at] for part in wanted.values()} for at in (0, 2))
    rows = MetafieldDefinition.objects.filter(namespace__in=spaces, key__in=keys)
    found = {each.full_name: each for each in _held(list(rows.values_list("pk", flat=True)))}
    unknown = [name for name in names if name not in found]
    if unknown:
        sentence = _("There is no custom field “%(name)s”.")
        raise SeveralRefused({name: sentence % {"name": name} for name in unknown})
    chosen = {name: found[name] for name in names}
    if own_alone and not all(each.is_customers_own for each in chosen.values()):
        raise NotAllowed
    return chosen


def _held(ids: list[int]) -> list[MetafieldDefinition]:
    """Fields that are in use, kept as they are until the transaction ends; many may hold them at once."""
    with connection.cursor() as cursor:
        cursor.execute(_HOLD, [ids])
    return list(MetafieldDefinition.objects.filter(pk__in=ids, removed_at=None))


def _plain_of(customer_id: int, found: Definitions) -> dict[str, str]:
    """What the customer has now, by name."""
    by_id = {each.pk: each for each in found.values()}
    rows = Metafield.objects.filter(customer_id=customer_id, definition__in=by_id)
    return {
        by_id[row.definition_id].full_name: plain(value_of(by_id[row.definition_id], row)) for row in rows
    }


def _read(found: Definitions, texts: Mapping[str, str], seen: Mapping[str, str]) -> dict[str, Value]:
    """The values typed, without those that a form sent back as it was drawn. Raises `SeveralRefused`."""
    values: dict[str, Value] = {}
    wrong: dict[str, str | Promise] = {}
    for name, text in texts.items():
        if seen.get(name) == text:
            continue
        try:
            value = read(found[name], text)
        except Refused as refused:
            wrong[name] = refused.sentence
        else:
            if plain(value) != seen.get(name):
                values[name] = value
    if wrong:
        raise SeveralRefused(wrong)
    return values


def _refuse_conflict(
    changed: Mapping[str, Value], before: Mapping[str, str], seen: Mapping[str, str]
) -> None:
    theirs = {name: before[name] for name in changed if name in seen and seen[name] != before[name]}
    if theirs:
        yours = {name: plain(changed[name]) for name in theirs}
        raise ChangedMeanwhile(field=next(iter(theirs)), theirs=theirs, yours=yours)


def _fact(
    fields: Sequence[MetafieldDefinition], before: Mapping[str, str], after: Mapping[str, Value]
) -> FieldChanged:
    names = [each.full_name for each in fields]
    was = {name: before.get(name, "") for name in names}
    return FieldChanged(
        names, [each.name for each in fields], was, {name: plain(after[name]) for name in names}
    )


def _put(definition: MetafieldDefinition, values: Mapping[int, Value]) -> None:
    """Write values by customer; nothing removes the row."""
    column = COLUMNS[definition.type]
    kept = {pk: value for pk, value in values.items() if value is not None}
    rows = [Metafield(customer_id=pk, definition=definition, **{column: v}) for pk, v in kept.items()]
    Metafield.objects.bulk_create(
        rows,
        batch_size=5000,
        update_conflicts=True,
        unique_fields=["customer", "definition"],
        update_fields=[column],
    )
    gone = [pk for pk in values if pk not in kept]
    if gone:
        Metafield.objects.filter(definition=definition, customer__in=gone).delete()


def set_field_each(
    customer_ids: Sequence[int], definition_id: int, value: str, *, by: Actor, job_id: int | None = None
) -> dict[int, str]:
    """Give many customers the same value of a custom field; an empty one removes it.

    Gives what those who changed had before, as plain text, by customer. Who was deleted meanwhile is passed
    over. Raises `Refused` for a value that doesn't fit, `NotThere`.
    """
    return fill_fields(dict.fromkeys(customer_ids, value), definition_id, by=by, job_id=job_id)


def fill_fields(
    texts: Mapping[int, str], definition_id: int, *, by: Actor, job_id: int | None = None
) -> dict[int, str]:
    """Give many customers each a value of their own: an import, or the undo of `set_field_each`."""
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        definition = next(iter(_held([definition_id])), None)
        if definition is None:
            raise NotThere
        read_once = {text: read(definition, text) for text in set(texts.values())}
        rows = Customer.objects.known().filter(pk__in=list(texts)).order_by("pk")
        ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        before = _plain_of_each(definition, ids)
        values = {pk: read_once[texts[pk]] for pk in ids}
        changed = {pk: v for pk, v in values.items() if plain(v) != before.get(pk, "")}
        _put(definition, changed)
        _told_each(definition, before, changed, by=by, job_id=job_id)
        reindex(changed)
    return {pk: before.get(pk, "") for pk in changed}


def _plain_of_each(definition: MetafieldDefinition, ids: Sequence[int]) -> dict[int, str]:
    rows = Metafield.objects.filter(definition=definition, customer__in=ids)
    return {row.customer_id: plain(value_of(definition, row)) for row in rows}


def _told_each(
    definition: MetafieldDefinition,
    before: Mapping[int, str],
    after: Mapping[int, Value],
    *,
    by: Actor,
    job_id: int | None,
) -> None:
    """Count a change for each customer, and write it on each one's timeline."""
    touch(list(after))
    name = definition.full_name
    facts = ((pk, _fact([definition], {name: before.get(pk, "")}, {name: v})) for pk, v in after.items())
    record_each([Entry(fact, pk) for pk, fact in facts], by=by, job_id=job_id)


def take_in_fields(texts: Mapping[int, str], definition_id: int, *, by: Actor) -> None:
    """Give customers who were taken in just now their values, without a line of history for each."""
    by.must(Power.CUSTOMERS_IMPORT)
    with transaction.atomic():
        definition = next(iter(_held([definition_id])), None)
        if definition is None:
            raise NotThere
        _put(definition, {pk: read(definition, text) for pk, text in texts.items()})
        reindex(texts)


def empty_fields(
    definition: MetafieldDefinition, customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None
) -> list[int]:
    """Remove the values of a field that is being taken away, of those in the bin too; words stay stale."""
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        rows = Customer.objects.filter(pk__in=list(customer_ids)).order_by("pk")
        ids = list(rows.select_for_update(of=("self",)).values_list("pk", flat=True))
        before = _plain_of_each(definition, ids)
        gone: dict[int, Value] = dict.fromkeys(before)
        _put(definition, gone)
        _told_each(definition, before, gone, by=by, job_id=job_id)
    return list(gone)
