"""Bringing in a file of the Online Retail format, with the warts that real ones have."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.db import connection

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, Refused
from clientela.customers.models import Customer
from clientela.customers.queries import customers
from clientela.exchange.online_retail import FileNotReadable, Report, email_of, import_orders
from clientela.journal.models import Event
from clientela.orders import queries as orders
from clientela.orders.models import Order, OrderLine, Refund
from clientela.store.models import Store
from tests.cast import Cast

HEADER = "InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country"
# Latin-1 £ and é, a comma in quotes, times of one invoice a minute apart (out of order), a line that stands
# twice, postage and manual codes, a price of nothing, a free gift to a guest, cancellations of all kinds.
LINES = """\
536365,85123A,CREAM HEART T-LIGHT HOLDER,6,2011-01-10 08:27:00,2.55,17850.0,United Kingdom
536365,71053,"TEAPOT, £ SIGN CAFÉ",2,2011-01-10 08:26:00,3.39,17850.0,United Kingdom
536365,71053,"TEAPOT, £ SIGN CAFÉ",2,2011-01-10 08:26:00,3.39,17850.0,United Kingdom
536366,POST,POSTAGE,1,2011-07-01 12:00:00,18.00,12583.0,EIRE
536366,22632,  HAND   WARMER ,10,2011-07-01 12:00:00,1.85,12583.0,EIRE
536367,M,Manual,1,2011-07-02 09:00:00,0.00,12583.0,EIRE
536368,21730,GLASS STAR,3,2011-07-03 10:00:00,4.25,,United Kingdom
536369,21777,,-5,2011-07-04 10:00:00,0.00,,United Kingdom
536370,22900,NO PIECES,0,2011-07-05 10:00:00,1.00,17850.0,United Kingdom
C536380,22632,HAND WARMER,-4,2011-07-06 10:00:00,1.85,12583.0,EIRE
C536381,22632,HAND WARMER,-6,2011-07-07 10:00:00,1.85,12583.0,EIRE
C536382,D,Discount,-1,2011-07-08 10:00:00,27.50,12583.0,EIRE
C536383,85123A,CREAM HEART,-6,2011-01-09 10:00:00,2.55,17850.0,United Kingdom
C536384,20725,LUNCH BAG,-3,2011-07-09 10:00:00,1.65,14000.0,Unspecified
C536385,21730,GLASS STAR,-1,2011-07-10 10:00:00,4.25,,United Kingdom
536390,20725,LUNCH BAG,1,2011-07-11 10:00:00,1.65,15000,European Community
536391,20725,LUNCH BAG,1,2011-07-12 23:30:00,1.65,16000.0,RSA
"""


@pytest.fixture(autouse=True)
def store(db: None) -> None:
    Store.objects.update(currency="GBP", time_zone="Europe/London")


def write(folder: Path, lines: str = LINES, encoding: str = "latin-1", header: str = HEADER) -> Path:
    file = folder / "orders.csv"
    file.write_bytes(f"{header}\n{lines}".encode(encoding))
    return file


def bring_in(file: Path, currency: str = "GBP") -> Report:
    return import_orders(file, currency, by=SYSTEM)


def person(number: str) -> Customer:
    return Customer.objects.get(email_key=email_of(number))


def state() -> list[object]:
    """Everything that an import could change, as the database has it."""
    tables = (
        "customers_customer",
        "customers_address",
        "customers_consent_entry",
        "orders_order",
        "orders_line",
    )
    tables += ("orders_refund", "orders_refund_line", "journal_event", "journal_details", "post_message")
    found: list[object] = []
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY t::text)) FROM {table} t")
            found.append(cursor.fetchone())
    return found


def test_figures_are_exact(tmp_path: Path) -> None:
    """Orders are the invoices without C; spent is the sum of all taken lines, cancelled ones too."""
    bring_in(write(tmp_path))
    expected = {
        "17850": (1, 2 * 2 * 339 + 6 * 255 - 6 * 255),
        "12583": (2, 1800 + 1850 - 1850 - 2750),
        "14000": (0, -3 * 165),
        "15000": (1, 165),
        "16000": (1, 165),
    }
    found = {n: (person(n).orders_count, person(n).amount_spent) for n in expected}
    assert found == expected and Customer.objects.count() == 5
    assert orders.drift() == []


def test_the_report_counts_what_was_taken_and_left(tmp_path: Path) -> None:
    report = bring_in(write(tmp_path))
    assert (report.customers, report.new_customers) == (5, 5)
    assert (report.orders, report.new_orders) == (7, 7)
    assert (report.refunds, report.new_refunds) == (6, 6)
    assert report.lines == 16 and report.left == {"no pieces": 1}
    words = " ".join(report.sentences())
    for part in (
        "5 customers, 7 orders, 6 refunds",
        "16 lines taken",
        "1 lines left: no pieces",
        "New: 5 customers",
    ):
        assert part in words
    event = Event.objects.get(name="orders.imported")
    assert event.data == {"format": "online-retail", "customers": 5, "orders": 7, "refunds": 6, "lines": 16}


def test_dates_are_the_true_ones_in_the_stores_zone(tmp_path: Path) -> None:
    """Store-local time; of an invoice with two times the earlier."""
    bring_in(write(tmp_path))
    placed = dict(Order.objects.values_list("outside_id", "placed_at"))
    assert placed["online-retail:536365"] == datetime(2011, 1, 10, 8, 26, tzinfo=UTC)
    assert placed["online-retail:536391"] == datetime(2011, 7, 12, 22, 30, tzinfo=UTC)
    ann = person("12583")
    assert (ann.first_order_at, ann.last_order_at) == (
        datetime(2011, 7, 1, 11, tzinfo=UTC),
        datetime(2011, 7, 2, 8, tzinfo=UTC),
    )
    assert ann.added_at == datetime(2011, 7, 1, 11, tzinfo=UTC)


def test_lines_keep_their_words(tmp_path: Path) -> None:
    """Latin-1 letters, commas in quotes, folded space, a line that stands twice, a line without a title."""
    bring_in(write(tmp_path))
    lines = OrderLine.objects.filter(order__outside_id="online-retail:536365").order_by("id")
    assert [(line.title, line.quantity, line.total) for line in lines] == [
        ("CREAM HEART T-LIGHT HOLDER", 6, 1530),
        ("TEAPOT, £ SIGN CAFÉ", 2, 678),
        ("TEAPOT, £ SIGN CAFÉ", 2, 678),
    ]
    assert OrderLine.objects.filter(title="HAND WARMER").count() == 1
    assert OrderLine.objects.get(sku="21777").title == "21777"


def test_guests_are_orders_without_a_customer(tmp_path: Path) -> None:
    bring_in(write(tmp_path))
    guests = Order.objects.filter(customer=None)
    assert {order.outside_id for order in guests} == {"online-retail:536368", "online-retail:536369"}
    assert {order.email for order in guests} == {""}
    assert Order.objects.get(outside_id="online-retail:536369").total == 0


def test_a_cancellation_finds_its_purchase_or_stands_alone(tmp_path: Path) -> None:
    """The latest purchase before it with enough pieces left; without one it is a refund without an order."""
    bring_in(write(tmp_path))
    found = {
        refund.outside_id: (refund.order and refund.order.outside_id, refund.amount)
        for refund in Refund.objects.select_related("order")
    }
    assert found == {
        "online-retail:C536380:536366": ("online-retail:536366", 740),
        "online-retail:C536381:536366": ("online-retail:536366", 1110),
        "online-retail:C536382:": (None, 2750),
        "online-retail:C536383:": (None, 1530),  # cancelled the day before it was bought
        "online-retail:C536384:": (None, 495),
        "online-retail:C536385:": (None, 425),
    }
    order = Order.objects.get(outside_id="online-retail:536366")
    assert (order.refunded, order.total, order.financial_status) == (1850, 3650, "PARTIALLY_REFUNDED")


def test_emails_are_invented_and_stable_without_consent(tmp_path: Path) -> None:
    bring_in(write(tmp_path))
    ann = person("12583")
    assert ann.email == "online-retail-12583@example.com"
    assert (ann.email_consent, ann.account_state, ann.email_verified_at) == ("not_subscribed", "none", None)
    assert ann.default_address and ann.default_address.country == "IE"


def test_odd_countries(tmp_path: Path) -> None:
    """EIRE and RSA are countries; *Unspecified* and *European Community* are none."""
    bring_in(write(tmp_path))
    places = {n: (p := person(n).default_address) and p.country for n in ("12583", "16000", "14000", "15000")}
    assert places == {"12583": "IE", "16000": "ZA", "14000": None, "15000": None}
    assert [row.pk for row in customers("online-retail-16000", "").rows] == [person("16000").pk]


def test_running_again_changes_nothing(tmp_path: Path) -> None:
    """FI-02, F06: the checksums of all tables are equal."""
    file = write(tmp_path)
    bring_in(file)
    before = state()
    report = bring_in(file)
    assert state() == before
    assert (report.new_customers, report.new_orders, report.new_refunds) == (0, 0, 0)
    assert "nothing has changed" in " ".join(report.sentences())


def test_a_longer_file_adds_what_is_new(tmp_path: Path) -> None:
    bring_in(write(tmp_path))
    more = "536400,22632,HAND WARMER,2,2011-08-01 10:00:00,1.85,12583.0,EIRE\n"
    report = bring_in(write(tmp_path, LINES + more))
    assert (report.new_customers, report.new_orders, report.new_refunds) == (0, 1, 0)
    assert person("12583").orders_count == 3 and orders.drift() == []


def test_the_order_of_lines_does_not_matter(tmp_path: Path) -> None:
    bring_in(write(tmp_path, "".join(reversed(LINES.splitlines(keepends=True)))))
    assert person("12583").amount_spent == 1800 + 1850 - 1850 - 2750
    assert Refund.objects.filter(order=None).count() == 4 and orders.drift() == []


def test_a_windows_file_with_another_line_end(tmp_path: Path) -> None:
    file = tmp_path / "orders.csv"
    file.write_bytes(f"{HEADER}\n{LINES}".replace("\n", "\r\n").encode("latin-1"))
    assert bring_in(file).lines == 16


GOOD = "536365,85123A,CREAM,6,2011-01-10 08:27:00,2.55,17850.0,United Kingdom\n"
WRONG_LINES = {
    "too few parts": "536366,1,A,1,2011-01-10 08:27:00,1.00,1.0\n",
    "too many parts": GOOD.strip() + ",more\n",
    "empty line": "\n",
    "no invoice": ",1,A,1,2011-01-10 08:27:00,1.00,1.0,Norway\n",
    "quantity in words": "536366,1,A,one,2011-01-10 08:27:00,1.00,1.0,Norway\n",
    "half a piece": "536366,1,A,1.5,2011-01-10 08:27:00,1.00,1.0,Norway\n",
    "quantity too large": f"536366,1,A,{10**12},2011-01-10 08:27:00,1.00,1.0,Norway\n",
    "quantity with underscore": "536366,1,A,1_0,2011-01-10 08:27:00,1.00,1.0,Norway\n",
    "price in words": "536366,1,A,1,2011-01-10 08:27:00,free,1.0,Norway\n",
    "price with a third decimal": "536366,1,A,1,2011-01-10 08:27:00,1.005,1.0,Norway\n",
    "price without end": "536366,1,A,1,2011-01-10 08:27:00,Infinity,1.0,Norway\n",
    "price that is no number": "536366,1,A,1,2011-01-10 08:27:00,NaN,1.0,Norway\n",
    "price too large": "536366,1,A,1,2011-01-10 08:27:00,1e30,1.0,Norway\n",
    "price with a comma": '536366,1,A,1,2011-01-10 08:27:00,"1,00",1.0,Norway\n',
    "other date": "536366,1,A,1,10/01/2011 08:27,1.00,1.0,Norway\n",
    "no such day": "536366,1,A,1,2011-02-30 08:27:00,1.00,1.0,Norway\n",
    "customer in words": "536366,1,A,1,2011-01-10 08:27:00,1.00,ann,Norway\n",
    "customer of odd digits": "536366,1,A,1,2011-01-10 08:27:00,1.00,1\u00b2,Norway\n",
    "customer without end": f"536366,1,A,1,2011-01-10 08:27:00,1.00,{'1' * 80},Norway\n",
    "invoice without end": f"{'5' * 90},1,A,1,2011-01-10 08:27:00,1.00,1,Norway\n",
    "quote without end": f'536366,1,"{"A" * 200_000},1,2011-01-10 08:27:00,1.00,1,Norway\n',
}


@pytest.mark.parametrize("name", WRONG_LINES)
def test_one_wrong_line_and_nothing_is_changed(tmp_path: Path, name: str) -> None:
    """FI-01, FI-02: a clear sentence with the line's number; all or nothing."""
    before = state()
    with pytest.raises(FileNotReadable) as refused:
        bring_in(write(tmp_path, GOOD + WRONG_LINES[name]))
    assert "3" in str(refused.value.sentence)
    assert state() == before


