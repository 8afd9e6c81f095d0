"""Counting again what the lists show of customers."""

from collections.abc import Iterable

from django.db import connection

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.orders.queries import TRUE_FIGURES

_RECOUNT = f"""
UPDATE customers_customer c
   SET orders_count = t.orders_count, amount_spent = t.amount_spent,
       first_order_at = t.first_order_at, last_order_at = t.last_order_at
  FROM ({TRUE_FIGURES}) t
 WHERE t.id = c.id AND c.id = ANY(%(ids)s)
   AND (c.orders_count, c.amount_spent, c.first_order_at, c.last_order_at)
       IS DISTINCT FROM (t.orders_count, t.amount_spent, t.first_order_at, t.last_order_at)
"""  # noqa: S608 - both halves are ours


def recount(customer_ids: Iterable[int], *, by: Actor) -> int:
    """Write the figures of these customers anew from their orders and refunds. Gives how many differed."""
    by.must(Power.CUSTOMERS_IMPORT)
    with connection.cursor() as cursor:
        cursor.execute(_RECOUNT, {"ids": list(customer_ids)})
        return int(cursor.rowcount)
