"""Forms about a draft: its pieces, discount and shipping, something that isn't in the catalogue."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from clientela.orders import drafts
from clientela.orders.actions import Terms
from clientela.orders.models import Draft, DraftItem
from clientela.ui.amounts import MoneyField, in_currency
from clientela.ui.forms import Form


class DraftForm(Form):
    """All of a draft that can be changed at once."""

    discount = MoneyField(label=_("Discount"), required=False)
    shipping = MoneyField(label=_("Shipping"), required=False)
    shipping_title = forms.CharField(label=_("How it is sent"), required=False, max_length=120)
    # The draft as the page was drawn, so that nobody overwrites what a colleague just did.
    version = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, draft: Draft, data: Mapping[str, Any] | None = None) -> None:
        initial = {
            "discount": draft.discount or None,
            "shipping": draft.shipping or None,
            "shipping_title": draft.shipping_title,
            "version": draft.version,
        }
        super().__init__(data, initial=initial)
        in_currency(self, draft.currency)
        self.draft, self.items = draft, drafts.items(draft)
        for item in self.items:
            self.fields[f"pieces-{item.pk}"] = forms.IntegerField(
                label=item.title,
                min_value=0,
                initial=item.quantity,
                required=False,
            )

    @property
    def rows(self) -> list[tuple[DraftItem, BoundField]]:
        """The lines with their fields."""
        return [(item, self[f"pieces-{item.pk}"]) for item in self.items]

    def catch_up(self) -> None:
        """The next try puts what was typed over what a colleague did meanwhile."""
        self.data = dict(self.data.items()) | {"version": self.draft.version}

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


class CustomForm(Form):
    """Something that isn't in the catalogue."""

    title = forms.CharField(label=_("What it is"), max_length=255)
    price = MoneyField(label=_("Price"))
    quantity = forms.IntegerField(label=_("Pieces"), min_value=1, initial=1)

    def __init__(self, currency: str, data: Mapping[str, Any] | None = None) -> None:
        super().__init__(data)
        in_currency(self, currency)


class VariantForm(Form):
    """Which variant is added."""

    variant = forms.IntegerField(min_value=1, max_value=2**62)
