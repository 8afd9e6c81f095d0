"""Account activity in words and charts: sign-ups, failed sign-ins, and what looks like robots."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton, format_time
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from clientela.accounts import watched
from clientela.accounts.bursts import HOUR
from clientela.accounts.watched import FAILED, SIGN_UP, Flagged, Source
from clientela.admin.overview import number
from clientela.core import money
from clientela.ui.charts import Chart, Series

DAY = timedelta(days=1)
MOST = 20
# Fewer than these an hour are hardly any.
FEWEST = 0.05
TITLES = {
    "1": gettext_lazy("Last 24 hours"),
    "7": gettext_lazy("Last 7 days"),
    "90": gettext_lazy("Last 90 days"),
}
_STEPS = {"1": HOUR, "7": 6 * HOUR, "90": DAY}


@dataclass(frozen=True)
class Alarm:
    """A burst in words; `newest` is its last sign-up, where it made accounts that can still sign in."""

    title: str
    about: str
    value: str
    by: str
    newest: int | None


@dataclass(frozen=True)
class Row:
    """A block or domain of the tables, with whether a burst came from it."""

    source: Source
    by: str
    is_flagged: bool


class Activity:
    """What happened at the doors within a time that ends with this hour."""

    def __init__(self, name: str, zone: ZoneInfo) -> None:
        self.name = name if name in TITLES else "7"
        self.zone, step = zone, _STEPS[self.name]
        end = _end(step, zone)
        count = int(timedelta(days=int(self.name)) / step)
        self.edges = [end - step * left for left in range(count, -1, -1)]
        self._counts = watched.counts(self.edges)
        self._flagged = [one for by in watched.BY for one in watched.flagged(by, self.edges[0], MOST)]

    @property
    def charts(self) -> list[tuple[str, str, Chart]]:
        """Sign-ups and failed logins over the time, each with its sum."""
        return [
            self._chart(_("Sign-ups"), self._counts[SIGN_UP.value]),
            self._chart(_("Failed logins"), self._counts[FAILED.value]),
        ]

    def _chart(self, title: str, counts: list[int]) -> tuple[str, str, Chart]:
        labels = [self._label(at) for at in self.edges[:-1]]
        total, most = number(sum(counts)), max(counts)
        words = _("%(title)s. %(when)s: %(total)s. Highest: %(most)s (%(at)s).") % {
            "title": title,
            "when": TITLES[self.name],
            "total": total,
            "most": number(most),
            "at": labels[counts.index(most)],
        }
        short = [self._label(at, short=True) for at in self.edges[:-1]]
        rows = (Series(title, counts),)
        return title, total, Chart("line", _("Time"), labels, rows, number, words, None, short)

    def _label(self, at: datetime, short: bool = False) -> str:
        here, locale = at.astimezone(self.zone), money.locale()
        day = str(format_skeleton("MMMd", here, tzinfo=self.zone, locale=locale))
        clock = str(format_time(here, "short", tzinfo=self.zone, locale=locale))
        if self.name == "90" or (short and self.name == "7"):
            return day
        return clock if short else f"{day}, {clock}"

    @property
    def alarms(self) -> list[Alarm]:
        """The bursts, the newest first."""
        found = sorted(self._flagged, key=lambda one: one.burst.since, reverse=True)
        return [self._alarm(one) for one in found]

    def _alarm(self, one: Flagged) -> Alarm:
        burst = one.burst
        told = {"count": number(burst.count), "value": one.value}
        if one.kind == SIGN_UP:
            title = ngettext(
                "%(count)s sign-up from %(value)s", "%(count)s sign-ups from %(value)s", burst.count
            )
        else:
            title = ngettext(
                "%(count)s failed login from %(value)s", "%(count)s failed logins from %(value)s", burst.count
            )
        if burst.usual < FEWEST:
            words = _("%(since)s to %(until)s. Up to %(highest)s an hour, where hardly any are usual.")
        else:
            words = _("%(since)s to %(until)s. Up to %(highest)s an hour, where %(usual)s are usual.")
        about = words % {
            "since": self._moment(burst.since),
            "until": self._clock(burst.until),
            "highest": number(burst.highest),
            "usual": number(round(burst.usual, 1)),
        }
        has_accounts = one.newest and watched.customers_with(one.newest, one.by).exists()
        return Alarm(title % told, about, one.value, one.by, one.newest if has_accounts else None)

    def _moment(self, at: datetime) -> str:
        day = str(format_skeleton("MMMd", at.astimezone(self.zone), tzinfo=self.zone, locale=money.locale()))
        return f"{day}, {self._clock(at)}"

    def _clock(self, at: datetime) -> str:
        return str(format_time(at.astimezone(self.zone), "short", tzinfo=self.zone, locale=money.locale()))

    @property
    def tables(self) -> list[tuple[str, str, list[Row]]]:
        """By network addresses and by email domain, the busiest first, those with a burst above them."""
        return [
            (_("By network addresses"), _("Network addresses"), self._rows("block")),
            (_("By email domain"), _("Email domain"), self._rows("domain")),
        ]

    def _rows(self, by: str) -> list[Row]:
        odd = {one.value for one in self._flagged if one.by == by}
        rows = [Row(source, by, source.value in odd) for source in watched.sources(by, self.edges[0], MOST)]
        return sorted(rows, key=lambda row: not row.is_flagged)


def _end(step: timedelta, zone: ZoneInfo) -> datetime:
    """The end of the piece that runs now, by the store's clock."""
    now = timezone.now().astimezone(zone)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + step * ((now - midnight) // step + 1)
