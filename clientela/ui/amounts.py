"""A field for money: typed with the language's own decimal sign, the currency shown beside it."""

from typing import Any

from babel.numbers import format_decimal
from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core import money

MOST = 10**12
LONGEST = 30


class MoneyInput(forms.TextInput):
    """One line that takes an amount; `c-form-field` shows its currency at the end."""

    currency = ""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Offer the keys of numbers, and have the currency read aloud."""
        own = {"class": "amount", "inputmode": "decimal", "autocomplete": "off", "maxlength": LONGEST}
        attrs = own | (attrs or {})
        if self.currency and attrs.get("id"):
            described = f"{attrs['id']}_currency {attrs.get('aria-describedby', '')}"
            attrs["aria-describedby"] = described.strip()
        return super().get_context(name, value, attrs)


class MoneyField(forms.CharField):
    """An amount of money in a currency; inside it is whole minor units, and none where nothing was typed."""

    widget = MoneyInput

    def __init__(self, currency: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.currency = currency

    @property
    def currency(self) -> str:
        """The ISO code in which amounts are typed."""
        return self._currency

    @currency.setter
    def currency(self, code: str) -> None:
        self._currency = code
        widget: object = self.widget
        if isinstance(widget, MoneyInput):
            widget.currency = code

    def prepare_value(self, value: Any) -> Any:
        """An amount as people type it; what was typed stays as it is."""
        return typed(value, self.currency) if isinstance(value, int) else value

    def to_python(self, value: Any) -> Any:
        """Minor units."""
        text = super().to_python(value)
        if not text:
            return None
        try:
            # "1e9" would be read as a thousand million.
            is_plain = len(text) <= LONGEST and not any(sign.isalpha() for sign in text)
            amount = money.parse(text if is_plain else "", self.currency)
        except money.AmountNotValid as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused
        if not 0 <= amount <= MOST:
            raise forms.ValidationError(_("Enter an amount that isn't below zero."))
        return amount


def in_currency(form: forms.Form, currency: str) -> None:
    """Have all amounts of a form typed in one currency."""
    for field in form.fields.values():
        if isinstance(field, MoneyField):
            field.currency = currency


def typed(amount: int, currency: str) -> str:
    """An amount as people of the language type it, without currency: 12.50, 12,50."""
    shape = "0." + "0" * digits if (digits := money.digits(currency)) else "0"
    return str(format_decimal(money.decimal(amount, currency), shape, locale=money.locale()))
