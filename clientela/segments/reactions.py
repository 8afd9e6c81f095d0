"""Who orders stands anew at once; the borders between the fifths are drawn every night."""

from clientela.core.actor import SYSTEM
from clientela.journal.queries import begin_here, reading
from clientela.segments.actions import reckon, reckon_all
from clientela.segments.models import Borders

READER = "segments.orders"
MOST = 1000
_COUNTS = {"order.placed", "order.refunded", "order.claimed", "order.moved", "order.moved_away"}


def heed_orders() -> int:
    """Set the standing of whoever's orders changed. Gives how many changed; safe to run again.

    A store that never drew its borders does so first: who ordered before, the orders tell and not the log.
    """
    if not Borders.objects.exists():
        begin_here(READER)
        return reckon_all(by=SYSTEM)
    changed, more = 0, True
    while more:
        with reading(READER, MOST) as events:
            more = len(events) == MOST
            who = {event.customer_id for event in events if event.name in _COUNTS and event.customer_id}
            changed += reckon(who, by=SYSTEM)
    return changed
