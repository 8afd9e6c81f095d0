"""The address form of account and checkout: the fields of the chosen country, in that country's order."""

import json
import re
from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from clientela.core import phones, places
from clientela.core.errors import Refused
from clientela.core.places import Part, Place, PlaceNotValid
from clientela.ui.forms import Form

_AUTOCOMPLETE = {
    "country": "country",
    "first_name": "given-name",
    "last_name": "family-name",
    "company": "organization",
    "line1": "address-line1",
    "line2": "address-line2",
    "city": "address-level2",
    "region": "address-level1",
    "postcode": "postal-code",
    "phone": "tel",
}
_SHORT = {"city", "region", "postcode"}
_PREFIX = re.compile(r"[a-z_]{0,20}")
_MISSING = {"required": _("Fill this in.")}
_TOO_LONG = {"max_length": _("At most 255 characters.")}
_UNKNOWN = {"invalid_choice": _("Choose a country.")}


class PlainSelect(forms.Select):
    """A long list drawn in one go: Django's own way draws 250 countries slower than the rest of the page."""

    template_name = "storefront/plain_select.html"


class AddressForm(Form):
    """An address, with the fields of the country that was chosen (else of `country`).

    `data` is what was posted, `place` what the form starts with. `kind` (shipping, billing) goes before the
    words by which browsers fill the fields in. After `is_valid()`, `place()` is the address.
    """

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        country: str,
        place: Place | None = None,
        prefix: str = "",
        kind: str = "",
    ) -> None:
        start = place or Place(country=country)
        super().__init__(data, prefix=prefix or None, initial=start.as_dict())
        chosen = str(self.data.get(self.add_prefix("country"), "") or start.country)
        self.country = chosen if chosen in places.country_codes() else country
        self.parts = places.form(self.country)
        self._add_fields(kind)

    def _add_fields(self, kind: str) -> None:
        self.fields["country"] = forms.ChoiceField(
            label=_("Country or region"),
            choices=places.countries,
            widget=PlainSelect,
            error_messages=_MISSING | _UNKNOWN,
        )
        self.fields["first_name"] = _text(_("First name"), required=False)
        self.fields["last_name"] = _text(_("Last name"))
        self.fields["company"] = _text(_("Company"), required=False)
        for part in self.parts:
            self.fields[part.name] = _field(part)
        self.fields["phone"] = _text(_("Phone"), required=False)
        self.fields["phone"].widget.input_type = "tel"
        for name, field in self.fields.items():
            field.widget.attrs["autocomplete"] = f"{kind} {_AUTOCOMPLETE[name]}".strip()
        self.fields["country"].widget.attrs |= self._redrawing(kind)

    def _redrawing(self, kind: str) -> dict[str, str]:
        return {
            "hx-post": "/address-fields",
            "hx-target": "closest .address-fields",
            "hx-swap": "outerHTML",
            "hx-sync": "this:replace",
            "hx-vals": json.dumps({"address_prefix": self.prefix or "", "address_kind": kind}),
        }

    @property
    def rows(self) -> list[list[forms.BoundField]]:
        """The fields as they stand in the form: names side by side, town and postcode too."""
        found = [[self["country"]], [self["first_name"], self["last_name"]], [self["company"]]]
        for part in self.parts:
            beside = part.name in _SHORT and found[-1][0].name in _SHORT
            found = [*found[:-1], [*found[-1], self[part.name]]] if beside else [*found, [self[part.name]]]
        return [*found, [self["phone"]]]

    @property
    def wants_redraw(self) -> bool:
        """Whether only the fields of another country were asked for (the plain *Update* button)."""
        return self.add_prefix("redraw") in self.data

    @property
    def redraw_name(self) -> str:
        """What the plain *Update* button is called."""
        return self.add_prefix("redraw")

    def redrawn(self) -> "AddressForm":
        """The same form with what was typed and without complaints, in the fields of the country chosen."""
        typed = {name: self.data.get(self.add_prefix(name), "") for name in places.FIELDS}
        known = dict(next((part.choices for part in self.parts if part.name == "region"), ()))
        if known and typed["region"] not in known:
            typed["region"] = ""
        kind = self.fields["country"].widget.attrs["autocomplete"].removesuffix("country").strip()
        start = places.from_mapping(typed | {"country": self.country})
        return AddressForm(country=self.country, place=start, prefix=self.prefix or "", kind=kind)

    def clean(self) -> dict[str, Any]:
        """Say at once everything that doesn't fit the country."""
        try:
            places.checked(self.place())
        except PlaceNotValid as refused:
            show_place(self, refused)
        return self.cleaned_data

    def clean_phone(self) -> str:
        """A phone number is one that could be dialled, as it was typed."""
        text: str = self.cleaned_data["phone"]
        if text:
            try:
                phones.e164(text, self.country)
            except Refused as refused:
                raise forms.ValidationError(str(refused.sentence)) from refused
        return text

    def place(self) -> Place:
        """The address as a value."""
        return places.from_mapping(self.cleaned_data | {"country": self.country})


def _text(label: Any, *, required: bool = True) -> forms.CharField:
    return forms.CharField(
        label=label, required=required, max_length=places.LONGEST, error_messages=_MISSING | _TOO_LONG
    )


def _field(part: Part) -> forms.Field:
    field = _text(part.label, required=part.required)
    if part.choices:
        # The rule stands in `places`, which also takes a region's name: here only the list is drawn.
        field.widget = PlainSelect(choices=[("", _("Choose")), *part.choices])
        field.widget.is_required = part.required
    return field


def show_place(form: AddressForm, refused: PlaceNotValid) -> None:
    """Put what is wrong with an address beside its fields, one sentence each."""
    for name, sentence in refused.by_field().items():
        field = name if name in form.fields else None
        if field is None or field not in form.errors:
            form.add_error(field, sentence)


@require_POST
def redraw(request: HttpRequest) -> HttpResponse:
    """The fields of the country just chosen, with what was typed: a fragment of any page with an address."""
    prefix, kind = (request.POST.get(f"address_{name}", "") for name in ("prefix", "kind"))
    if not _PREFIX.fullmatch(prefix) or kind not in {"", "shipping", "billing"}:
        return HttpResponse(status=400)
    form = AddressForm(request.POST, country="GB", prefix=prefix, kind=kind).redrawn()
    return render(request, "storefront/address_fields.html", {"address_form": form})
