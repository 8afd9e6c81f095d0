"""How customers stand: the RFM group, and the tier of spending to expect.

Recency, frequency and money are scored from 1 to 5 by the fifths of all customers who ordered; what lies on
a border counts with the lower fifth. The spending to expect in a year is the average order, times orders a
year since the first one, halved for each half-year since the last; the upper fifth is high, the next three
tenths are medium. Below a hundred orders in the store nothing is expected of anybody.
"""

from collections.abc import Iterable, Sequence

from django.db import connection, transaction

from clientela.core.actor import Actor
from clientela.customers.models import Customer
from clientela.segments.models import Borders, Standing
from clientela.segments.standings import EXPECTED, FORGET, WRITE

BATCH = 20_000
FEWEST_ORDERS = 100
_BORDERS = f"""
SELECT percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY c.last_order_at),
       percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY c.orders_count),
       percentile_disc(ARRAY[0.2, 0.4, 0.6, 0.8]) WITHIN GROUP (ORDER BY c.amount_spent),
       percentile_disc(ARRAY[0.5, 0.8]) WITHIN GROUP (ORDER BY {EXPECTED}),
       coalesce(sum(c.orders_count), 0)
  FROM customers_customer c WHERE c.deleted_at IS NULL AND c.orders_count > 0
"""  # noqa: S608 - the part is ours


def reckon_all(*, by: Actor) -> int:
    """Draw the borders anew and set everybody's standing by them. Gives how many changed."""
    by.must_be()
    if not _draw_borders():
        return Standing.objects.all().delete()[0]
    highest = Customer.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    return sum(_write(range(first, first + BATCH)) for first in range(1, highest + 1, BATCH))


def reckon(customer_ids: Iterable[int], *, by: Actor) -> int:
    """Set the standing of these customers by the borders there are. Gives how many changed."""
    by.must_be()
    wanted = sorted(set(customer_ids))
    if not wanted:
        return 0
    return _write(wanted) if Borders.objects.exists() or _draw_borders() else 0


def _draw_borders() -> bool:
    """Keep the borders of today. Gives whether anybody ordered."""
    with transaction.atomic(), connection.cursor() as cursor:
        # Everybody who ordered is sorted four times: with a million of them that isn't done in half a minute
        # on a busy machine.
        cursor.execute("SET LOCAL statement_timeout = '15min'")
        cursor.execute(_BORDERS)
        recency, frequency, money, spend, orders = cursor.fetchone()
        if recency is None:
            Borders.objects.all().delete()
            return False
        values = {"recency": recency, "frequency": frequency, "money": money}
        values["spend"] = spend if orders > FEWEST_ORDERS else []
        Borders.objects.update_or_create(pk=1, defaults=values)
    return True


def _write(customer_ids: Sequence[int]) -> int:
    ids = [customer_ids[0], customer_ids[-1]] if isinstance(customer_ids, range) else list(customer_ids)
    which = "BETWEEN %(first)s AND %(last)s" if isinstance(customer_ids, range) else "= ANY(%(ids)s)"
    values: dict[str, int | list[int]] = {"first": ids[0], "last": ids[-1], "ids": ids}
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(FORGET.replace("/*which*/", which), values)
        gone: int = cursor.rowcount
        cursor.execute(WRITE.replace("/*which*/", which), values)
        return gone + int(cursor.rowcount)