def cut_off(whole: bytes) -> bytes:
    return whole[: len(whole) // 2]


WRONG_FILES = {
    "cut off": lambda raw: raw[:-20],
    "cut off in a quote": lambda raw: raw[: raw.index(b"SIGN")],
    "empty": lambda raw: b"",
    "UTF-8": lambda raw: raw.decode("latin-1").encode(),
    "UTF-8 with a mark": lambda raw: b"\xef\xbb\xbf" + raw,
    "UTF-16": lambda raw: raw.decode("latin-1").encode("utf-16"),
    "UTF-16 without a mark": lambda raw: raw.decode("latin-1").encode("utf-16-le"),
    "a spreadsheet": lambda raw: b"PK\x03\x04\x00\x00" + raw,
    "other columns": lambda raw: raw.replace(b"StockCode", b"SKU"),
    "fewer columns": lambda raw: raw.replace(b",Country\n", b"\n"),
    "other order of columns": lambda raw: raw.replace(b"InvoiceNo,StockCode", b"StockCode,InvoiceNo"),
    "no columns": lambda raw: raw.partition(b"\n")[2],
    "semicolons": lambda raw: raw.replace(b",", b";"),
}


@pytest.mark.parametrize("name", WRONG_FILES)
def test_another_file_is_refused_and_changes_nothing(tmp_path: Path, name: str) -> None:
    """FI-01: cut off, of another encoding, of other columns: a clear error."""
    file = write(tmp_path)
    file.write_bytes(WRONG_FILES[name](file.read_bytes()))
    before = state()
    with pytest.raises(FileNotReadable) as refused:
        bring_in(file)
    assert str(refused.value.sentence).endswith(".")
    assert state() == before


@pytest.mark.parametrize("currency", ["EUR", "gbp", ""])
def test_the_currency_must_be_the_stores(tmp_path: Path, currency: str) -> None:
    before = state()
    with pytest.raises(Refused) as refused:
        bring_in(write(tmp_path), currency)
    assert refused.value.code == "other_currency" and state() == before


def test_yen_have_no_pennies(tmp_path: Path) -> None:
    Store.objects.update(currency="JPY")
    bring_in(write(tmp_path, GOOD.replace("2.55", "255")), "JPY")
    assert person("17850").amount_spent == 6 * 255
    with pytest.raises(FileNotReadable):
        bring_in(write(tmp_path, GOOD), "JPY")


def test_who_may(tmp_path: Path, cast: Cast) -> None:
    """AC-02: the power to import."""
    for by in (cast.support.as_actor(), cast.read_only.as_actor(), visitor()):
        with pytest.raises(NotAllowed):
            import_orders(write(tmp_path), "GBP", by=by)
    assert import_orders(write(tmp_path), "GBP", by=cast.manager.as_actor()).new_orders == 7
