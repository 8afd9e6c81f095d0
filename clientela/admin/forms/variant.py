"""One row of a product's form: a variant with its options, price and stock."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clientela.catalog.actions import EditedVariant, NewVariant
from clientela.catalog.models import Variant
from clientela.ui.amounts import MoneyField, in_currency
from clientela.ui.forms import Form

MOST_OPTIONS = 3
_VALUES = tuple(f"value_{number}" for number in range(1, MOST_OPTIONS + 1))
_PLAIN = ("sku", "price", "compare_at", "stock", "grams")


def _value() -> forms.CharField:
    return forms.CharField(
        required=False,
        max_length=80,
        show_hidden_initial=True,
        error_messages={"required": _("Fill this in.")},
    )


def _count(label: Any, help_text: Any = "") -> forms.IntegerField:
    return forms.IntegerField(
        label=label,
        required=False,
        min_value=0,
        max_value=10_000_000,
        show_hidden_initial=True,
        help_text=help_text,
        widget=forms.TextInput({"inputmode": "numeric"}),
    )


class VariantForm(Form):
    """A variant; the values that it was drawn with travel along."""

    id = forms.IntegerField(required=False, min_value=1, max_value=2**63 - 1, widget=forms.HiddenInput)
    removed = forms.CharField(required=False, widget=forms.HiddenInput)
    value_1 = _value()
    value_2 = _value()
    value_3 = _value()
    price = MoneyField(
        label=_("Price"),
        show_hidden_initial=True,
        error_messages={"required": _("Enter a price.")},
    )
    compare_at = MoneyField(
        label=_("Price before"),
        required=False,
        show_hidden_initial=True,
    )
    stock = _count(_("Stock"), _("Empty: not counted."))
    sku = forms.CharField(label=_("SKU"), required=False, max_length=80, show_hidden_initial=True)
    grams = _count(_("Weight (g)"))

    def __init__(
        self,
        data: QueryDict | None,
        place: int,
        currency: str,
        variant: Variant | None = None,
        names: list[str] | None = None,
    ) -> None:
        super().__init__(
            data, prefix=f"v{place}", initial=_initial(variant, names or []), use_required_attribute=False
        )
        self.posted = data if data is not None else QueryDict(mutable=True)
        self.place, self.variant, self.names = place, variant, names or []
        in_currency(self, currency)
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    @property
    def value_fields(self) -> list[forms.BoundField]:
        """The fields for what each option is here."""
        return [self[name] for name in _VALUES]

    def require(self, options: list[bool]) -> None:
        """Each option that is named has a value here."""
        for name, is_named in zip(_VALUES, options, strict=True):
            self.fields[name].required = is_named

    @property
    def title(self) -> str:
        """What the variant is called, by what stands in its fields; empty while nothing does."""
        words = [str(self[name].value() or "") for name in _VALUES]
        return " / ".join(word for word in words if word) or (self.variant.title if self.variant else "")

    @property
    def variant_id(self) -> int:
        """The variant's id; 0 for one to be added."""
        text = str(self["id"].value() or "")
        return int(text) if text.isdecimal() and len(text) < 19 else 0

    @property
    def is_removed(self) -> bool:
        """Whether it goes when the form is saved."""
        return bool(self["removed"].value())

    def take_out(self, gone: bool) -> None:
        """Mark it as one that goes, or that stays after all."""
        self.posted[self.add_prefix("removed")] = "1" if gone else ""

    def clean(self) -> dict[str, Any]:
        """The price before is the higher one."""
        price, before = self.cleaned_data.get("price"), self.cleaned_data.get("compare_at")
        if price is not None and before is not None and before <= price:
            self.add_error("compare_at", _("Enter more than the price, or nothing."))
        return self.cleaned_data

    def _options(self, names: list[str], values: list[str]) -> dict[str, str]:
        return {name: value for name, value in zip(names, values, strict=True) if name and value}

    def new(self, names: list[str]) -> NewVariant:
        """The variant to add."""
        values = {name: self.cleaned_data[name] for name in ("price", "sku", "compare_at", "stock")}
        options = self._options(names, [self.cleaned_data[name] for name in _VALUES])
        return NewVariant(**values, grams=self.cleaned_data["grams"] or 0, options=options)

    def edited(self, names_before: list[str], names: list[str]) -> EditedVariant:
        """What was changed, with what was there."""
        changed = [name for name in _PLAIN if name in self.changed_data]
        changes = {name: self.cleaned_data[name] for name in changed}
        seen = {name: self._seen(name) for name in changed}
        for values in (changes, seen):
            if "grams" in values:
                values["grams"] = values["grams"] or 0
        was = self._options(names_before, [self._seen(name) for name in _VALUES])
        now = self._options(names, [self.cleaned_data[name] for name in _VALUES])
        if was != now:
            changes["options"], seen["options"] = now, was
        keep = f"keep_variant.{self.variant_id}."
        kept = {name for name in changes if self.data.get(f"{keep}{name}") == "theirs"}
        ours = {name: value for name, value in changes.items() if name not in kept}
        return EditedVariant(ours, seen, id=self.variant_id)

    def _seen(self, name: str) -> Any:
        """The value that a field was drawn with; what nobody can have seen is nothing."""
        try:
            return self.fields[name].to_python(self.data.get(self[name].html_initial_name, ""))
        except forms.ValidationError:
            return None

    def see(self, name: str, value: Any) -> str:
        """Start from this value of a field. Gives what the field is called."""
        if name == "options":
            words = [value.get(name, "") for name in self.names]
            for field, word in zip(_VALUES, [*words, "", "", ""], strict=False):
                self._start_from(field, word)
            return f"{self.title}: {_('options')}"
        self._start_from(name, self.fields[name].prepare_value(value))
        return f"{self.title}: {self.fields[name].label}" if self.title else str(self.fields[name].label)

    def _start_from(self, name: str, value: Any) -> None:
        self.posted[self[name].html_initial_name] = "" if value is None else value

    def in_words(self, name: str, value: Any) -> str:
        """A value as it is shown beside another."""
        if isinstance(value, dict):
            return " / ".join(value.values())
        shown = self.fields[name].prepare_value(value)
        return "" if shown is None else str(shown)


def _initial(variant: Variant | None, names: list[str]) -> dict[str, Any]:
    if variant is None:
        return {}
    values = [variant.options.get(name, "") for name in names]
    own = {name: getattr(variant, name) for name in ("id", *_PLAIN)}
    return own | dict(zip(_VALUES, [*values, "", "", ""], strict=False))
