"""The periods that Home knows, cut into pieces for its charts."""

from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise

DAY = timedelta(days=1)
WEEK = timedelta(days=7)
NAMES = ("30", "90", "365")
USUAL = "30"


@dataclass(frozen=True)
class Piece:
    """Some days of a period that stand together in a chart; `until` is the day after the last."""

    since: date
    until: date


@dataclass(frozen=True)
class Period:
    """A period that ends today, its pieces, and the same pieces of the period before."""

    name: str
    pieces: tuple[Piece, ...]
    before: tuple[Piece, ...]

    @property
    def since(self) -> date:
        return self.pieces[0].since

    @property
    def until(self) -> date:
        return self.pieces[-1].until

    @property
    def days(self) -> int:
        return (self.until - self.since).days


def period(name: str, today: date) -> Period:
    """The period of this name, ending today; the usual one where there is none of that name."""
    end = today + DAY
    if name == "365":
        months = _months(today)
        return Period(name, _cut([*months, end]), _cut([*map(_year_before, months), _year_before(end)]))
    if name == "90":
        starts = [end - timedelta(days=90), *(end - WEEK * n for n in range(12, 0, -1))]
        return _twice(name, [*starts, end], timedelta(days=90))
    starts = [end - DAY * n for n in range(30, 0, -1)]
    return _twice(USUAL, [*starts, end], timedelta(days=30))


def _twice(name: str, edges: list[date], length: timedelta) -> Period:
    return Period(name, _cut(edges), _cut([edge - length for edge in edges]))


def _cut(edges: list[date]) -> tuple[Piece, ...]:
    return tuple(Piece(since, until) for since, until in pairwise(edges))


def _months(today: date) -> list[date]:
    """The firsts of the twelve months up to this one."""
    last = today.year * 12 + today.month - 1
    return [date(number // 12, number % 12 + 1, 1) for number in range(last - 11, last + 1)]


def _year_before(day: date) -> date:
    # 29 February has no day a year before it; the 28th is the last of its month.
    return day.replace(year=day.year - 1, day=min(day.day, 28) if day.month == 2 else day.day)
