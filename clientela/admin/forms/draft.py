"""Forms about a draft: its pieces, discount and shipping, something that isn't in the catalogue."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from clientela.core import money
from clientela.core.errors import Refused
from clientela.orders import drafts
from clientela.orders.actions import Terms
from clientela.orders.models import Draft, DraftItem


class Amount(forms.CharField):
    """An amount of money as people type it."""

    def __init__(self, **kwargs: Any) -> None:
        attrs = {"inputmode": "decimal", "autocomplete": "off"}
        super().__init__(max_length=30, widget=forms.TextInput(attrs=attrs), **kwargs)


def parse(form: forms.Form, name: str, currency: str) -> None:
    """The amount in minor units; what isn't one is said beside the field, an empty one is none."""
    text = form.cleaned_data.get(name, "")
    try:
        form.cleaned_data[name] = money.parse(text, currency) if text else None
    except Refused as refused:
        form.add_error(name, str(refused.sentence))


def _shown(amount: int, currency: str) -> str:
    return str(money.decimal(amount, currency)) if amount else ""


class DraftForm(forms.Form):
    """All of a draft that can be changed at once."""

    discount = Amount(label=_("Discount"), required=False)
    shipping = Amount(label=_("Shipping"), required=False)
    shipping_title = forms.CharField(label=_("How it is sent"), required=False, max_length=120)

    def __init__(self, draft: Draft, data: Mapping[str, Any] | None = None) -> None:
        initial = {
            "discount": _shown(draft.discount, draft.currency),
            "shipping": _shown(draft.shipping, draft.currency),
            "shipping_title": draft.shipping_title,
        }
        super().__init__(data, initial=initial)
        self.draft, self.items = draft, drafts.items(draft)
        for item in self.items:
            self.fields[f"pieces-{item.pk}"] = forms.IntegerField(
                label=item.title,
                min_value=0,
                initial=item.quantity,
                required=False,
                error_messages={"invalid": _("Enter a whole number.")},
            )

    def clean(self) -> dict[str, Any]:
        """Amounts in minor units."""
        for name in ("discount", "shipping"):
            parse(self, name, self.draft.currency)
        return self.cleaned_data

    @property
    def rows(self) -> list[tuple[DraftItem, BoundField]]:
        """The lines with their fields."""
        return [(item, self[f"pieces-{item.pk}"]) for item in self.items]

    @property
    def pieces(self) -> dict[int, int]:
        """The pieces by line; a line that wasn't sent along stays."""
        found = {item.pk: self.cleaned_data.get(f"pieces-{item.pk}") for item in self.items}
        return {item_id: count for item_id, count in found.items() if count is not None}

    @property
    def terms(self) -> Terms:
        """Discount and shipping."""
        typed = self.cleaned_data
        return Terms(typed["discount"] or 0, typed["shipping"] or 0, typed["shipping_title"])


class CustomForm(forms.Form):
    """Something that isn't in the catalogue."""

    title = forms.CharField(label=_("What it is"), max_length=255)
    price = Amount(label=_("Price"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, initial=1)

    def __init__(self, currency: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        self.currency = currency

    def clean(self) -> dict[str, Any]:
        """The price in minor units."""
        parse(self, "price", self.currency)
        return self.cleaned_data


class VariantForm(forms.Form):
    """Which variant is added."""

    variant = forms.IntegerField(min_value=1, max_value=2**62)
