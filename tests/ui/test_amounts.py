"""Money: one field that takes the language's own sign, one way to show it."""

import pytest
from django import forms
from django.utils import translation

from clientela.ui.amounts import MoneyField, in_currency
from tests.ui.test_components import drawn


class Priced(forms.Form):
    price = MoneyField("NOK", label="Price")
    other = MoneyField("JPY", label="Other", required=False)


@pytest.mark.parametrize(
    ("language", "text"),
    [("en", "1,279,489.10"), ("en", "1279489.1"), ("nb", "1279489,10"), ("de", "1.279.489,10")],
)
def test_is_read_as_the_language_writes_it(language: str, text: str) -> None:
    with translation.override(language):
        form = Priced({"price": text})
        assert form.is_valid(), form.errors
    assert form.cleaned_data == {"price": 127948910, "other": None}


@pytest.mark.parametrize("text", ["", "abc", "12.345", "-1", "9" * 40, "1e9", "NaN"])
def test_what_is_no_amount_is_said_beside_it(text: str) -> None:
    assert list(Priced({"price": text}).errors) == ["price"]


def test_yen_have_no_decimals() -> None:
    assert Priced({"price": "1", "other": "1279489"}).is_valid()
    assert not Priced({"price": "1", "other": "1.5"}).is_valid()


@pytest.mark.parametrize(("language", "shown"), [("en", "12.50"), ("nb", "12,50")])
def test_is_drawn_as_it_is_typed_with_its_currency(language: str, shown: str) -> None:
    with translation.override(language):
        html = drawn('<c-form-field :field="form.price" />', form=Priced(initial={"price": 1250}))
    assert f'value="{shown}"' in html
    assert 'id="id_price_currency">NOK<' in html
    assert 'aria-describedby="id_price_currency"' in html


def test_its_currency_is_read_together_with_what_is_wrong() -> None:
    html = drawn('<c-form-field :field="form.price" />', form=Priced({"price": "x"}))
    assert 'aria-describedby="id_price_currency id_price_error"' in html


def test_every_form_has_a_currency_of_its_own() -> None:
    one, other = Priced(), Priced()
    in_currency(one, "GBP")
    assert [form.fields["price"].widget.currency for form in (one, other)] == ["GBP", "NOK"]


@pytest.mark.parametrize(
    ("amount", "currency", "shown", "value"),
    [
        (127948910, "GBP", "£1,279,489.10", "1279489.10"),
        (500, "JPY", "JP¥500", "500"),
        (0, "EUR", "€0.00", "0.00"),
    ],
)
def test_is_shown_for_people_and_for_programs(amount: int, currency: str, shown: str, value: str) -> None:
    html = drawn('<c-money :amount="amount" :currency="currency" />', amount=amount, currency=currency)
    assert f'<data class="money" value="{value}">{shown}</data>' in html
