"""Moments in words: how long ago, which day, and the whole of it with its zone."""

from datetime import UTC, date, datetime, timedelta

from babel.dates import format_date, format_datetime, format_time, format_timedelta
from django.utils import timezone
from django.utils.translation import gettext as _

from clientela.core.money import locale

When = datetime | date
JUST_NOW = timedelta(seconds=45)
# Beyond this a day says more than a number of days.
LONG_AGO = timedelta(days=7)


def day(when: When) -> str:
    """The day: 9 Dec 2025."""
    local = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return str(format_date(local, format="medium", locale=locale()))


def clock(when: datetime) -> str:
    """The time of day: 14:02."""
    return str(format_time(timezone.localtime(when).time(), format="short", locale=locale()))


def moment(when: When) -> str:
    """Day and time: 9 Dec 2025, 14:02."""
    return f"{day(when)}, {clock(when)}" if isinstance(when, datetime) else day(when)


def ago(when: When, now: datetime | None = None) -> str:
    """How long ago, or how long until: 5 minutes ago, in 2 hours; the day where it is far."""
    if not isinstance(when, datetime):
        return day(when)
    passed = (now or timezone.now()) - when
    if abs(passed) < JUST_NOW:
        return _("Just now")
    if abs(passed) > LONG_AGO:
        return day(when)
    return str(format_timedelta(-passed, add_direction=True, threshold=1.2, locale=locale()))


def whole(when: When) -> str:
    """All of it: Tuesday 9 December 2025 at 14:02:11 Central European Standard Time."""
    if not isinstance(when, datetime):
        return str(format_date(when, format="full", locale=locale()))
    zone = timezone.get_current_timezone()
    return str(format_datetime(when, format="full", tzinfo=zone, locale=locale()))


def machine(when: When) -> str:
    """As programs read it, in universal time: 2025-12-09T13:02:11Z."""
    if not isinstance(when, datetime):
        return when.isoformat()
    return when.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"
