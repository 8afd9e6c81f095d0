"""Home: figures that equal the orders by hand, counted or live, and what needs attention."""

import time
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts.models import Account
from clientela.admin.overview import Overview
from clientela.checkout.models import Checkout
from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.models import Address, Comment, Customer
from clientela.insight import actions, periods, queries
from clientela.insight.queries import Report
from clientela.insight.reckoning import Figures
from clientela.orders import actions as orders
from clientela.orders.models import Draft, Order, Refund
from clientela.post.models import Message
from clientela.staff import roles
from clientela.staff.models import Token
from clientela.staff.roles import Role
from clientela.store.models import Store
from tests.admin.scenes import make_draft, make_order, message
from tests.cast import Cast, as_staff, make_cast

# East of the date line's other side: its midnight is another day in London.
ZONE = ZoneInfo("Pacific/Auckland")


@pytest.fixture
def store(db: None) -> Store:
    """A store that has sold, with its clock far from ours."""
    Store.objects.update(time_zone=ZONE.key, has_sold=True)
    return Store.current()


def days_ago(days: int, hour: int = 12, minute: int = 0) -> datetime:
    """A moment of the store's clock."""
    day = queries.today(ZONE) - timedelta(days=days)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=ZONE)


def order(customer: Customer, at: datetime, total: int = 10_000, **more: Any) -> Order:
    """An order of that moment, with the customer's figures as they must be."""
    made = make_order(customer, total=total)
    Order.objects.filter(pk=made.pk).update(placed_at=at, **more)
    orders.recount([customer.pk], by=SYSTEM)
    return Order.objects.get(pk=made.pk)


def report(name: str = "30") -> Report:
    found = queries.report(periods.period(name, queries.today(ZONE)), ZONE)
    assert found is not None
    return found


def now_and_before(found: Report, has_account: bool | None = None) -> tuple[Figures, Figures]:
    return found.sum(found.period.pieces, has_account), found.sum(found.period.before, has_account)


def tell(cast: Cast) -> dict[str, Order]:
    """Ingrid has an account since 20 days ago; the guest never had one."""
    Account.objects.filter(customer=cast.ingrid).update(created_at=days_ago(20))
    Account.objects.filter(customer=cast.stranger).update(created_at=days_ago(400))
    return {
        "before her account": order(cast.ingrid, days_ago(25), 4000),
        "with it": order(cast.ingrid, days_ago(5), 6000),
        "cancelled": order(cast.ingrid, days_ago(4), 9900, cancelled_at=timezone.now()),
        "partly back": order(cast.guest, days_ago(3), 5000, refunded=1500),
        "the period before": order(cast.guest, days_ago(40), 7000),
    }


def test_figures_are_those_of_the_orders(cast: Cast, store: Store) -> None:
    """Cancelled ones count for nothing, what was given back is taken off, accounts count from their day."""
    tell(cast)
    now, before = now_and_before(report())
    assert (now.orders, now.revenue) == (3, 4000 + 6000 + 3500)
    assert (before.orders, before.revenue) == (1, 7000)
    assert (now.first_orders, now.repeat_orders) == (1, 2)
    mine, _before = now_and_before(report(), has_account=True)
    assert (mine.orders, mine.revenue, mine.sign_ups) == (1, 6000, 1)
    persons = report().persons
    assert (persons[True].customers, persons[True].new, persons[True].repeating) == (1, 1, 1)
    assert (persons[False].customers, persons[False].new, persons[False].repeating) == (1, 0, 1)


def test_a_day_ends_at_the_store_s_midnight(cast: Cast, store: Store) -> None:
    """A minute decides, by the store's clock and no other."""
    order(cast.guest, days_ago(4, 23, 59), 100)
    order(cast.guest, days_ago(3, 0, 0), 200)
    found = report()
    by_day = {
        p.since: f.revenue for p, f in zip(found.period.pieces, found.each(found.period.pieces), strict=True)
    }
    assert by_day[days_ago(4).date()] == 100
    assert by_day[days_ago(3).date()] == 200


def test_counted_and_live_figures_are_the_same(cast: Cast, store: Store) -> None:
    """Before the first counting and after it."""
    tell(cast)
    live = report("365")
    assert actions.count_all(by=SYSTEM) > 0
    assert report("365") == live


