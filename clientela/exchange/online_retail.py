"""Order lines of the *Online Retail* format: Latin-1 text with one line of an invoice per row."""

import csv
import io
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core import money
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.intake import Intake, take_in
from clientela.customers.doors import refuse_import
from clientela.customers.models import Customer, Source
from clientela.exchange.events import OrdersImported
from clientela.exchange.matching import Cancelled, matched
from clientela.exchange.rows import Row
from clientela.journal.actions import record
from clientela.orders.actions.intake import (
    LineIntake,
    OrderIntake,
    RefundIntake,
    take_in_orders,
    take_in_refunds,
)
from clientela.store.models import Store

COLUMNS = (
    *("InvoiceNo", "StockCode", "Description", "Quantity", "InvoiceDate", "UnitPrice", "CustomerID"),
    "Country",
)
FORMAT = "online-retail"
# What a line may hold: plain digits, and no more of them than the tables take.
_INVOICE, _CUSTOMER = re.compile(r"\S.{0,29}"), re.compile(r"[0-9]{1,20}")
_PIECES, _PRICE = re.compile(r"-?[0-9]{1,9}"), re.compile(r"-?[0-9]{1,9}(\.[0-9]+)?")
LARGEST_FILE = 200 * 1024 * 1024

_COUNTRIES = {
    "United Kingdom": "GB", "Germany": "DE", "France": "FR", "EIRE": "IE", "Netherlands": "NL", "Spain": "ES",
    "Switzerland": "CH", "Belgium": "BE", "Portugal": "PT", "Norway": "NO", "Australia": "AU", "Italy": "IT",
    "Finland": "FI", "Denmark": "DK", "Cyprus": "CY", "Sweden": "SE", "Austria": "AT", "Israel": "IL",
    "Poland": "PL", "Japan": "JP", "Iceland": "IS", "USA": "US", "Singapore": "SG", "Greece": "GR",
    "Canada": "CA", "Malta": "MT", "United Arab Emirates": "AE", "Hong Kong": "HK", "RSA": "ZA",
    "Lebanon": "LB", "Lithuania": "LT", "Bahrain": "BH", "Saudi Arabia": "SA", "Czech Republic": "CZ",
    "Brazil": "BR", "Channel Islands": "JE",
}  # fmt: skip


class FileNotReadable(Refused):
    """The file isn't what it says it is; nothing was changed."""

    code = "file_not_readable"
    sentence = _("This file can't be read.")


@dataclass
class Report:
    """What an import found and did."""

    customers: int = 0
    orders: int = 0
    refunds: int = 0
    lines: int = 0
    new_customers: int = 0
    new_orders: int = 0
    new_refunds: int = 0
    left: dict[str, int] = field(default_factory=dict)

    def sentences(self) -> Iterator[str]:
        """The report in words."""
        yield f"{self.customers:,} customers, {self.orders:,} orders, {self.refunds:,} refunds in the file."
        yield f"{self.lines:,} lines taken."
        for reason, count in self.left.items():
            yield f"{count:,} lines left: {reason}."
        if not self.left:
            yield "No lines left."
        new = (self.new_customers, self.new_orders, self.new_refunds)
        if any(new):
            yield f"New: {new[0]:,} customers, {new[1]:,} orders, {new[2]:,} refunds."
        else:
            yield "Everything was there already; nothing has changed."


