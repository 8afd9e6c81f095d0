"""When a design shop is busy: the months before Christmas, weekends at home, evenings, and more each year."""

from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from itertools import accumulate

DAYS = 730
YEAR_AGO = 365
_MONTHS = (0.75, 0.78, 0.9, 0.95, 1.05, 0.9, 0.8, 0.8, 0.95, 1.1, 1.9, 2.1)
_WEEKDAYS = (1.1, 1.0, 0.95, 1.0, 0.9, 0.95, 1.25)
_HOURS = (0.4, 0.2, 0.1, 0.1, 0.1, 0.2, 0.6, 1.4, 2.2, 2.8, 3.2, 3.3)
_EVENINGS = (3.6, 3.2, 2.8, 2.7, 2.8, 3.0, 3.3, 4.0, 4.8, 4.9, 3.6, 1.6)
_QUANTILES = 1024


def _weight(day: date, age: float) -> float:
    last_post = 0.25 if day.month == 12 and day.day > 20 else 1.0
    return _MONTHS[day.month - 1] * _WEEKDAYS[day.weekday()] * last_post * (0.7 + 0.6 * age)


def _seconds_of_day() -> list[int]:
    upto = list(accumulate((*_HOURS, *_EVENINGS), initial=0.0))
    seconds = []
    for step in range(_QUANTILES):
        mark = (step + 0.5) / _QUANTILES * upto[-1]
        hour = bisect_right(upto, mark) - 1
        seconds.append(int(3600 * (hour + (mark - upto[hour]) / (upto[hour + 1] - upto[hour]))))
    return seconds


class Seasons:
    """The two years that end when `today` begins; day 0 is the first of them, day 729 was yesterday."""

    def __init__(self, today: date) -> None:
        self.end = datetime.combine(today, time(), UTC)
        self.start = self.end - timedelta(days=DAYS)
        first = self.start.date()
        weights = (_weight(first + timedelta(days=day), day / DAYS) for day in range(DAYS))
        self._upto = list(accumulate(weights, initial=0.0))
        self._seconds = _seconds_of_day()

    def day(self, roll: Callable[[], float], first: int = 0, end: int = DAYS) -> int:
        """A day from `first` up to but not including `end`, busy days more often."""
        low, high = self._upto[first], self._upto[end]
        return min(bisect_right(self._upto, low + roll() * (high - low)) - 1, end - 1)

    def moment(self, roll: Callable[[], float], first: int = 0, end: int = DAYS) -> datetime:
        """A moment on such a day, evenings more often."""
        spot = roll() * _QUANTILES
        second = self._seconds[int(spot)] + int(spot % 1 * 60)
        return self.start + timedelta(self.day(roll, first, end), min(second, 86_399))

    def day_of(self, moment: datetime) -> int:
        """Which of the days a moment falls on."""
        return (moment - self.start).days
