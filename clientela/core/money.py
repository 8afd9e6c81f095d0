"""Money: whole minor units (pence, øre, yen) and an ISO 4217 currency. Never floats."""

from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from babel.numbers import (
    NumberFormatError,
    format_compact_currency,
    format_currency,
    get_currency_precision,
    list_currencies,
    parse_decimal,
)
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused


class AmountNotValid(Refused):
    """The text is not an amount of money."""

    code = "amount_not_valid"
    sentence = _("Enter an amount like 12.50.")
    field = "amount"


def locale() -> str:
    """The locale in which numbers and dates are written now, as Babel names it."""
    return {"en": "en_GB", "nb": "nb_NO"}.get(
        translation.get_language() or "en", (translation.get_language() or "en").replace("-", "_")
    )


def is_currency(code: str) -> bool:
    """Whether this is an ISO 4217 currency code."""
    return code in list_currencies()


def digits(currency: str) -> int:
    """How many decimals the currency has: 2 for GBP, 0 for JPY."""
    return int(get_currency_precision(currency))


def decimal(amount: int, currency: str) -> Decimal:
    """The amount in whole units: 1250 GBP is 12.50."""
    return Decimal(amount).scaleb(-digits(currency))


def minor(value: Decimal, currency: str) -> int:
    """The amount in minor units, half a unit rounded up: 12.505 GBP is 1251."""
    return int((value.scaleb(digits(currency))).quantize(Decimal(1), rounding=ROUND_HALF_UP))


def shown(amount: int, currency: str) -> str:
    """The amount as people of the current language write it: £12.50, 12,50 £."""
    return str(format_currency(decimal(amount, currency), currency, locale=locale()))


def brief(amount: int, currency: str) -> str:
    """The amount as it stands at the side of a chart: £12K."""
    value = decimal(amount, currency)
    whole = 0 if value == value.to_integral_value() and abs(value) < 1000 else 1
    text = format_compact_currency(value, currency, locale=locale(), fraction_digits=whole)
    return str(text)


def parse(text: str, currency: str) -> int:
    """The minor units of an amount typed in the current language. Raises `AmountNotValid`."""
    try:
        value = parse_decimal(text.strip(), locale=locale(), strict=True)
        amount = value.scaleb(digits(currency))
    except (NumberFormatError, InvalidOperation) as error:
        raise AmountNotValid from error
    if amount != amount.to_integral_value() or abs(amount) > 10**15:
        raise AmountNotValid
    return int(amount)
