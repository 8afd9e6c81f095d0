"""A figure against the same figure of the time before, in words, and as a small line."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from babel.numbers import format_percent
from django.utils.translation import gettext as _

from clientela.core.money import locale

Direction = Literal["up", "down", "same"]
# The small line's drawing: so wide and so high, with room for the stroke above and below.
WIDE, HIGH, EDGE = 96, 24, 2


@dataclass(frozen=True)
class Change:
    """Which way a figure went, and how far in words; `is_whole` where these need no "than …" behind them."""

    direction: Direction
    words: str
    is_whole: bool = False


def change(now: int | Decimal, before: int | Decimal) -> Change:
    """A figure against the one before it: 12% more, 8% less, as before."""
    if now == before:
        return Change("same", _("As before"), is_whole=True)
    if before == 0:
        return Change("up" if now > 0 else "down", _("None before"), is_whole=True)
    part = abs(Decimal(now) - Decimal(before)) / abs(Decimal(before))
    shown = str(format_percent(part, format="#,##0%", locale=locale()))
    if now > before:
        return Change("up", _("%(part)s more") % {"part": shown})
    return Change("down", _("%(part)s less") % {"part": shown})


def line(numbers: Sequence[int | Decimal | float]) -> str:
    """The points of a small line through some numbers, for the drawing of a trend."""
    if len(numbers) < 2:
        return ""
    heights = [float(number) for number in numbers]
    low, high = min(heights), max(heights)
    across, room = WIDE / (len(numbers) - 1), HIGH - 2 * EDGE
    return " ".join(
        f"{place * across:.1f},{_height(number - low, high - low, room):.1f}"
        for place, number in enumerate(heights)
    )


def _height(above: float, span: float, room: int) -> float:
    return HIGH / 2 if span == 0 else HIGH - EDGE - above / span * room
