"""Checkout conversion before and after a change of policy, from what was bought and what was left."""

from datetime import date, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from babel.dates import format_skeleton
from babel.numbers import format_percent
from django.utils.translation import gettext as _

from clientela.accounts import whom
from clientela.accounts.models import Policy
from clientela.core import money
from clientela.insight import queries
from clientela.insight.periods import DAY
from clientela.insight.reckoning import Figures
from clientela.journal.models import Event
from clientela.ui.charts import Chart, Number, Series

SPAN = timedelta(days=28)
MOST_CHANGES = 3
Days = dict[date, Figures]


class Conversion(NamedTuple):
    """One change of policy with the share of checkouts that became orders, before and after it."""

    title: str
    figure: str
    about: str
    chart: Chart


def conversions(zone: ZoneInfo) -> list[Conversion]:
    """The last changes of policy, newest first; of a store that never changed it, the last four weeks."""
    changes = list(whom.history().filter(data__after__has_key="policy")[:MOST_CHANGES])
    today = queries.today(zone)
    if not changes:
        return [_lately(today, zone)]
    until = [today + DAY, *(event.at.astimezone(zone).date() for event in changes)]
    return [_around(event, end, zone) for event, end in zip(changes, until, strict=False)]


def _percent(value: Number) -> str:
    return str(format_percent(value / 100, locale=money.locale()))


def _share(figures: Figures) -> float | None:
    """How many of a hundred checkouts became orders; nothing where none was begun."""
    begun = figures.bought + figures.left
    return 100 * figures.bought / begun if begun else None


def _sum(days: Days, since: date, until: date) -> Figures:
    return sum((found for day, found in days.items() if since <= day < until), Figures())


def _written(day: date) -> str:
    return str(format_skeleton("MMMd", day, locale=money.locale()))


def _told(share: float | None) -> str:
    return "–" if share is None else _percent(share)


def _lately(today: date, zone: ZoneInfo) -> Conversion:
    since = today + DAY - SPAN
    days = queries.by_day(since, today + DAY, zone)
    figure = _told(_share(_sum(days, since, today + DAY)))
    each = [since + DAY * n for n in range(SPAN.days)]
    rows = (Series(_("Conversion"), _values(days, each)),)
    about = _("of checkouts became orders in the last four weeks. The policy was not changed yet.")
    return Conversion(_("Checkout conversion"), figure, about, _chart(each, rows, figure))


def _around(event: Event, end: date, zone: ZoneInfo) -> Conversion:
    """Four weeks before and up to four after, but no further than the next change."""
    moment = event.at.astimezone(zone).date()
    since, until = moment - SPAN, min(max(end, moment + DAY), moment + SPAN)
    days = queries.by_day(since, until, zone)
    before, after = _share(_sum(days, since, moment)), _share(_sum(days, moment, until))
    each = [since + DAY * n for n in range((until - since).days)]
    values = _values(days, each)
    rows = (
        Series(_("After"), [*[None] * SPAN.days, *values[SPAN.days :]]),
        Series(_("Before"), [*values[: SPAN.days], *[None] * (len(each) - SPAN.days)], is_before=True),
    )
    figure = _told(before) if after is None else f"{_told(before)} → {_told(after)}"
    words = {"before": _policy(event.data["before"]), "after": _policy(event.data["after"])}
    title = _("%(day)s: from %(before)s to %(after)s") % {"day": _written(moment), **words}
    about = _("of checkouts became orders, up to four weeks before and after")
    return Conversion(title, figure, about, _chart(each, rows, f"{title}. {figure}"))


def _policy(values: dict[str, str]) -> str:
    return str(Policy(values["policy"]).label).lower()


def _values(days: Days, each: list[date]) -> list[Number | None]:
    return [_share(days.get(day, Figures())) for day in each]


def _chart(each: list[date], rows: tuple[Series, ...], summary: str) -> Chart:
    labels = [_written(day) for day in each]
    return Chart("line", _("Day"), labels, rows, _percent, summary)
