"""The known figures of the real sample, against what an import of it gives."""

import csv
import time
from collections import defaultdict
from decimal import Decimal
from pathlib import Path

from bench import segments
from bench.ground import empty_store

# Number of orders and amount spent in pence, as the sample's description states them.
KNOWN = {"17450": (18, 1_932_082), "14646": (43, 1_794_788), "18102": (18, 1_180_870)}
CUSTOMERS, LINES, BELOW_ZERO, WITHOUT_ORDER = 3569, 30_000, 41, 23


def _by_hand(file: Path) -> dict[str, tuple[int, int]]:
    """Every customer's figures, summed from the file in the plainest way."""
    orders: dict[str, set[str]] = defaultdict(set)
    spent: dict[str, Decimal] = defaultdict(Decimal)
    with file.open(encoding="latin-1", newline="") as lines:
        for row in csv.DictReader(lines):
            number = row["CustomerID"].removesuffix(".0")
            spent[number] += int(row["Quantity"]) * Decimal(row["UnitPrice"])
            orders[number] |= set() if row["InvoiceNo"].startswith("C") else {row["InvoiceNo"]}
    return {number: (len(orders[number]), int(spent[number] * 100)) for number in spent if number}


def check(file: Path) -> bool:
    """Import the file twice and compare. Prints what was found; gives whether all is right."""
    with empty_store():
        from clientela.core.actor import SYSTEM
        from clientela.customers.models import Customer
        from clientela.exchange.online_retail import email_of, import_orders
        from clientela.orders.queries import drift

        began = time.monotonic()
        first = import_orders(file, "GBP", by=SYSTEM)
        took = time.monotonic() - began
        again = import_orders(file, "GBP", by=SYSTEM)
        stored = {
            email: (orders, spent)
            for email, orders, spent in Customer.objects.values_list("email", "orders_count", "amount_spent")
        }
        hand = {email_of(number): figures for number, figures in _by_hand(file).items()}
        findings = {
            f"{CUSTOMERS:,} customers": first.customers == CUSTOMERS == len(stored),
            f"{LINES:,} lines taken, none left": first.lines == LINES and not first.left,
            "every customer's orders and amount spent as summed by hand": stored == hand,
            f"{BELOW_ZERO} customers below zero": sum(s < 0 for _o, s in stored.values()) == BELOW_ZERO,
            f"{WITHOUT_ORDER} customers without an order": sum(not o for o, _s in stored.values())
            == WITHOUT_ORDER,
            "a second import changes nothing": not (
                again.new_customers or again.new_orders or again.new_refunds
            ),
            "no drift between stored figures and sums": not drift(),
        }
        for number, figures in KNOWN.items():
            words = f"customer {number}: {figures[0]} orders, {figures[1] / 100:,.2f}"
            findings[words] = stored.get(email_of(number)) == figures
        findings |= segments.compared(file)
    for words, right in findings.items():
        print(f"{'right' if right else 'WRONG'}  {words}")
    print(f"imported in {took:.1f} s")
    return all(findings.values())
