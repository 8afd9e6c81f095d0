"""The true figures, from the rows themselves: each statement reads one stretch of time by an index."""

from dataclasses import dataclass, fields
from datetime import date, datetime, time
from typing import Any, Self
from zoneinfo import ZoneInfo

from django.db import connection

from clientela.checkout.queries import LEFT_AFTER

# The middle time is that of so many newest checkouts.
NEWEST_CHECKOUTS = 10_000

# Each part gives: day, has_account, then the figures it knows of. `a` is the account, there at the time.
_DAYS = """
SELECT (o.placed_at AT TIME ZONE %(zone)s)::date AS day, a.id IS NOT NULL AS has_account,
       count(*) FILTER (WHERE o.cancelled_at IS NULL) AS orders,
       count(*) FILTER (WHERE o.cancelled_at IS NULL AND o.placed_at = c.first_order_at) AS first_orders,
       coalesce(sum(o.total - o.refunded) FILTER (WHERE o.cancelled_at IS NULL), 0) AS revenue,
       count(*) FILTER (WHERE o.source = 'storefront') AS bought, 0 AS "left", 0 AS sign_ups, 0 AS contacts
  FROM orders_order o
  LEFT JOIN customers_customer c ON c.id = o.customer_id
  LEFT JOIN accounts_account a ON a.customer_id = o.customer_id AND a.created_at <= o.placed_at
 WHERE o.placed_at >= %(since)s AND o.placed_at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT (k.started_at AT TIME ZONE %(zone)s)::date, a.id IS NOT NULL, 0, 0, 0, 0, count(*), 0, 0
  FROM checkout_checkout k
  LEFT JOIN accounts_account a ON a.customer_id = k.customer_id AND a.created_at <= k.started_at
 WHERE k.started_at >= %(since)s AND k.started_at < %(until)s
   AND k.state <> 'placed' AND k.started_at < %(left)s GROUP BY 1, 2
UNION ALL
SELECT (a.created_at AT TIME ZONE %(zone)s)::date, true, 0, 0, 0, 0, 0, count(*), 0
  FROM accounts_account a
 WHERE a.created_at >= %(since)s AND a.created_at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT (m.written_at AT TIME ZONE %(zone)s)::date, a.id IS NOT NULL, 0, 0, 0, 0, 0, 0, count(*)
  FROM customers_comment m
  LEFT JOIN accounts_account a ON a.customer_id = m.customer_id AND a.created_at <= m.written_at
 WHERE m.written_at >= %(since)s AND m.written_at < %(until)s GROUP BY 1, 2
UNION ALL
SELECT (p.queued_at AT TIME ZONE %(zone)s)::date, a.id IS NOT NULL, 0, 0, 0, 0, 0, 0, count(*)
  FROM post_message p
  LEFT JOIN accounts_account a ON a.customer_id = p.customer_id AND a.created_at <= p.queued_at
 WHERE p.staff_id IS NOT NULL AND p.customer_id IS NOT NULL
   AND p.queued_at >= %(since)s AND p.queued_at < %(until)s GROUP BY 1, 2
"""
COLUMNS = ("orders", "first_orders", "revenue", "bought", "left", "sign_ups", "contacts")
TRUE_DAYS = f"""
SELECT day, has_account, {", ".join(f'sum("{name}")::bigint AS "{name}"' for name in COLUMNS)}
  FROM ({_DAYS}) parts GROUP BY day, has_account
"""  # noqa: S608 - all parts are ours

_PERSONS = """
SELECT a.id IS NOT NULL, count(*), count(*) FILTER (WHERE c.first_order_at >= %(since)s),
       count(*) FILTER (WHERE c.orders_count > 1)
  FROM (SELECT DISTINCT customer_id FROM orders_order
         WHERE placed_at >= %(since)s AND cancelled_at IS NULL AND customer_id IS NOT NULL) o
  JOIN customers_customer c ON c.id = o.customer_id
  LEFT JOIN accounts_account a ON a.customer_id = c.id GROUP BY 1
"""
_PACE = f"""
SELECT a.id IS NOT NULL,
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM o.placed_at - k.started_at))
  FROM (SELECT order_id, customer_id, started_at FROM checkout_checkout
         WHERE started_at >= %(since)s AND state = 'placed'
         ORDER BY started_at DESC LIMIT {NEWEST_CHECKOUTS}) k
  JOIN orders_order o ON o.id = k.order_id
  LEFT JOIN accounts_account a ON a.customer_id = k.customer_id AND a.created_at <= k.started_at GROUP BY 1
"""  # noqa: S608 - all parts are ours


@dataclass(frozen=True)
class Figures:
    """What happened in a stretch of time. Money in minor units."""

    orders: int = 0
    first_orders: int = 0
    revenue: int = 0
    bought: int = 0
    left: int = 0
    sign_ups: int = 0
    contacts: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(*(getattr(self, f.name) + getattr(other, f.name) for f in fields(self)))

    @property
    def repeat_orders(self) -> int:
        """Orders of customers who had ordered before."""
        return self.orders - self.first_orders


@dataclass(frozen=True)
class Persons:
    """Who ordered in a stretch of time, as persons, and how long a checkout takes (seconds, the middle)."""

    customers: int = 0
    new: int = 0
    repeating: int = 0
    seconds: float | None = None


Days = dict[tuple[date, bool], Figures]


def midnight(day: date, zone: ZoneInfo) -> datetime:
    """When a day begins by the store's clock."""
    return datetime.combine(day, time(), zone)


def stretch(since: date, until: date, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """What the statements need to know: days from `since` up to, not including, `until`."""
    return {
        "zone": zone.key,
        "since": midnight(since, zone),
        "until": midnight(until, zone),
        "left": now - LEFT_AFTER,
    }


def true_days(since: date, until: date, zone: ZoneInfo, now: datetime) -> Days:
    """The figures of these days, counted now from orders, checkouts, accounts, comments and emails."""
    with connection.cursor() as cursor:
        cursor.execute(TRUE_DAYS, stretch(since, until, zone, now))
        return {(day, has_account): Figures(*rest) for day, has_account, *rest in cursor.fetchall()}


def true_persons(since: datetime) -> dict[bool, Persons]:
    """Who has ordered since then, by whether they have an account."""
    with connection.cursor() as cursor:
        cursor.execute(_PERSONS, {"since": since})
        persons = {has_account: counts for has_account, *counts in cursor.fetchall()}
        cursor.execute(_PACE, {"since": since})
        pace = dict(cursor.fetchall())
    found = {}
    for has_account in persons.keys() | pace.keys():
        customers, new, repeating = persons.get(has_account, (0, 0, 0))
        found[has_account] = Persons(customers, new, repeating, pace.get(has_account))
    return found
