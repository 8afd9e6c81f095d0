"""Taking one of what a limit allows, and giving it back."""

import hashlib

from django.db import connection
from django.db.models import F

from clientela.core.actor import Actor, Kind
from clientela.core.errors import TooMany
from clientela.gate.limits import LIMITS, Limit
from clientela.gate.models import Counter

_TAKE = """
INSERT INTO gate_counter (key, "window", count)
VALUES (%(key)s, floor(extract(epoch FROM clock_timestamp()) / %(seconds)s), 1)
ON CONFLICT (key) DO UPDATE SET
  count = CASE WHEN gate_counter."window" = excluded."window" THEN gate_counter.count + 1 ELSE 1 END,
  "window" = excluded."window"
RETURNING count, ceil(("window" + 1) * %(seconds)s - extract(epoch FROM clock_timestamp()))
"""
# Where the wait grows, `window` is the second from which the next try counts. No row comes back before then.
_GROW = """
INSERT INTO gate_counter (key, "window", count)
VALUES (%(key)s, floor(extract(epoch FROM clock_timestamp())) + %(first)s, 1)
ON CONFLICT (key) DO UPDATE SET (count, "window") = (
  SELECT n, now + CASE WHEN n < %(most)s THEN 0
    ELSE least(%(seconds)s, %(grows)s * power(2, least(n - %(most)s, 20))) END
  FROM (
    SELECT floor(extract(epoch FROM clock_timestamp())) AS now,
      CASE WHEN gate_counter."window" + %(seconds)s < extract(epoch FROM clock_timestamp()) THEN 1
        ELSE gate_counter.count + 1 END AS n
  ) AS next
)
WHERE gate_counter."window" <= extract(epoch FROM clock_timestamp())
RETURNING count
"""
_WAIT = """
SELECT greatest(1, ceil("window" - extract(epoch FROM clock_timestamp()))) FROM gate_counter WHERE key = %s
"""


def _key(limit: str, of: str) -> str:
    # Addresses stay out of the table: only their digest counts.
    return f"{limit}:{hashlib.sha256(of.encode()).hexdigest()[:32]}"


def take(limit: str, of: str = "", *, by: Actor) -> int:
    """Count one more under a limit, before the step it guards. Gives the count; raises `TooMany`.

    One statement raises and reads the counter, so a hundred at once can't overshoot (security RL-01). Where
    the limit's wait grows, what comes during the wait is refused and makes it no longer (security RL-03).
    """
    by.anyone_may()
    rule = LIMITS[limit]
    count, wait = (_grow if rule.grows else _count)(rule, _key(limit, of))
    if wait and by.kind is not Kind.SYSTEM:
        raise TooMany(wait=wait)
    return count


def _count(rule: Limit, key: str) -> tuple[int, int]:
    """The count with this one, and the seconds to wait where that is too many."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, {"key": key, "seconds": rule.seconds})
        count, wait = cursor.fetchone()
    return int(count), int(wait) if count > rule.most else 0


def _grow(rule: Limit, key: str) -> tuple[int, int]:
    first = rule.grows if rule.most == 1 else 0
    values: dict[str, str | int] = {
        "key": key,
        "seconds": rule.seconds,
        "most": rule.most,
        "grows": rule.grows,
        "first": first,
    }
    with connection.cursor() as cursor:
        cursor.execute(_GROW, values)
        if row := cursor.fetchone():
            return int(row[0]), 0
        cursor.execute(_WAIT, [key])
        row = cursor.fetchone()
    # Somebody may have cleared it between the two.
    return rule.most, int(row[0]) if row else 1


def give_back(limit: str, of: str = "", *, by: Actor) -> None:
    """Count one less, where what was counted beforehand turned out not to count (a right code, say)."""
    by.anyone_may()
    Counter.objects.filter(pk=_key(limit, of), count__gt=0).update(count=F("count") - 1)


def clear(limit: str, of: str = "", *, by: Actor) -> None:
    """Forget the count of one key, after a success that deserves it (security RL-07)."""
    by.anyone_may()
    Counter.objects.filter(pk=_key(limit, of)).update(count=0, window=0)
