"""The columns of a file of customers: what each is called, and where its cells come from."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers.models import MetafieldDefinition
from clientela.exchange.cells import in_sql, marked_in_sql
from clientela.store.models import Store

METAFIELD = "Metafield: "
# What the field's shops export, in their words and order.
FIELD_HEADER = (
    *("Customer ID", "First Name", "Last Name", "Email", "Accepts Email Marketing"),
    *("Default Address Company", "Default Address Address1", "Default Address Address2"),
    *("Default Address City", "Default Address Province Code", "Default Address Country Code"),
    *("Default Address Zip", "Default Address Phone", "Phone", "Accepts SMS Marketing"),
    *("Total Spent", "Total Orders", "Note", "Tax Exempt", "Tags"),
)
# What they have no column for.
MORE = (
    *("Language", "Date of Birth", "Default Address First Name", "Default Address Last Name"),
    *("Email Marketing: Status", "Email Marketing: Level", "Email Marketing: Updated At"),
    *("SMS Marketing: Status", "SMS Marketing: Level", "SMS Marketing: Updated At"),
    *("Account", "Added", "Last Order"),
)


@dataclass(frozen=True)
class Column:
    """One column: its head, the expression of its cells, and the power without which they stay empty."""

    name: str
    sql: str
    power: Power | None = None
    # Numbers that aren't: an apostrophe always keeps leading zeros in a spreadsheet.
    is_marked: bool = False


def _yes(condition: str) -> str:
    return f"CASE WHEN {condition} THEN 'yes' ELSE 'no' END"


def _moment(expression: str) -> str:
    return f"to_char({expression} AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')"


def _newest(channel: str, column: str) -> str:
    """A value of the newest entry in the ledger of consent."""
    return (
        f"(SELECT {column} FROM customers_consent_entry e WHERE e.customer_id = c.id"  # noqa: S608 - ours
        f" AND e.channel = '{channel}' ORDER BY e.at DESC, e.id DESC LIMIT 1)"
    )


def _address(name: str, column: str, *, is_marked: bool = False) -> Column:
    return Column(f"Default Address {name}", f"a.{column}", Power.CUSTOMERS_ADDRESSES, is_marked)


_TAGS = (
    "(SELECT string_agg(t.name, ', ' ORDER BY t.key) FROM customers_customer_tag ct"
    " JOIN customers_tag t ON t.id = ct.tag_id WHERE ct.customer_id = c.id)"
)


def _known(currency: str) -> Iterable[Column]:
    digits = money.digits(currency)
    spent = f"round(c.amount_spent::numeric / {10**digits}, {digits})::text"
    yield Column("Customer ID", "c.id::text", is_marked=True)
    yield Column("First Name", "c.first_name")
    yield Column("Last Name", "c.last_name")
    yield Column("Email", "c.email")
    yield Column("Accepts Email Marketing", _yes("c.email_consent = 'subscribed'"))
    yield _address("Company", "company")
    yield _address("Address1", "line1")
    yield _address("Address2", "line2")
    yield _address("City", "city")
    yield _address("Province Code", "region")
    yield _address("Country Code", "country")
    yield _address("Zip", "postcode", is_marked=True)
    yield _address("Phone", "phone", is_marked=True)
    yield Column("Phone", "c.phone", is_marked=True)
    yield Column("Accepts SMS Marketing", _yes("c.sms_consent = 'subscribed'"))
    yield Column("Total Spent", spent)
    yield Column("Total Orders", "c.orders_count::text")
    yield Column("Note", "c.note", Power.CUSTOMERS_NOTES)
    yield Column("Tax Exempt", _yes("c.tax_exempt"))
    yield Column("Tags", _TAGS)
    yield from _ours()


def _ours() -> Iterable[Column]:
    yield Column("Language", "c.language")
    yield Column("Date of Birth", "to_char(c.birthday, 'YYYY-MM-DD')")
    yield _address("First Name", "first_name")
    yield _address("Last Name", "last_name")
    for channel, name in (("email", "Email"), ("sms", "SMS")):
        yield Column(f"{name} Marketing: Status", f"c.{channel}_consent")
        yield Column(f"{name} Marketing: Level", _newest(channel, "e.level"))
        yield Column(f"{name} Marketing: Updated At", _moment(_newest(channel, "e.at")))
    yield Column("Account", "c.account_state")
    yield Column("Added", _moment("c.added_at"))
    yield Column("Last Order", _moment("c.last_order_at"))


_VALUE = {
    MetafieldDefinition.Type.TEXT.value: "m.text",
    MetafieldDefinition.Type.CHOICE.value: "m.text",
    MetafieldDefinition.Type.NUMBER.value: "trim_scale(m.number)::text",
    MetafieldDefinition.Type.DATE.value: "to_char(m.date, 'YYYY-MM-DD')",
    MetafieldDefinition.Type.BOOLEAN.value: "m.boolean::text",
    MetafieldDefinition.Type.LIST.value: "array_to_string(m.texts, ', ')",
}


def _metafields() -> Iterable[Column]:
    for definition in MetafieldDefinition.objects.in_use():
        value = _VALUE[definition.type]
        yield Column(
            f"{METAFIELD}{definition.full_name}",
            f"(SELECT {value} FROM customers_metafield m WHERE m.customer_id = c.id"  # noqa: S608 - ours
            f" AND m.definition_id = {int(definition.pk)})",
        )


def everything() -> dict[str, Column]:
    """Every column that can be exported, by name."""
    return {column.name: column for column in (*_known(Store.current().currency), *_metafields())}


def rows_in_sql(names: Sequence[str], by: Actor) -> str:
    """The statement that gives these columns of some customers (one parameter, their ids), by id.

    What this actor may not see stays empty; a column that is gone meanwhile as well.
    """
    known = everything()
    allowed = [_allowed(known.get(name), by) for name in names]
    raw = ", ".join(f"{column.sql if column else 'NULL::text'} AS x{at}" for at, column in enumerate(allowed))
    cells = ", ".join(_cell(column, f"x{at}") for at, column in enumerate(allowed))
    # OFFSET keeps the planner from asking for a value each time it is named.
    return (
        f"SELECT {cells} FROM (SELECT {raw} FROM customers_customer c"  # noqa: S608 - the columns are ours
        " LEFT JOIN customers_address a ON a.id = c.default_address_id"
        " WHERE c.id = ANY(%s) AND c.deleted_at IS NULL ORDER BY c.id OFFSET 0) raw"
    )


def _allowed(column: Column | None, by: Actor) -> Column | None:
    return None if column is None or (column.power and not by.can(column.power)) else column


def _cell(column: Column | None, name: str) -> str:
    if column and column.is_marked:
        return marked_in_sql(name)
    return f"nullif({in_sql(name)}, '')"