def test_what_changes_the_past_is_counted_again(real_db: None) -> None:
    """An order moved, one cancelled: their days are counted anew, and that of who ordered first now."""
    Store.objects.update(time_zone=ZONE.key, has_sold=True)
    cast = make_cast()
    told = tell(cast)
    actions.count_days(by=SYSTEM)
    assert queries.drift(ZONE) == []
    orders.move(told["before her account"].pk, cast.guest.pk, by=SYSTEM)
    orders.cancel(told["with it"].pk, orders.Cancelling(refunds=False, tells=False), by=SYSTEM)
    assert queries.drift(ZONE) != []
    # Readers stop before the oldest transaction that still runs, and other tests may have one open.
    deadline = time.monotonic() + 60
    while queries.drift(ZONE) and time.monotonic() < deadline:
        assert actions.count_days(by=SYSTEM) < 10
    assert queries.drift(ZONE) == []
    now, _before = now_and_before(report())
    assert (now.orders, now.revenue) == (2, 4000 + 3500)


def test_orders_of_today_are_there_at_once(cast: Cast, store: Store) -> None:
    """Today is read from the rows, whatever was counted."""
    actions.count_all(by=SYSTEM)
    order(cast.guest, timezone.now(), 1234)
    assert now_and_before(report())[0].revenue == 1234


def test_another_clock_counts_everything_anew(cast: Cast, store: Store) -> None:
    """Days begin elsewhere then."""
    order(cast.guest, days_ago(3, 0, 30), 100)
    actions.count_all(by=SYSTEM)
    Store.objects.update(time_zone="America/New_York")
    actions.count_days(by=SYSTEM)
    assert queries.drift(ZoneInfo("America/New_York")) == []


def test_left_checkouts_and_contacts(cast: Cast, store: Store) -> None:
    """Checkouts begun and not finished, comments and emails of staff: with an account and without."""
    for customer in (cast.stranger, cast.guest, cast.guest):
        Checkout.objects.create(customer=customer, started_at=days_ago(2), touched_at=days_ago(2))
    Checkout.objects.create(customer=cast.guest)
    Account.objects.filter(customer=cast.stranger).update(created_at=days_ago(400))
    Comment.objects.create(customer=cast.guest, author_id=1, text="Rang", written_at=days_ago(2))
    Message.objects.filter(pk=message(cast.stranger).pk).update(staff_id=1, queued_at=days_ago(2))
    message(cast.stranger)
    mine, _ = now_and_before(report(), has_account=True)
    others, _ = now_and_before(report(), has_account=False)
    assert (mine.left, others.left) == (1, 2)
    assert (mine.contacts, others.contacts) == (1, 1)


def test_a_finished_checkout_gives_the_time_it_took(cast: Cast, store: Store) -> None:
    """From opening it to the order."""
    made = order(cast.guest, days_ago(2, 12, 3))
    Checkout.objects.create(customer=cast.guest, started_at=days_ago(2), state="placed", order=made)
    assert report().persons[False].seconds == 180


