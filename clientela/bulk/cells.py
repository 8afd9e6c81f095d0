"""What stands in the cells of the bulk editor: plain texts, the same in every language."""

from collections.abc import Collection, Iterable, Sequence

from clientela.bulk.columns import ADDRESS_ID, Column
from clientela.core import places
from clientela.customers import queries as customers
from clientela.customers.models import Customer, CustomerTag

Values = dict[str, str]


def held(customer_ids: Iterable[int]) -> list[Customer]:
    """Those of these customers who are still there, locked in order until the transaction ends."""
    rows = Customer.objects.known().filter(pk__in=list(customer_ids)).order_by("pk")
    return list(rows.select_for_update(of=("self",)).select_related("default_address"))


def again(found: Sequence[Customer]) -> list[Customer]:
    """The same customers as they are now."""
    rows = Customer.objects.filter(pk__in=[each.pk for each in found]).order_by("pk")
    return list(rows.select_related("default_address"))


def values(found: Sequence[Customer], columns: Collection[Column]) -> dict[int, Values]:
    """The cells of some customers, by column; of an address all parts, since they belong together."""
    parts, ids = {column.part for column in columns}, [each.pk for each in found]
    tags = _tags(ids) if "tags" in parts else {}
    own = customers.fields_of(ids) if "field" in parts else {}
    return {each.pk: _row(each, columns, tags.get(each.pk, ""), own.get(each.pk, {})) for each in found}


def _row(customer: Customer, columns: Collection[Column], tags: str, own: Values) -> Values:
    row: Values = {}
    for column in columns:
        if column.part == "address":
            row |= _address(customer)
        elif column.part == "field":
            row[column.key] = own.get(column.key, "")
        else:
            row[column.key] = tags if column.key == "tags" else _plain(getattr(customer, column.key))
    return row


def _plain(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return "" if value is None else str(value)


def _address(customer: Customer) -> Values:
    address = customer.default_address
    spot = {name: getattr(address, name) if address else "" for name in places.SPOT}
    return {ADDRESS_ID: _plain(customer.default_address_id), **spot}


def _tags(ids: Sequence[int]) -> dict[int, str]:
    found: dict[int, list[str]] = {}
    rows = CustomerTag.objects.filter(customer__in=ids).order_by("tag__key")
    for customer_id, name in rows.values_list("customer_id", "tag__name"):
        found.setdefault(customer_id, []).append(name)
    return {customer_id: ", ".join(names) for customer_id, names in found.items()}


def differing(before: Values, after: Values) -> tuple[Values, Values]:
    """What an edit changed: as it was, and as it made it. Of an address all parts or none."""
    keys = {key for key, value in before.items() if after.get(key) != value}
    if keys & {ADDRESS_ID, *places.SPOT}:
        keys |= {ADDRESS_ID, *places.SPOT}
    return {key: before[key] for key in sorted(keys)}, {key: after[key] for key in sorted(keys)}
