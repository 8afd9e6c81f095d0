"""Forms of the settings for sending and tax. Shape only."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.orders.actions import Shipping, Taxing
from clientela.orders.models import ShippingRate, TaxRate
from clientela.ui.amounts import MoneyField, in_currency
from clientela.ui.forms import Form


class ShippingForm(Form):
    """A way of sending."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("Shoppers choose by it at checkout."))
    price = MoneyField(label=_("Price"))
    free_from = MoneyField(
        label=_("Free from"), required=False, help_text=_("Orders of this amount and more are sent for free.")
    )
    days = forms.CharField(
        label=_("How long it takes"), required=False, max_length=40, help_text=_("Such as: 2 to 4 days.")
    )
    countries = forms.MultipleChoiceField(
        label=_("Countries"),
        required=False,
        choices=places.countries,
        widget=forms.SelectMultiple(attrs={"size": 12}),
        help_text=_("Hold Ctrl or Cmd to choose several. None: everywhere that no other rate names."),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, rate: ShippingRate | None, currency: str, country: str
    ) -> None:
        names = ("name", "price", "free_from", "days", "countries")
        super().__init__(data, initial={name: getattr(rate, name) for name in names} if rate else {})
        in_currency(self, currency)

    def values(self) -> Shipping:
        """What the action takes."""
        typed = self.cleaned_data
        return Shipping(
            typed["name"], typed["price"], tuple(typed["countries"]), typed["free_from"], typed["days"]
        )


class TaxForm(Form):
    """A tax rate."""

    country = forms.ChoiceField(label=_("Country"), choices=places.countries)
    region = forms.CharField(
        label=_("Region"),
        required=False,
        max_length=60,
        help_text=_("State or province, as in addresses there. Empty: the whole country."),
    )
    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("Such as VAT."))
    percent = forms.DecimalField(
        label=_("Rate in percent"),
        min_value=0,
        max_value=100,
        max_digits=5,
        decimal_places=2,
        localize=True,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"}),
    )

    def __init__(
        self, data: Mapping[str, Any] | None, rate: TaxRate | None, currency: str, country: str
    ) -> None:
        start: dict[str, Any] = {"country": country}
        if rate:
            start = {name: getattr(rate, name) for name in ("country", "region", "name")}
            start["percent"] = (Decimal(rate.rate) / 100).normalize()
        super().__init__(data, initial=start)

    def values(self) -> Taxing:
        """What the action takes."""
        typed = self.cleaned_data
        return Taxing(typed["country"], typed["name"], int(typed["percent"] * 100), typed["region"])
