"""What the tests of backups ask a store that was brought back, from a process of its own."""

FIGURES = """
SELECT (SELECT count(*) FROM orders_order), (SELECT coalesce(sum(total), 0) FROM orders_order),
       (SELECT coalesce(sum(orders_count), 0)::bigint FROM customers_customer),
       (SELECT coalesce(sum(amount_spent), 0) FROM customers_customer),
       (SELECT count(*) FROM orders_line),
       (SELECT count(*) FROM orders_order o WHERE EXISTS
         (SELECT FROM journal_event e WHERE e.name = 'order.placed' AND e.subject_id = o.id))
"""

LOOK = """
import json, os, sys
from clientela.config.commands.base import set_up
set_up()
from django.db import connection
from django.test import Client
from clientela.core.actor import SYSTEM
from clientela.customers.events import CustomerCreated
from clientela.journal import sealing
from clientela.journal.actions import record
from clientela.journal.models import Event, Reader
from clientela.journal.queries import reading
from clientela.orders.queries import drift

browser = Client(headers={"host": "localhost"})
browser.cookies["staff"] = sys.argv[1]
before = Reader.objects.get(name="probe")
late = list(Event.objects.extra(where=["(tx, id) > (%s, %s)"], params=[before.tx, before.event_id])
            .order_by("tx", "id").values_list("pk", flat=True))
read = []
for _round in range(3):
    with reading("probe", most=10_000) as events:
        read += [event.pk for event in events]
        last = events[-1].name if events else last
new = record(CustomerCreated("staff"), by=SYSTEM, customer_id=1)
with reading("probe", most=10_000) as events:
    then = [event.pk for event in events]
sealed = sealing.seal_next(by=SYSTEM)
with connection.cursor() as cursor:
    cursor.execute("SELECT has_table_privilege('journal_event', 'UPDATE, DELETE, TRUNCATE')")
    (may_change,) = cursor.fetchone()
broken = sealing.first_broken()
print(json.dumps({
    "pages": {path: browser.get(path).status_code for path in ("/", "/products", "/account/login", "/admin")},
    "drift": drift(), "broken": broken and broken.pk, "sealed": sealed, "may_change_log": may_change,
    "read_once": read == late and len(set(read)) == len(read) > 0, "last_read": last,
    "nothing_left": then == [new.pk],
}))
"""
