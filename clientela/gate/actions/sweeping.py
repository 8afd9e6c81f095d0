"""Clearing away what counts for nothing any more."""

from django.db import connection
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.gate.limits import LIMITS
from clientela.gate.models import Spent

_PAST = {
    False: '("window" + 1) * %(seconds)s < extract(epoch FROM clock_timestamp())',
    True: '"window" + %(seconds)s < extract(epoch FROM clock_timestamp())',
}


def sweep(*, by: Actor) -> int:
    """Remove counters whose window is past, and what was used up and is too old by now. Gives how many."""
    by.must_be()
    gone = 0
    with connection.cursor() as cursor:
        for rule in LIMITS.values():
            past = _PAST[bool(rule.grows)]
            cursor.execute(
                f"DELETE FROM gate_counter WHERE key LIKE %(key)s AND {past}",  # noqa: S608 - one of ours
                {"key": f"{rule.name}:%", "seconds": rule.seconds},
            )
            gone += cursor.rowcount
    spent, _tables = Spent.objects.filter(expires_at__lt=Now()).delete()
    return gone + spent
