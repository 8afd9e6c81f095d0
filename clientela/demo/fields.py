"""Custom fields of the demo store: what staff note of customers, and what customers say they like."""

import random
from collections.abc import Sequence
from datetime import date, timedelta

from clientela.core.actor import SYSTEM
from clientela.customers.actions import NewField, define
from clientela.customers.actions.filling import take_in_fields
from clientela.customers.models import Customer

# The newest so many have values: enough to look at, little enough for a store of a million.
MOST = 600
_COLOURS = ("Slate", "Moss", "Ochre", "Indigo", "Chalk")
_TOPICS = ("New arrivals", "Kitchen", "Table", "Textiles", "Workshops")
_FOUND_BY = ("A friend", "A market in spring", "The newspaper", "Searching for mugs", "A wedding list")
FIELDS = (
    NewField("Topics", "list", "preferences", "topics", _TOPICS, is_customers_own=True),
    NewField("Favourite glaze", "choice", "preferences", "glaze", _COLOURS, is_customers_own=True),
    NewField("Anniversary", "date", "preferences", "anniversary", is_customers_own=True),
    NewField("People at the table", "number", "custom", "table_size"),
    NewField("Trade customer", "boolean", "custom", "trade"),
    NewField("Found us by", "text", "custom", "found_by"),
)


def _value(field: NewField, dice: random.Random) -> str:
    match field.type:
        case "list":
            return ", ".join(dice.sample(_TOPICS, dice.randint(1, 3)))
        case "choice":
            return dice.choice(_COLOURS)
        case "date":
            return (date(1985, 1, 1) + timedelta(days=dice.randrange(14_000))).isoformat()
        case "number":
            return str(dice.choice((1, 2, 2, 3, 4, 4, 5, 6, 8, 12)))
        case "boolean":
            return "true" if dice.random() < 0.1 else "false"
    return dice.choice(_FOUND_BY)


def fill_in() -> None:
    """Define the fields, and fill them in for some customers. The same store gets the same."""
    dice = random.Random(20261122)  # noqa: S311 - the same each time, and no secret
    newest = Customer.objects.known().order_by("-added_at", "email_key")
    ids: Sequence[int] = list(newest.values_list("pk", flat=True)[:MOST])
    for field in FIELDS:
        chosen = [pk for pk in ids if dice.random() < 0.4]
        take_in_fields({pk: _value(field, dice) for pk in chosen}, define(field, by=SYSTEM).pk, by=SYSTEM)
