"""Pictures that nothing shows any more. Orders keep those of the day they were placed."""

from datetime import timedelta

from clientela.catalog import actions as catalog
from clientela.catalog import pictures
from clientela.core.actor import Actor
from clientela.orders.queries import pictures_in_use

AT_ONCE = 1000


def sweep_pictures(*, by: Actor, after: timedelta = timedelta(days=1)) -> int:
    """Remove pictures uploaded a day ago that stand on no product, order or draft. Gives how many."""
    by.must_be()
    old, removed = pictures.kept_longer_than(after), 0
    for start in range(0, len(old), AT_ONCE):
        some = old[start : start + AT_ONCE]
        unused = sorted(set(some) - pictures_in_use(some))
        catalog.remove_pictures(unused, by=by)
        removed += len(unused)
    return removed
