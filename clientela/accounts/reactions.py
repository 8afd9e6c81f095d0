"""What accounts do when something was recorded elsewhere."""

from clientela.accounts.actions.unlocking import release
from clientela.accounts.watched import waiting
from clientela.core.actor import SYSTEM
from clientela.journal.queries import begin_here, reading

READER = "accounts.paid_orders"
MOST = 1000


def heed_paid() -> int:
    """A paid order lets an account go that was held back. Gives how many; safe to run again."""
    if not waiting().exists():
        begin_here(READER)
        return 0
    released, more = 0, True
    while more:
        with reading(READER, MOST) as events:
            more = len(events) == MOST
            paid = (event.customer_id for event in events if event.name == "order.paid")
            held = waiting().filter(customer_id__in=list(filter(None, paid)))
            for customer_id in list(held.values_list("customer_id", flat=True)):
                release(customer_id, by=SYSTEM)
                released += 1
    return released
