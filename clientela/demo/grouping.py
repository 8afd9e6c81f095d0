"""Segments that the demo store has saved, and how its customers stand."""

from clientela.core.actor import SYSTEM, Actor
from clientela.segments import actions
from clientela.segments.models import Segment

_SAVED = (
    ("Best customers", "rfm_group = 'CHAMPIONS'"),
    ("Newsletter in Norway", "email_subscription_status = 'SUBSCRIBED' AND customer_countries CONTAINS 'NO'"),
    ("Bought twice, no account", "number_of_orders >= 2 AND customer_account_status = 'DISABLED'"),
    ("Left in the checkout", "abandoned_checkout_date >= -30d"),
)


def group(*, by: Actor) -> None:
    """Save some segments, and set how everybody stands; a second time saves nothing more."""
    if not Segment.objects.exists():
        for name, query in _SAVED:
            actions.save(name, query, by=by)
    actions.reckon_all(by=SYSTEM)
