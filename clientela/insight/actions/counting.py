"""Counting the days: what changed since the last time, or everything anew."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import connection, transaction
from django.utils import timezone

from clientela.checkout.queries import LEFT_AFTER
from clientela.core.actor import Actor, Kind
from clientela.insight import periods, queries
from clientela.insight.models import Day, Span, Tally
from clientela.insight.periods import DAY
from clientela.insight.reckoning import COLUMNS, TRUE_DAYS, midnight, stretch, true_persons
from clientela.journal.models import Event
from clientela.journal.queries import begin_here, reading
from clientela.store.models import Store

READER = "insight.days"
MOST_FACTS = 5000
# Beyond this many changed days, everything is counted at once.
MANY_DAYS = 120
BEGINNING = date(2000, 1, 1)
# So many days in one statement: each ends long before the database would cut it off.
STRIDE = timedelta(days=90)
_OF_ORDERS = {"order.placed", "order.cancelled", "order.refunded", "order.moved"}
_OF_CUSTOMERS = {"order.moved", "order.moved_away"}
# Where an order is now its customer's first, or a customer's orders changed hands, others are no longer.
_DAYS_OF = """
SELECT DISTINCT (at AT TIME ZONE %(zone)s)::date FROM (
  SELECT placed_at AS at FROM orders_order WHERE id = ANY(%(orders)s)
  UNION ALL SELECT started_at FROM checkout_checkout WHERE order_id = ANY(%(orders)s)
  UNION ALL SELECT placed_at FROM orders_order WHERE customer_id = ANY(%(customers)s)
  UNION ALL SELECT later.placed_at FROM orders_order first
    JOIN customers_customer c ON c.id = first.customer_id AND c.first_order_at = first.placed_at
    JOIN orders_order later ON later.customer_id = c.id WHERE first.id = ANY(%(orders)s)) days
"""
_INSERT = f"""
INSERT INTO insight_day (day, has_account, {", ".join(f'"{name}"' for name in COLUMNS)}) {TRUE_DAYS}
"""


def count_days(*, by: Actor) -> int:
    """Count the days on which something changed since the last time. Gives how many were counted.

    The log tells of orders that were placed, cancelled, refunded or moved; of everything else only the last
    days can change. Where nothing was counted yet, or by another clock, everything is counted.
    """
    by.must_be(Kind.SYSTEM)
    zone = Store.current().zone
    with reading(READER, MOST_FACTS) as facts:
        tally = Tally.held()
        changed = _days_of(facts, zone)
        if tally.counted_at and tally.zone == zone.key and len(changed) <= MANY_DAYS:
            days = changed | _recent(tally.counted_at, zone)
            _count(days, zone)
            _done(tally, zone)
            return len(days)
        # These facts are read now: should the next line be cut off, everything is still to be counted.
        Tally.objects.update(counted_at=None)
    return count_all(by=by)


def count_all(*, by: Actor) -> int:
    """Count every day anew from the rows. Gives how many there are."""
    by.must_be(Kind.SYSTEM)
    zone = Store.current().zone
    with transaction.atomic():
        tally = Tally.held()
        begin_here(READER)
        Day.objects.all().delete()
        for since, until in _strides(BEGINNING, queries.today(zone) + DAY):
            _insert(since, until, zone)
        _done(tally, zone)
    return Day.objects.values("day").distinct().count()


def count_persons(*, by: Actor) -> None:
    """Count who ordered in each of the periods: hourly, since in a big store it takes seconds."""
    by.must_be(Kind.SYSTEM)
    zone = Store.current().zone
    for name in periods.NAMES:
        since = periods.period(name, queries.today(zone)).since
        found = true_persons(midnight(since, zone))
        rows = [
            Span(
                days=int(name),
                has_account=has_account,
                customers=persons.customers,
                new=persons.new,
                repeating=persons.repeating,
                seconds=persons.seconds,
                counted_at=timezone.now(),
            )
            for has_account, persons in found.items()
        ]
        with transaction.atomic():
            Span.objects.filter(days=int(name)).delete()
            Span.objects.bulk_create(rows)


def _done(tally: Tally, zone: ZoneInfo) -> None:
    tally.zone, tally.counted_at = zone.key, timezone.now()
    tally.save(update_fields=["zone", "counted_at"])


def _recent(counted_at: datetime, zone: ZoneInfo) -> set[date]:
    """The days since the last counting; checkouts of an hour before it may only now count as left."""
    first = (counted_at - LEFT_AFTER - timedelta(minutes=5)).astimezone(zone).date()
    return {first + DAY * n for n in range((queries.today(zone) - first).days + 1)}


def _days_of(facts: Iterable[Event], zone: ZoneInfo) -> set[date]:
    """The days whose figures these facts changed."""
    orders = [fact.subject_id for fact in facts if fact.name in _OF_ORDERS]
    customers = [fact.customer_id for fact in facts if fact.name in _OF_CUSTOMERS]
    if not orders and not customers:
        return set()
    with connection.cursor() as cursor:
        cursor.execute(_DAYS_OF, {"zone": zone.key, "orders": orders, "customers": customers})
        return {day for (day,) in cursor.fetchall()}


def _count(days: Iterable[date], zone: ZoneInfo) -> None:
    for since, until in _runs(days):
        Day.objects.filter(day__gte=since, day__lt=until).delete()
        _insert(since, until, zone)


def _runs(days: Iterable[date]) -> Iterator[tuple[date, date]]:
    """Days that follow one another, as stretches: the first, and the day after the last."""
    since = until = None
    for day in sorted(days):
        if day != until:
            if since and until:
                yield since, until
            since = day
        until = day + DAY
    if since and until:
        yield since, until


def _strides(since: date, until: date) -> Iterator[tuple[date, date]]:
    while since < until:
        yield since, min(since + STRIDE, until)
        since += STRIDE


def _insert(since: date, until: date, zone: ZoneInfo) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_INSERT, stretch(since, until, zone, timezone.now()))
