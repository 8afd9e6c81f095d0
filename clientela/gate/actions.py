"""Taking one of what a limit allows, and giving it back."""

import hashlib
import ipaddress

from django.db import connection
from django.db.models import F

from clientela.core.actor import Actor, Kind
from clientela.core.errors import TooMany
from clientela.gate.limits import LIMITS
from clientela.gate.models import Counter

_TAKE = """
INSERT INTO gate_counter (key, "window", count)
VALUES (%(key)s, floor(extract(epoch FROM clock_timestamp()) / %(seconds)s), 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN gate_counter."window" = excluded."window" THEN gate_counter.count + 1 ELSE 1 END,
  "window" = excluded."window"
RETURNING count, ceil(("window" + 1) * %(seconds)s - extract(epoch FROM clock_timestamp()))
"""


def network(ip: str) -> str:
    """The network that counts as one: an IPv4 address, or the /64 of an IPv6 one."""
    try:
        address = ipaddress.ip_address(ip)
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.ip_network((address, 64), strict=False).network_address)
    return str(address)


def _key(limit: str, of: str) -> str:
    # Addresses stay out of the table: only their digest counts.
    return f"{limit}:{hashlib.sha256(of.encode()).hexdigest()[:32]}"


def take(limit: str, of: str = "", *, by: Actor) -> int:
    """Count one more under a limit, before the step it guards. Gives the count; raises `TooMany`.

    One statement raises and reads the counter, so a hundred at once can't overshoot (security RL-01).
    """
    by.anyone_may()
    rule = LIMITS[limit]
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": _key(limit, of), "seconds": rule.seconds})
        count, wait = cursor.fetchone()
    if count > rule.most and by.kind is not Kind.SYSTEM:
        raise TooMany(wait=int(wait))
    return int(count)


def give_back(limit: str, of: str = "", *, by: Actor) -> None:
    """Count one less, where what was counted beforehand turned out not to count (a right code, say)."""
    by.anyone_may()
    Counter.objects.filter(pk=_key(limit, of), count__gt=0).update(count=F("count") - 1)


def clear(limit: str, of: str = "", *, by: Actor) -> None:
    """Forget the count of one key, after a success that deserves it (security RL-07)."""
    by.anyone_may()
    Counter.objects.filter(pk=_key(limit, of)).update(count=0)


def sweep(*, by: Actor) -> int:
    """Remove counters whose window is past. Gives how many."""
    by.must_be()
    gone = 0
    with connection.cursor() as cursor:
        for rule in LIMITS.values():
            cursor.execute(
                "DELETE FROM gate_counter WHERE key LIKE %s"
                ' AND ("window" + 1) * %s < extract(epoch FROM clock_timestamp())',
                [f"{rule.name}:%", rule.seconds],
            )
            gone += cursor.rowcount
    return gone
