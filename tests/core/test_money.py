"""Money in whole minor units, read and written as people do."""

from contextlib import suppress
from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from clientela.core import money
from clientela.core.money import AmountNotValid

CURRENCIES = st.sampled_from(["GBP", "NOK", "EUR", "USD", "JPY", "KWD"])
AMOUNTS = st.integers(min_value=-(10**12), max_value=10**12)


def typed(amount: int, currency: str) -> str:
    """The amount as somebody types it: without a currency sign, with the language's decimal mark."""
    plain = format(money.decimal(amount, currency), "f")
    return plain.replace(".", "," if translation.get_language() == "nb" else ".")


@given(AMOUNTS, CURRENCIES, st.sampled_from(["en", "nb"]))
def test_what_is_typed_is_read_to_the_penny(amount: int, currency: str, language: str) -> None:
    with translation.override(language):
        assert money.parse(typed(amount, currency), currency) == amount
        assert money.minor(money.decimal(amount, currency), currency) == amount


@given(AMOUNTS, CURRENCIES, st.sampled_from(["en", "nb"]))
def test_every_digit_is_shown(amount: int, currency: str, language: str) -> None:
    with translation.override(language):
        shown = money.shown(amount, currency)
        digits = "".join(c for c in shown if c.isdigit())
        assert int(digits) == abs(amount)
        assert any(sign in shown for sign in "-−") == (amount < 0)


def test_each_language_in_its_own_way() -> None:
    with translation.override("en"):
        assert money.shown(123450, "GBP") == "£1,234.50"
        assert money.parse("1,234.50", "GBP") == 123450
    with translation.override("nb"):
        assert money.shown(123450, "NOK").replace("\xa0", " ") == "1 234,50 kr"
        assert money.parse("1234,5", "NOK") == 123450


def test_yen_have_no_decimals_and_dinars_three() -> None:
    assert (money.digits("JPY"), money.digits("GBP"), money.digits("KWD")) == (0, 2, 3)
    assert money.parse("1250", "JPY") == 1250
    assert money.shown(1250, "JPY") in {"JP¥1,250", "¥1,250"}
    with pytest.raises(AmountNotValid):
        money.parse("12.5", "JPY")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "abc",
        "1.234",
        "1,2,3",
        "12.50 GBP",
        "£5",
        "NaN",
        "sNaN",
        "Infinity",
        "-Infinity",
        "1e400",
        "9" * 40,
    ],
)
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(AmountNotValid):
        money.parse(text, "GBP")


@given(st.text(max_size=20))
def test_any_text_is_an_amount_or_refused(text: str) -> None:
    with suppress(AmountNotValid):
        assert isinstance(money.parse(text, "GBP"), int)


def test_half_a_penny_goes_up() -> None:
    assert money.minor(Decimal("12.505"), "GBP") == 1251
    assert money.minor(Decimal("-12.505"), "GBP") == -1251


def test_currencies_are_known_by_their_codes() -> None:
    assert money.is_currency("NOK")
    assert not money.is_currency("nok") and not money.is_currency("XXY") and not money.is_currency("")
