"""Reading the figures: counted ones for the past, today's from the rows themselves."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db.models import F, Min, QuerySet
from django.utils import timezone

from clientela.insight.models import Day, Span, Tally, WrongAddress
from clientela.insight.periods import DAY, Period, Piece
from clientela.insight.reckoning import COLUMNS, Days, Figures, Persons, midnight, true_days, true_persons
from clientela.orders.models import Order

# A store with no more orders than this in a period is counted on the spot.
FEW_ORDERS = 20_000
NONE = Figures()


@dataclass(frozen=True)
class Report:
    """A period's figures, piece by piece, with those of the period before; by account and as a whole."""

    period: Period
    days: Days
    persons: dict[bool, Persons]

    def sum(self, pieces: tuple[Piece, ...], has_account: bool | None = None) -> Figures:
        """All of these pieces together."""
        return sum(self.each(pieces, has_account), NONE)

    def each(self, pieces: tuple[Piece, ...], has_account: bool | None = None) -> list[Figures]:
        """The figures of each piece: of those with an account, without, or all."""
        return [sum((f for f in self._within(piece, has_account)), NONE) for piece in pieces]

    def _within(self, piece: Piece, has_account: bool | None) -> list[Figures]:
        wanted = (True, False) if has_account is None else (has_account,)
        count = (piece.until - piece.since).days
        keys = ((piece.since + DAY * n, has) for n in range(count) for has in wanted)
        return [self.days[key] for key in keys if key in self.days]


def today(zone: ZoneInfo) -> date:
    """The day that it is by the store's clock."""
    return timezone.now().astimezone(zone).date()


def report(period: Period, zone: ZoneInfo) -> Report | None:
    """A period's figures; nothing while a big store is being counted for the first time."""
    days = _days(period.before[0].since, period.until, zone)
    return None if days is None else Report(period, days, _persons(period, days, zone))


def by_day(since: date, until: date, zone: ZoneInfo) -> dict[date, Figures]:
    """The figures of each day up to, not including, `until`; none while a big store is first counted."""
    found: dict[date, Figures] = {}
    for (day, _has), figures in (_days(since, until, zone) or {}).items():
        found[day] = found.get(day, NONE) + figures
    return found


def _days(since: date, until: date, zone: ZoneInfo) -> Days | None:
    tally = Tally.objects.filter(counted_at__isnull=False).first()
    if tally is None and not _is_small():
        return None
    # Days before the last counting stand; the day of it and later ones are counted now.
    counted = _day(tally.counted_at, zone) if tally and tally.counted_at else since
    fresh = min(max(counted, since), until)
    return _stored(since, fresh) | true_days(fresh, until, zone, timezone.now())


def _day(moment: datetime, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def _is_small() -> bool:
    return Order.objects.order_by().values("pk")[: FEW_ORDERS + 1].count() <= FEW_ORDERS


def _stored(since: date, until: date) -> Days:
    rows = Day.objects.filter(day__gte=since, day__lt=until)
    return {(row.day, row.has_account): _figures(row) for row in rows}


def _figures(row: Day) -> Figures:
    return Figures(*(getattr(row, name) for name in COLUMNS))


def _persons(period: Period, days: Days, zone: ZoneInfo) -> dict[bool, Persons]:
    """Persons can't be added up: few are counted now, many were counted within the hour."""
    here = [f for (day, _has), f in days.items() if day >= period.since]
    if sum(f.orders + f.left for f in here) <= FEW_ORDERS:
        return true_persons(midnight(period.since, zone))
    rows = Span.objects.filter(days=int(period.name))
    return {row.has_account: Persons(row.customers, row.new, row.repeating, row.seconds) for row in rows}


def drift(zone: ZoneInfo, last: int = 400) -> list[date]:
    """The counted days of the last so many whose figures differ from the rows: none, if all is well.

    Today and the day of the last counting are left out: they are still being counted.
    """
    tally = Tally.objects.filter(counted_at__isnull=False).first()
    if tally is None or tally.counted_at is None:
        return []
    until = _day(tally.counted_at, zone) - DAY
    since = max(until - timedelta(days=last), Day.objects.aggregate(first=Min("day"))["first"] or until)
    true, stored = true_days(since, until, zone, timezone.now()), _stored(since, until)
    keys = true.keys() | stored.keys()
    return sorted({key[0] for key in keys if true.get(key, NONE) != stored.get(key, NONE)})


def wrong_addresses(*, military: bool = False) -> QuerySet[WrongAddress]:
    """Addresses of known customers that can't stand in their country, as they are now.

    Those of the US military post are apart: `military` gives them alone.
    """
    rows = WrongAddress.objects.filter(digest=F("address__digest"), address__customer__deleted_at=None)
    return rows.filter(is_military=military).select_related("address__customer")
