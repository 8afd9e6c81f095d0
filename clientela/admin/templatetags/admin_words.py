"""How the admin's pages write amounts, times, phone numbers and states."""

from datetime import date, datetime, time
from functools import lru_cache

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from django import template
from django.db.models import Field, Model
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from clientela.core import money as amounts
from clientela.core import phones, places
from clientela.core.places import Place
from clientela.customers.queries import Total

register = template.Library()

_TONES = {
    "enabled": "success",
    "invited": "info",
    "declined": "attention",
    "deactivated": "critical",
    "subscribed": "success",
    "pending": "attention",
    "invalid": "critical",
    "PAID": "success",
    "PENDING": "attention",
    "AUTHORIZED": "info",
    "PARTIALLY_PAID": "attention",
    "FULFILLED": "success",
    "UNFULFILLED": "attention",
    "PARTIALLY_FULFILLED": "info",
    "sent": "success",
    "delivered": "success",
    "queued": "info",
    "sending": "info",
    "failed": "critical",
    "bounced": "critical",
    "complained": "critical",
    "suppressed": "attention",
    "expired": "attention",
    "unknown": "attention",
}
_FILLED = {"enabled", "subscribed", "PAID", "FULFILLED", "sent", "delivered"}


@register.filter
def money(amount: int, currency: str) -> str:
    """An amount in minor units as people write it."""
    return amounts.shown(amount, currency)


@register.filter
def number(value: int) -> str:
    """A whole number with the separators of the language."""
    return _number(value, amounts.locale())


@lru_cache(maxsize=4096)
def _number(value: int, locale: str) -> str:
    return str(format_decimal(value, locale=locale))


@register.filter
def day(when: datetime | date | None) -> str:
    """The day: 9 Dec 2025."""
    if when is None:
        return ""
    local = timezone.localtime(when).date() if isinstance(when, datetime) else when
    return _day(local, amounts.locale())


# A page of the log holds the same few days and minutes many times over.
@lru_cache(maxsize=4096)
def _day(when: date, locale: str) -> str:
    return str(format_date(when, format="medium", locale=locale))


@register.filter
def clock(when: datetime) -> str:
    """The time of day: 14:02."""
    local = timezone.localtime(when)
    return _clock(local.hour, local.minute, amounts.locale())


@lru_cache(maxsize=4096)
def _clock(hour: int, minute: int, locale: str) -> str:
    return str(format_time(time(hour, minute), format="short", locale=locale))


@register.filter
def moment(when: datetime | None) -> str:
    """Day and time: 9 Dec 2025, 14:02."""
    return f"{day(when)}, {clock(when)}" if when else ""


@register.filter
def phone(text: str | None) -> str:
    """A phone number as people write it."""
    return phones.shown(text) if text else ""


@register.filter
def area(place: Place | None) -> str:
    """City and country of an address in one line; nothing where there is none."""
    return places.area(place) if place else ""


@register.filter
def meaning(state: str) -> str:
    """Which of the five meanings a state has."""
    return _TONES.get(state, "neutral")


@register.filter
def is_settled(state: str) -> bool:
    """Whether a state is one that needs nothing more."""
    return state in _FILLED


@register.filter
def badge(row: Model, field: str) -> str:
    """The state that a field of a row holds, as a badge. Long lists draw the same few over and over."""
    return _badge(type(row), field, getattr(row, field), translation.get_language())


@lru_cache(maxsize=512)
def _badge(model: type[Model], field: str, state: str, _language: str | None) -> str:
    column = model._meta.get_field(field)
    assert isinstance(column, Field)
    labels = dict(column.flatchoices)
    values = {"label": labels.get(state, state), "tone": meaning(state), "filled": is_settled(state)}
    return render_to_string("admin/parts/state_badge.html", values)


@register.filter
def customers_in_words(total: Total) -> str:
    """A total as a line: 431 customers, 10,000+ customers, about 1,000,000 customers."""
    shown = number(total.number)
    if total.is_about:
        return _("About %(number)s customers") % {"number": shown}
    if total.is_more:
        return _("%(number)s+ customers") % {"number": shown}
    return _("1 customer") if total.number == 1 else _("%(number)s customers") % {"number": shown}


@register.filter
def short(total: Total) -> str:
    """A total as a figure."""
    return number(total.number) + ("+" if total.is_more else "")
