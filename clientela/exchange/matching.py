"""Which purchase a cancelled line takes back: the customer's latest of that product before it, if any."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from clientela.exchange.rows import Row


@dataclass(frozen=True)
class Cancelled:
    """Lines of one cancellation that take back the same purchase (an empty one: none that is known)."""

    invoice: str
    purchase: str
    rows: tuple[Row, ...]


@dataclass
class _Bought:
    """What is left to take back of one purchased line."""

    row: Row
    left: int


def matched(rows: Sequence[Row]) -> list[Cancelled]:
    """The cancellations of a file, each with the purchase it takes back.

    A line fits a purchase of the same customer, product and price, made before it, of which enough pieces are
    left; the latest one is taken. No piece of a purchase is taken back twice.
    """
    bought = _purchases(rows)
    groups: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in sorted((row for row in rows if row.is_cancellation), key=lambda row: (row.at, row.invoice)):
        groups[row.invoice, _take(bought[row.customer, row.sku, row.price], row)].append(row)
    return [Cancelled(invoice, purchase, tuple(lines)) for (invoice, purchase), lines in groups.items()]


def _purchases(rows: Iterable[Row]) -> dict[tuple[str, str, int], list[_Bought]]:
    found: dict[tuple[str, str, int], list[_Bought]] = defaultdict(list)
    for row in sorted(rows, key=lambda row: (row.at, row.invoice), reverse=True):
        if row.customer and not row.is_cancellation and row.quantity > 0:
            found[row.customer, row.sku, row.price].append(_Bought(row, row.quantity))
    return found


def _take(candidates: Iterable[_Bought], cancelled: Row) -> str:
    for candidate in candidates:
        if candidate.row.at <= cancelled.at and candidate.left >= -cancelled.quantity:
            candidate.left += cancelled.quantity
            return candidate.row.invoice
    return ""