def import_orders(file: Path, currency: str, *, by: Actor) -> Report:
    """Bring in the file's customers, orders and refunds in one transaction, all or nothing.

    Every line counts, also one that stands twice. A customer's email is invented and stable, without consent.
    Bringing the same file in again changes nothing. Raises `FileNotReadable`; `Refused` for a wrong
    currency, `ImportClosed`.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    refuse_import()
    store = Store.current()
    if currency != store.currency:
        words = _("The file is in %(file)s, but the store's currency is %(store)s.")
        raise Refused(words % {"file": currency, "store": store.currency}, code="other_currency")
    report = Report()
    rows = list(_taken(read(file, currency, store.zone), report))
    with transaction.atomic():
        ids = _customers(rows, report, by)
        _orders(rows, ids, currency, report, by)
        _refunds(rows, ids, currency, report, by)
        fact = OrdersImported(FORMAT, report.customers, report.orders, report.refunds, report.lines)
        if report.new_customers or report.new_orders or report.new_refunds:
            record(fact, by=by)
    return report


def read(file: Path, currency: str, zone: ZoneInfo) -> list[Row]:
    """All lines of the file, checked before anything is written. Raises `FileNotReadable`."""
    if file.stat().st_size > LARGEST_FILE:
        raise FileNotReadable(_("The file is larger than 200 MB."))
    raw = file.read_bytes()
    if raw.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) or b"\0" in raw or _is_utf8(raw):
        raise FileNotReadable(
            _("The file isn't Latin-1 text. Save it as Latin-1 (ISO 8859-1) and try again.")
        )
    if not raw.endswith(b"\n"):
        raise FileNotReadable(_("The file is cut off: its last line has no end."))
    lines = csv.reader(io.StringIO(raw.decode("latin-1"), newline=""))
    header = next(lines, [])
    if tuple(header) != COLUMNS:
        raise FileNotReadable(_("The file has other columns. It needs: %s.") % ", ".join(COLUMNS))
    rows: list[Row] = []
    try:
        for parts in lines:
            rows.append(_row(len(rows) + 2, parts, currency, zone))
    except csv.Error as error:
        # A quote that never ends.
        raise FileNotReadable(_("Line %s can't be read. Nothing was changed.") % (len(rows) + 2)) from error
    return rows


def _is_utf8(raw: bytes) -> bool:
    """Whether bytes beyond ASCII make sense as UTF-8, which Latin-1 text by chance hardly ever does."""
    if raw.isascii():
        return False
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _fits(form: re.Pattern[str], text: str) -> bool:
    return form.fullmatch(text) is not None


def _row(number: int, parts: Sequence[str], currency: str, zone: ZoneInfo) -> Row:
    try:
        invoice, sku, title, quantity, at, price, customer, country = parts
        customer = customer.removesuffix(".0")
        if not (_fits(_INVOICE, invoice) and _fits(_PIECES, quantity) and _fits(_PRICE, price)):
            raise ValueError(number)
        if customer and not _fits(_CUSTOMER, customer):
            raise ValueError(number)
        pence = Decimal(price).scaleb(money.digits(currency))
        if pence != pence.to_integral_value():
            raise ValueError(number)
        local = datetime.strptime(at, "%Y-%m-%d %H:%M:%S").replace(tzinfo=zone)
        words = " ".join(title.split())
        return Row(invoice, sku, words, int(quantity), local, int(pence), customer, country)
    except (ValueError, InvalidOperation) as error:
        raise FileNotReadable(_("Line %s can't be read. Nothing was changed.") % number) from error


def _taken(rows: Sequence[Row], report: Report) -> Iterator[Row]:
    """The lines that count; those of no pieces at all are left, with the reason."""
    for row in rows:
        if row.quantity == 0:
            report.left["no pieces"] = report.left.get("no pieces", 0) + 1
            continue
        report.lines += 1
        yield row


def email_of(customer: str) -> str:
    """The stable, invented address of a customer known only by a number."""
    return f"{FORMAT}-{customer}@example.com"


def _customers(rows: Sequence[Row], report: Report, by: Actor) -> dict[str, int]:
    first: dict[str, Row] = {}
    for row in rows:
        if row.customer and (row.customer not in first or row.at < first[row.customer].at):
            first[row.customer] = row
    people = [
        Intake(email_of(number), row.at, Source.IMPORT, addresses=_place(row.country))
        for number, row in sorted(first.items())
    ]
    before = Customer.objects.count()
    ids = take_in(people, by=by)
    report.customers, report.new_customers = len(people), Customer.objects.count() - before
    return {number: ids[email_of(number)] for number in first}


def _place(country: str) -> tuple[Place, ...]:
    """The country is all that is known of an address; *Unspecified* and the like are none."""
    code = _COUNTRIES.get(country)
    return (Place(country=code),) if code else ()


def _line(row: Row) -> LineIntake:
    return LineIntake(
        title=row.title or row.sku, sku=row.sku, quantity=row.quantity, price=row.price, total=row.total,
        sent=max(row.quantity, 0),
    )  # fmt: skip


def _orders(rows: Sequence[Row], ids: dict[str, int], currency: str, report: Report, by: Actor) -> None:
    invoices: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if not row.is_cancellation:
            invoices[row.invoice].append(row)
    orders = [_order(number, lines, ids, currency) for number, lines in sorted(invoices.items())]
    made = take_in_orders(orders, by=by)
    report.orders, report.new_orders = len(orders), len(made)


def _order(invoice: str, rows: Sequence[Row], ids: dict[str, int], currency: str) -> OrderIntake:
    customer, country = rows[0].customer, _COUNTRIES.get(rows[0].country, "")
    return OrderIntake(
        outside_id=f"{FORMAT}:{invoice}",
        currency=currency,
        placed_at=min(row.at for row in rows),
        lines=[_line(row) for row in rows],
        customer_id=ids.get(customer),
        email=email_of(customer) if customer else "",
        shipping_address={"country": country} if country else {},
    )


def _refunds(rows: Sequence[Row], ids: dict[str, int], currency: str, report: Report, by: Actor) -> None:
    refunds = [_refund(cancelled, ids, currency) for cancelled in matched(rows)]
    report.refunds, report.new_refunds = len(refunds), take_in_refunds(refunds, by=by)


def _refund(cancelled: Cancelled, ids: dict[str, int], currency: str) -> RefundIntake:
    rows = cancelled.rows
    return RefundIntake(
        outside_id=f"{FORMAT}:{cancelled.invoice}:{cancelled.purchase}",
        currency=currency,
        refunded_at=min(row.at for row in rows),
        amount=-sum(row.total for row in rows),
        lines=[
            LineIntake(row.title or row.sku, -row.quantity, row.price, -row.total, sku=row.sku)
            for row in rows
        ],
        customer_id=ids.get(rows[0].customer),
        order_outside_id=f"{FORMAT}:{cancelled.purchase}" if cancelled.purchase else "",
        reason=f"Cancellation {cancelled.invoice}",
    )
