"""When many at once are too many: so much in an hour, against what is usual. No database.

An hour is a burst where it holds at least ten, and at least five times as many as an hour usually does. Usual
is the mean hour of the seven days before. A shop that always has many sign-ups from one mail provider thus
sees no burst in them, and a quiet one sees a dozen from a network that it never heard of.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

LEAST = 10
TIMES = 5
USUAL_OVER = timedelta(days=7)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Pace:
    """How many in an hour, and how many an hour usually holds."""

    now: int = 0
    usual: float = 0.0

    @property
    def is_burst(self) -> bool:
        """Whether that is far more than usual."""
        return self.now >= LEAST and self.now >= TIMES * self.usual


@dataclass(frozen=True)
class Burst:
    """Hours in a row that were bursts: from when until when, how many in all, in the worst hour, usually."""

    since: datetime
    until: datetime
    count: int
    highest: int
    usual: float


def bursts(hours: Iterable[tuple[datetime, int]], usual: float) -> list[Burst]:
    """The bursts among the hours of one place, oldest first; hours that follow each other are one."""
    found: list[Burst] = []
    for at, count in sorted(hours):
        if not Pace(count, usual).is_burst:
            continue
        if found and found[-1].until == at:
            last = found.pop()
            at, count, highest = last.since, last.count + count, max(last.highest, count)
            found.append(Burst(at, last.until + HOUR, count, highest, usual))
        else:
            found.append(Burst(at, at + HOUR, count, count, usual))
    return found


def usual_of(counts: Sequence[int], hours: int) -> float:
    """The mean of an hour, where so many hours held these counts and the others nothing."""
    return sum(counts) / hours if hours else 0.0
