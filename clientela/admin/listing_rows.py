"""What the list shows of each customer besides their own row, in one statement for each column."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from clientela.admin.listing import FIELD
from clientela.customers import queries as customers
from clientela.customers.models import Customer, CustomerTag
from clientela.segments.models import RfmGroup, Standing


@dataclass(frozen=True)
class More:
    """What stands in columns that come from other tables."""

    tags: Sequence[str] = ()
    group: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def more_of(rows: Sequence[Customer], columns: Sequence[str]) -> list[tuple[Customer, More]]:
    """Customers with what these columns show of them; only what is shown is asked for."""
    ids = [customer.pk for customer in rows]
    tags = _tags(ids) if "tags" in columns else {}
    groups = _groups(ids) if "group" in columns else {}
    fields = customers.fields_of(ids) if any(key.startswith(FIELD) for key in columns) else {}
    return [
        (
            row,
            More(
                tags.get(row.pk, ()),
                groups.get(row.pk, "" if row.orders_count else _prospect()),
                fields.get(row.pk, {}),
            ),
        )
        for row in rows
    ]


def _prospect() -> str:
    return str(RfmGroup.PROSPECTS.label)


def _tags(ids: list[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    rows = CustomerTag.objects.filter(customer__in=ids).order_by("tag__key")
    for customer_id, name in rows.values_list("customer_id", "tag__name"):
        found.setdefault(customer_id, []).append(name)
    return found


def _groups(ids: list[int]) -> dict[int, str]:
    rows = Standing.objects.filter(customer__in=ids).exclude(rfm_group="")
    return {row.customer_id: str(row.get_rfm_group_display()) for row in rows}
