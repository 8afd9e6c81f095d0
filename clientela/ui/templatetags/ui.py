"""Tags and filters that every template has."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

from django import template
from django.utils.html import format_html_join
from django.utils.safestring import SafeString
from django_cotton.templatetags import Attrs
from lucide.templatetags.lucide import lucide

from clientela.core import money
from clientela.ui import changes, moments
from clientela.ui.moments import When

register = template.Library()


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name: str, size: int = 16, **attributes: str) -> str:
    """Draw an icon of the one family, hidden from screen readers: the words beside it speak."""
    drawing: str = lucide(name, size=size, stroke_width="1.75", aria_hidden="true", **attributes)
    return drawing


@register.simple_tag
def attributes(attrs: Attrs) -> SafeString:
    """Write what a component was given beyond its own words onto its element, each value escaped.

    Cotton's own `{{ attrs }}` writes values that came by `:name=` unescaped, so templates use this instead.
    """
    return format_html_join("", ' {}="{}"', _written(attrs.attrs_dict()))


def _written(attrs: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """True stands for an attribute without a value, None and False for none at all."""
    for name, value in attrs.items():
        if value is not None and value is not False:
            yield name, "" if value is True else value


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and the last word of a name, for the round picture."""
    words = str(name).split()
    return "".join(word[0] for word in (words[:1] + words[1:][-1:]))


@register.filter
def tone(level: str) -> str:
    """The meaning that a message's level has among the five of the product."""
    return {"success": "success", "warning": "attention", "error": "critical"}.get(level, "info")


@register.filter
def told(when: When, way: str = "ago") -> str:
    """A moment in words. way: ago, day, or moment (day and time)."""
    ways = {"day": moments.day, "moment": moments.moment}
    return ways.get(way, moments.ago)(when)


@register.filter
def whole_date(when: When) -> str:
    """A moment with weekday, time and zone."""
    return moments.whole(when)


@register.filter
def machine_time(when: When) -> str:
    """A moment as programs read it."""
    return moments.machine(when)


@register.filter
def in_currency(amount: int, currency: str) -> str:
    """Minor units of a currency as people write them."""
    return money.shown(amount, currency)


@register.filter
def plain_amount(amount: int, currency: str) -> str:
    """Minor units of a currency as programs read them: 12.50."""
    return str(money.decimal(amount, currency))


@register.filter
def line_through(numbers: Sequence[float]) -> str:
    """The points of a small line through some numbers."""
    return changes.line(numbers)
