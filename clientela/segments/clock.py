"""What a query's words for time and money mean now: the store's day, zone and currency."""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from django.utils import timezone

from clientela.core import money
from clientela.segments.language import tree
from clientela.store.models import Store


@dataclass(frozen=True)
class Clock:
    """The moment at which a query is asked. `walks` says that rows are met one by one, along an index.

    A set is gathered as a whole where it is counted; where a page is filled with the first rows that fit,
    each row is asked for itself, so that the rest of the store isn't read.
    """

    zone: ZoneInfo
    currency: str
    now: datetime = field(default_factory=timezone.now)
    walks: bool = False

    @classmethod
    def current(cls, *, walks: bool = False) -> Self:
        """Now, in the store's zone."""
        store = Store.current()
        return cls(store.zone, store.currency, walks=walks)

    @property
    def today(self) -> date:
        return self.now.astimezone(self.zone).date()

    @property
    def digits(self) -> int:
        """Decimals of the store's currency."""
        return money.digits(self.currency)

    def start(self, day: date) -> datetime:
        """When a day begins in the store's zone."""
        return datetime.combine(day, time.min, self.zone)

    def day(self, value: tree.Value) -> date:
        """The day that a value names. Raises `ValueError` or `OverflowError` where there is none."""
        match value:
            case tree.Day():
                return value.day
            case tree.Offset():
                return moved(self.today, value.number, value.unit)
            case tree.Word("today"):
                return self.today
            case tree.Word("yesterday"):
                return self.today - timedelta(days=1)
        raise ValueError(value)

    def reach(self, value: tree.Value) -> tuple[datetime, datetime]:
        """When a value begins and when it is over: a day of the store, or a second."""
        if isinstance(value, tree.Moment):
            began = value.at.replace(tzinfo=self.zone)
            return began, began + timedelta(seconds=1)
        day = self.day(value)
        return self.start(day), self.start(day + timedelta(days=1))


def moved(day: date, number: int, unit: str) -> date:
    """The day so many days, weeks, months or years away; the 31st becomes the month's last day."""
    if unit in {"d", "w"}:
        return day + timedelta(days=number * (7 if unit == "w" else 1))
    months = day.year * 12 + day.month - 1 + number * (12 if unit == "y" else 1)
    year, month = divmod(months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
