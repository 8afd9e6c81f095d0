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
    # Words and moments of our own, which are never a formula.
    is_plain: bool = False


def _yes(name: str, condition: str) -> Column:
    return Column(name, f"CASE WHEN {condition} THEN 'yes' ELSE 'no' END", is_plain=True)


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


# All customers' at once: asked for one by one they would take half of the time.
_TAGS = (
    " LEFT JOIN (SELECT ct.customer_id, string_agg(t.name, ', ' ORDER BY t.key) AS names"
    " FROM customers_customer_tag ct JOIN customers_tag t ON t.id = ct.tag_id"
    " WHERE ct.customer_id = ANY(%(ids)s) GROUP BY ct.customer_id) tags ON tags.customer_id = c.id"
)


def _known(currency: str) -> Iterable[Column]:
    digits = money.digits(currency)
    spent = f"round(c.amount_spent::numeric / {10**digits}, {digits})::text"
    yield Column("Customer ID", "c.id::text", is_marked=True)
    yield Column("First Name", "c.first_name")
    yield Column("Last Name", "c.last_name")
    yield Column("Email", "c.email")
    yield _yes("Accepts Email Marketing", "c.email_consent = 'subscribed'")
    yield _address("Company", "company")
    yield _address("Address1", "line1")
    yield _address("Address2", "line2")
    yield _address("City", "city")
    yield _address("Province Code", "region")
    yield _address("Country Code", "country")
    yield _address("Zip", "postcode", is_marked=True)
    yield _address("Phone", "phone", is_marked=True)
    yield Column("Phone", "c.phone", is_marked=True)
    yield _yes("Accepts SMS Marketing", "c.sms_consent = 'subscribed'")
    yield Column("Total Spent", spent)
    yield Column("Total Orders", "c.orders_count::text", is_plain=True)
    yield Column("Note", "c.note", Power.CUSTOMERS_NOTES)
    yield _yes("Tax Exempt", "c.tax_exempt")
    yield Column("Tags", "tags.names")
    yield from _ours()


def _ours() -> Iterable[Column]:
    yield Column("Language", "c.language")
    yield Column("Date of Birth", "to_char(c.birthday, 'YYYY-MM-DD')", is_plain=True)
    yield _address("First Name", "first_name")
    yield _address("Last Name", "last_name")
    for channel, name in (("email", "Email"), ("sms", "SMS")):
        yield Column(f"{name} Marketing: Status", f"c.{channel}_consent", is_plain=True)
        yield Column(f"{name} Marketing: Level", _newest(channel, "e.level"), is_plain=True)
        yield Column(f"{name} Marketing: Updated At", _moment(_newest(channel, "e.at")), is_plain=True)
    yield Column("Account", "c.account_state", is_plain=True)
    yield Column("Added", _moment("c.added_at"), is_plain=True)
    yield Column("Last Order", _moment("c.last_order_at"), is_plain=True)


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
    """The statement that gives these columns of some customers (by the parameter `ids`), in their order.

    What this actor may not see stays empty; a column that is gone meanwhile as well.
    """
    known = everything()
    allowed = [_allowed(known.get(name), by) for name in names]
    raw = ", ".join(f"{column.sql if column else 'NULL::text'} AS x{at}" for at, column in enumerate(allowed))
    cells = ", ".join(_cell(column, f"x{at}") for at, column in enumerate(allowed))
    # OFFSET keeps the planner from asking for a value each time it is named.
    return (
        f"SELECT {cells} FROM (SELECT {raw} FROM customers_customer c"  # noqa: S608 - the columns are ours
        f" LEFT JOIN customers_address a ON a.id = c.default_address_id{_TAGS if 'tags.names' in raw else ''}"
        " WHERE c.id = ANY(%(ids)s) AND c.deleted_at IS NULL ORDER BY c.id OFFSET 0) raw"
    )


def _allowed(column: Column | None, by: Actor) -> Column | None:
    return None if column is None or (column.power and not by.can(column.power)) else column


def _cell(column: Column | None, name: str) -> str:
    if column and column.is_plain:
        return name
    if column and column.is_marked:
        return marked_in_sql(name)
    return f"nullif({in_sql(name)}, '')"
