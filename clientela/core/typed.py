"""Numbers and days as people type them: in the way of their language, or in the plain one of programs."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal, InvalidOperation

from babel.dates import format_date, parse_date
from babel.numbers import NumberFormatError, format_decimal, parse_decimal
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused
from clientela.core.money import locale

_PLAIN = re.compile(r"[+-]?\d+(\.\d+)?")
# Signs, digits and whatever a language puts between them; neither NaN nor 1e5.
_DIGITS = re.compile(r"[+-]?[\d.,' \u2019\u00a0\u202f]+")
_DAY = re.compile(r"\d{1,4}([./ -]) ?\d{1,2}\1 ?\d{1,4}\.?")


class NumberNotValid(Refused):
    """The text is no number."""

    code = "number_not_valid"
    sentence = _("Enter a number.")


class DayNotValid(Refused):
    """The text is no day."""

    code = "day_not_valid"
    sentence = _("Enter a day like 2026-03-31.")


def number(text: str) -> Decimal:
    """The number that a text holds. Raises `NumberNotValid`."""
    bare = text.strip().replace("\u2212", "-")
    if not _DIGITS.fullmatch(bare) or len(bare) > 60:
        raise NumberNotValid
    with suppress(NumberFormatError, InvalidOperation):
        return Decimal(parse_decimal(bare, locale=locale(), strict=True))
    if _PLAIN.fullmatch(bare) and bare.isascii():
        return Decimal(bare)
    raise NumberNotValid


def day(text: str) -> date:
    """The day that a text holds: 2026-03-31, or as the language writes it. Raises `DayNotValid`."""
    bare = text.strip()
    with suppress(ValueError):
        return date.fromisoformat(bare)
    if bare.isascii() and _DAY.fullmatch(bare):
        with suppress(ValueError, IndexError):
            return parse_date(bare, locale=locale(), format="short")
    raise DayNotValid


def number_shown(value: Decimal | int, *, grouped: bool = True) -> str:
    """A number as the language writes it; without groups as one types it."""
    # No rounding: all decimals that it has.
    pattern = "#,##0.######" if grouped else "0.######"
    return str(format_decimal(value, pattern, locale=locale()))


def day_shown(value: date) -> str:
    """A day as the language writes it."""
    return str(format_date(value, format="medium", locale=locale()))
