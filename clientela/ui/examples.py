"""Charts with made-up numbers, for the page of components."""

from babel.numbers import format_decimal
from django.utils.translation import gettext as _

from clientela.core import money
from clientela.ui.charts import Chart, Series

_NOW = (910, 1240, 1105, 1480, 1290, 1710, 1655, 1430, 1820, 2105, 1760, 1990, 2310, 2240)
_BEFORE = (1010, 940, 1205, 1180, 1090, 1310, 1255, 1500, 1420, 1390, 1610, 1550, 1720, 1680)


def _plain(value: float) -> str:
    return str(format_decimal(value, locale=money.locale()))


def _pounds(value: float) -> str:
    return money.shown(round(value) * 100, "GBP")


def charts() -> dict[str, Chart]:
    """One chart of each kind, and the hard cases: below zero, a single number, none at all."""
    day, days = _("Day"), [f"{number} Nov" for number in range(1, 15)]
    now, before = _("These 14 days"), _("The 14 days before")
    first, again = _("First orders"), _("Repeat orders")
    parts = [_("With an account"), _("Without an account")]
    about = _("Made-up numbers, to see the chart.")
    lines = (Series(now, _NOW), Series(before, _BEFORE, is_before=True))
    bars = (Series(first, [n // 60 for n in _NOW]), Series(again, [n // 90 for n in _BEFORE]))
    return {
        "line": Chart("line", day, days, lines, _pounds, about),
        "bars": Chart("bars", day, days, bars, _plain, about),
        "below": Chart("line", day, days, (Series(now, [n - 1500 for n in _NOW]),), _pounds, about),
        "one": Chart("line", day, days[:1], (Series(now, [1_234_567]),), _plain, about),
        "share": Chart("share", _("Account"), parts, (Series(_("Orders"), [613, 431]),), _plain, about),
        "empty": Chart("bars", day, days, (Series(first, [0] * 14),), _plain, about),
    }