def test_big_stores_show_what_was_counted(cast: Cast, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beyond so many orders nothing is summed while somebody waits."""
    tell(cast)
    small = report()
    monkeypatch.setattr(queries, "FEW_ORDERS", 1)
    assert queries.report(small.period, ZONE) is None
    assert "The figures are being counted" in as_staff(cast.owner).get("/admin").content.decode()
    actions.count_all(by=SYSTEM)
    actions.count_persons(by=SYSTEM)
    assert report() == small


def test_drift_is_seen(cast: Cast, store: Store) -> None:
    """What nobody recorded shows, and counting everything mends it."""
    told = tell(cast)
    actions.count_all(by=SYSTEM)
    Order.objects.filter(pk=told["with it"].pk).update(total=1)
    assert queries.drift(ZONE) == [days_ago(5).date()]
    actions.count_all(by=SYSTEM)
    assert queries.drift(ZONE) == []


def text_of(browser: Client, path: str = "/admin") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def test_home_shows_the_figures(cast: Cast, store: Store) -> None:
    """As the store writes its money; each period has an address."""
    tell(cast)
    browser = as_staff(cast.owner)
    html = text_of(browser)
    assert "£135.00" in html
    assert "93% more. The 30 days before: £70.00" in html
    for name in periods.NAMES:
        assert f'href="/admin?period={name}"' in html
        assert 'aria-current="page"' in text_of(browser, f"/admin?period={name}")
    assert "Last 30 days" in text_of(browser, "/admin?period=' OR 1=1")


@pytest.mark.parametrize(("lost", "gone"), [("orders", "Revenue"), ("customers", "Sign-ups")])
def test_everybody_sees_their_part(
    cast: Cast, store: Store, monkeypatch: pytest.MonkeyPatch, lost: str, gone: str
) -> None:
    """AC-01: whoever may not see orders or customers sees none of their figures."""
    tell(cast)
    kept = {power for power in Power if not power.value.startswith(lost)}
    assert gone in text_of(as_staff(cast.support))
    monkeypatch.setitem(roles.POWERS, Role.SUPPORT, frozenset(kept))
    html = text_of(as_staff(cast.support))
    assert gone not in html
    assert ("Newest customers" in html, "To fulfil" in html) == (lost == "orders", lost == "customers")
    assert as_staff(cast.support).get("/admin/attention/addresses").status_code == (
        403 if lost == "customers" else 200
    )


def test_an_empty_store_has_first_steps(cast: Cast, db: None) -> None:
    """Until the first order: what to set up, what is done, and no dead figures."""
    html = text_of(as_staff(cast.owner))
    assert "First steps" in html
    assert html.count("To do") >= 3
    assert "Revenue" not in html
    Store.objects.update(name="Nordlys")
    assert text_of(as_staff(cast.owner)).count("data-done") == html.count("data-done") + 1
    Store.objects.update(has_sold=True)
    assert "First steps" not in text_of(as_staff(cast.owner))


def needs(browser: Client, words: str, name: str, *shown: str) -> bool:
    """Whether Home tells it; then its list shows exactly that."""
    told = words in text_of(browser)
    listed = text_of(browser, f"/admin/attention/{name}")
    assert all(text in listed for text in shown) is told
    return told


def test_nothing_needs_you(cast: Cast, store: Store) -> None:
    """Said aloud, so that an empty card isn't mistaken for a broken one."""
    assert "Nothing needs you now." in text_of(as_staff(cast.owner))


def test_failed_mail_is_told_until_it_is_sent_again(cast: Cast, store: Store) -> None:
    """Each letter once; old ones are no news."""
    browser, failed = as_staff(cast.owner), message(cast.guest, "Your parcel")
    words = "1 email didn&#x27;t arrive"
    assert not needs(browser, words, "mail", "Your parcel")
    Message.objects.filter(pk=failed.pk).update(state="bounced", problem="mailbox_full")
    assert needs(browser, words, "mail", "Your parcel", "The mailbox is full.", cast.guest.email)
    Message.objects.filter(pk=message(cast.guest, "Again").pk).update(again_of=failed.pk)
    assert not needs(browser, words, "mail", "Your parcel")


def test_a_wrong_address_is_told_until_it_is_changed(cast: Cast, store: Store) -> None:
    """What came by import is found by the round; whoever mends it is done."""
    right = Place("Gianni", "Rossi", "", "Via Roma 1", "", "Milano", "MI", "20121", "IT", "")
    address = customers.add_address(cast.guest.pk, right, by=SYSTEM)
    assert actions.check_addresses(by=SYSTEM) == 1
    browser, words = as_staff(cast.owner), "1 address can&#x27;t be right"
    assert not needs(browser, words, "addresses", "Milano")
    Address.objects.create(customer=cast.stranger, line1="Via Nuova 2", city="Roma", country="IT", digest="d")
    assert actions.check_addresses(by=SYSTEM) == 1
    assert needs(browser, words, "addresses", "Sigrid Berg", "Fill this in.")
    wrong = Address.objects.get(digest="d")
    customers.change_address(cast.stranger.pk, wrong.pk, right, by=SYSTEM)
    assert not needs(browser, words, "addresses", "Sigrid Berg")
    assert Address.objects.filter(pk=address.pk).exists()


def test_the_round_begins_again_after_a_day(cast: Cast, store: Store) -> None:
    """Rules change, and rows may come in late: nothing is looked at once for ever."""
    place = Place("G", "R", "", "Via Roma 1", "", "Milano", "MI", "20121", "IT", "")
    customers.add_address(cast.guest.pk, place, by=SYSTEM)
    assert [actions.check_addresses(by=SYSTEM) for _time in range(2)] == [1, 0]
    queries.Tally.objects.update(round_began_at=timezone.now() - timedelta(days=2))
    assert actions.check_addresses(by=SYSTEM) == 1


def test_a_failed_refund_is_told_until_money_went_back(cast: Cast, store: Store) -> None:
    """A later one that came through settles it."""
    made, browser = order(cast.guest, days_ago(1)), as_staff(cast.owner)
    Refund.objects.create(order=made, amount=500, currency="GBP", state="failed")
    assert needs(browser, "1 refund failed", "refunds", made.name, "£5.00")
    Refund.objects.create(order=made, amount=500, currency="GBP", state="done")
    assert not needs(browser, "1 refund failed", "refunds", "£5.00")


def test_late_invoices_and_ending_tokens(cast: Cast, store: Store) -> None:
    """An invoice after a week, a token two weeks before its end."""
    draft, browser = make_draft(cast.guest), as_staff(cast.owner)
    Draft.objects.filter(pk=draft.pk).update(state="invoiced", invoiced_at=timezone.now() - timedelta(days=6))
    assert not needs(browser, "1 invoice waits to be paid", "invoices", draft.name)
    Draft.objects.filter(pk=draft.pk).update(invoiced_at=timezone.now() - timedelta(days=8))
    assert needs(browser, "1 invoice waits to be paid", "invoices", draft.name, "Gianni Rossi")
    ends = timezone.now() + timedelta(days=10)
    Token.objects.create(name="The till", made_by=cast.owner, token_hash="x", ending="abcd", expires_at=ends)
    assert needs(browser, "1 API token ends soon", "tokens", "The till")
    assert as_staff(cast.support).get("/admin/attention/tokens").status_code == 403


def test_work_that_stands_still_is_told(cast: Cast, store: Store) -> None:
    """A task that failed, and one that nobody takes up."""
    browser = as_staff(cast.owner)
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, priority, args, status, scheduled_at)"
            " VALUES ('mail', 'post.deliver', 0, '{}', 'todo', now() - interval '1 hour')"
        )
    assert needs(browser, "1 task failed or stands still", "tasks", "post.deliver", "Waits too long")
    assert as_staff(cast.support).get("/admin/attention/tasks").status_code == 403


