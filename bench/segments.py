"""Segments over the real sample, against the same questions added up from the file in the plainest way."""

import csv
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path


@dataclass
class Buyer:
    """One customer of the file: the day of each order, and what was spent less what came back."""

    days: dict[str, date] = field(default_factory=dict)
    spent: Decimal = Decimal(0)


def buyers(file: Path) -> Mapping[str, Buyer]:
    """The file's customers, each order on the day of its first line."""
    found: dict[str, Buyer] = defaultdict(Buyer)
    with file.open(encoding="latin-1", newline="") as lines:
        for row in csv.DictReader(lines):
            number, day = (
                row["CustomerID"].removesuffix(".0"),
                datetime.fromisoformat(row["InvoiceDate"]).date(),
            )
            if not number:
                continue
            buyer = found[number]
            buyer.spent += int(row["Quantity"]) * Decimal(row["UnitPrice"])
            if not row["InvoiceNo"].startswith("C"):
                buyer.days[row["InvoiceNo"]] = min(day, buyer.days.get(row["InvoiceNo"], day))
    return found


def _within(buyer: Buyer, first: date, last: date) -> int:
    return sum(first <= day <= last for day in buyer.days.values())


AUTUMN, SPRING = date(2011, 9, 1), (date(2011, 3, 1), date(2011, 5, 31))
ASKED: dict[str, Callable[[Buyer], bool]] = {
    "number_of_orders >= 10 AND last_order_date >= 2011-09-01": lambda b: (
        len(b.days) >= 10 and max(b.days.values()) >= AUTUMN
    ),
    "number_of_orders = 1 OR amount_spent > 1000": lambda b: len(b.days) == 1 or b.spent > 1000,
    "amount_spent BETWEEN 100 AND 200.5": lambda b: 100 <= b.spent <= Decimal("200.5"),
    "last_order_date IS NULL": lambda b: not b.days,
    "first_order_date < 2011-01-01 AND last_order_date > 2011-11-30": lambda b: (
        bool(b.days) and min(b.days.values()) < date(2011, 1, 1) and max(b.days.values()) > date(2011, 11, 30)
    ),
    "orders_placed MATCHES (date BETWEEN 2011-03-01 AND 2011-05-31, count >= 2)": lambda b: (
        _within(b, *SPRING) >= 2
    ),
    "orders_placed NOT MATCHES (date >= 2011-09-01)": lambda b: not _within(b, AUTUMN, date.max),
    "orders_placed MATCHES (date BETWEEN 2011-03-01 AND 2011-05-31, count < 2)": lambda b: (
        _within(b, *SPRING) < 2
    ),
}


def compared(file: Path) -> dict[str, bool]:
    """Each segment in words, and whether the store counts what the file gives; it is imported already."""
    from clientela.segments import queries

    people = buyers(file).values()
    findings = {}
    for query, fits in ASKED.items():
        expected = sum(fits(buyer) for buyer in people)
        findings[f"{expected:,} customers: {query}"] = queries.count(query) == expected
    return findings
