"""Who orders stands anew at once; the borders between the fifths are drawn every night."""

from clientela.core.actor import SYSTEM
from clientela.journal.queries import reading
from clientela.segments.actions import reckon

READER = "segments.orders"
MOST = 1000
_COUNTS = {"order.placed", "order.refunded", "order.claimed", "order.moved", "order.moved_away"}


def heed_orders() -> int:
    """Set the standing of whoever's orders changed. Gives how many changed; safe to run again."""
    changed, more = 0, True
    while more:
        with reading(READER, MOST) as events:
            more = len(events) == MOST
            who = {event.customer_id for event in events if event.name in _COUNTS and event.customer_id}
            changed += reckon(who, by=SYSTEM)
    return changed