def test_accounts_held_back_lead_to_account_activity(cast: Cast, store: Store) -> None:
    """Until they are let go; for whoever guards accounts."""
    words = "1 account is held back as suspicious"
    assert words not in text_of(as_staff(cast.owner))
    held = Account.objects.filter(customer=cast.ingrid)
    held.update(quarantined_at=timezone.now(), quarantine_reason="block no_proof")
    home = text_of(as_staff(cast.owner))
    assert words in home and 'href="/admin/activity#held-back"' in home
    assert 'id="held-back"' in text_of(as_staff(cast.owner), "/admin/activity")
    assert words not in text_of(as_staff(cast.read_only))
    assert as_staff(cast.read_only).get("/admin/attention/held").status_code == 403
    held.update(released_at=timezone.now())
    assert words not in text_of(as_staff(cast.owner))


def test_orders_to_fulfil_have_their_list(cast: Cast, store: Store) -> None:
    """All of which something is still to be sent, and no other."""
    open_one, sent = (
        order(cast.guest, days_ago(1)),
        order(cast.guest, days_ago(2), fulfillment_status="FULFILLED"),
    )
    listed = text_of(as_staff(cast.read_only), "/admin/attention/orders")
    assert open_one.name in listed
    assert f"{sent.name}<" not in listed


def test_no_such_list(cast: Cast, store: Store) -> None:
    """An address that nobody made leads nowhere."""
    assert as_staff(cast.owner).get("/admin/attention/nothing").status_code == 404


def test_home_asks_as_much_for_many_orders_as_for_few(cast: Cast, store: Store) -> None:
    """No statement for each order, day or customer."""
    tell(cast)
    browser = as_staff(cast.owner)

    def statements() -> int:
        # What stands still is asked once a minute, by whichever page comes first.
        cache.clear()
        with CaptureQueriesContext(
            connection,
        ) as asked:
            text_of(browser, "/admin?period=365")
        return len(asked)

    statements()
    few = statements()
    for number in range(12):
        order(cast.guest, days_ago(number))
        make_draft(cast.guest)
    assert statements() <= few
    assert few <= 30


def test_overview_of_a_time_without_orders(cast: Cast, store: Store) -> None:
    """Nothing is divided by zero, and what isn't known isn't shown."""
    overview = Overview(report(), "GBP", cast.owner.as_actor())
    assert all(figure.value for figure in overview.figures)
    assert [row.label for row in overview.comparisons] == []
    assert all(chart.is_empty for title, _figure, _about, chart in overview.charts if title != "Sign-ups")
