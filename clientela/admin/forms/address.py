"""The address form of the admin: the fields of the chosen country, in that country's order."""

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.core.places import Part, Place, PlaceNotValid
from clientela.ui.forms import Form

PREFIX = re.compile(r"[a-z_]{0,20}")
_MISSING = {"required": _("Fill this in."), "max_length": _("At most 255 characters.")}
_SHORT = {"city", "region", "postcode"}


class AddressForm(Form):
    """An address. `country` is the one to start with; `optional` lets it be left empty as a whole."""

    use_required_attribute = False

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        country: str,
        place: Place | None = None,
        prefix: str = "",
        optional: bool = False,
    ) -> None:
        start = place or Place(country=country)
        super().__init__(data, prefix=prefix or None, initial=start.as_dict(), empty_permitted=optional)
        chosen = str(self.data.get(self.add_prefix("country"), "") or start.country)
        self.country = chosen if chosen in places.country_codes() else country
        self._add_fields()

    def _add_fields(self) -> None:
        self.fields["country"] = forms.ChoiceField(label=_("Country or region"), choices=places.countries)
        for name, label in (("first_name", _("First name")), ("last_name", _("Last name"))):
            self.fields[name] = _text(label)
        self.fields["company"] = _text(_("Company"))
        for part in places.form(self.country):
            self.fields[part.name] = _field(part)
        self.fields["phone"] = _text(_("Phone"))
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"
        self.fields["country"].widget.attrs |= {
            "hx-post": "/admin/address-fields",
            "hx-target": "closest .address-fields",
            "hx-swap": "outerHTML",
            "hx-sync": "this:replace",
            "hx-vals": f'{{"address_prefix": "{self.prefix or ""}"}}',
        }

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as they stand in the form: names side by side, town and postcode too."""
        found = [[self["country"]], [self["first_name"], self["last_name"]], [self["company"]]]
        for part in places.form(self.country):
            beside = part.name in _SHORT and found[-1][0].name in _SHORT
            found = [*found[:-1], [*found[-1], self[part.name]]] if beside else [*found, [self[part.name]]]
        return [*found, [self["phone"]]]

    @property
    def changed_data(self) -> list[str]:
        """What was filled in; a country alone is no address."""
        return [name for name in super().changed_data if name != "country"]

    @property
    def redraw_name(self) -> str:
        """What the plain *Update* button is called."""
        return self.add_prefix("redraw")

    @property
    def wants_redraw(self) -> bool:
        """Whether only the fields of another country were asked for."""
        return self.redraw_name in self.data

    def redrawn(self) -> "AddressForm":
        """The same form with what was typed and without complaints, in the fields of the country chosen."""
        typed = {name: self.data.get(self.add_prefix(name), "") for name in places.FIELDS}
        regions = next((dict(p.choices) for p in places.form(self.country) if p.name == "region"), {})
        if typed["region"] not in regions:
            typed["region"] = "" if regions else typed["region"]
        start = places.from_mapping(typed | {"country": self.country})
        return AddressForm(country=self.country, place=start, prefix=self.prefix or "")

    def clean(self) -> dict[str, Any]:
        """Say at once everything that doesn't fit the country."""
        place = self._place()
        if self.empty_permitted and not place.name:
            # The name stands in another form of the page, where it may be missing too: the action knows.
            place = replace(place, last_name="…")
        try:
            places.checked(place)
        except PlaceNotValid as refused:
            for name, sentence in refused.by_field().items():
                field = name if name in self.fields else None
                if field is None or field not in self.errors:
                    self.add_error(field, sentence)
        return self.cleaned_data

    def _place(self) -> Place:
        return places.from_mapping(self.cleaned_data | {"country": self.country})

    def place(self) -> Place | None:
        """The address, or nothing where it was left empty."""
        return self._place() if self.cleaned_data else None


def _text(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(label=label, required=required, max_length=places.LONGEST, error_messages=_MISSING)


def _field(part: Part) -> forms.Field:
    field = _text(part.label, required=part.required)
    if part.choices:
        field.widget = forms.Select(choices=[("", _("Choose")), *part.choices])
    return field
