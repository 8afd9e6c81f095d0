"""The form of a product: its words, its options, and its variants as rows."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from django import forms
from django.forms.utils import ErrorDict
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from clientela.admin.forms.variant import MOST_OPTIONS, VariantForm
from clientela.catalog import pictures
from clientela.catalog.actions import Edited, NewProduct
from clientela.catalog.models import Product, Variant
from clientela.catalog.rules import LONGEST_DESCRIPTION, LONGEST_HANDLE, MOST_VARIANTS
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.ui.forms import Form, show

_OPTIONS = tuple(f"option_{number}" for number in range(1, MOST_OPTIONS + 1))
_PLAIN = ("title", "handle", "description", "vendor", "product_type", "status", "picture")


class Lines(forms.CharField):
    """A text of several lines, the same whichever way the browser ends them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value)).replace("\r\n", "\n").replace("\r", "\n")


class Words(forms.CharField):
    """Words between commas, none twice."""

    def prepare_value(self, value: Any) -> Any:
        return ", ".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        words = (word.strip() for word in str(super().to_python(value)).split(","))
        return list(dict.fromkeys(word for word in words if word))

    def clean(self, value: Any) -> Any:
        """Look at the text itself: as a list, what can't be stored is written out and seems harmless."""
        self.run_validators(str(value or ""))
        return super().clean(value)


def _option(label: Any) -> forms.CharField:
    return forms.CharField(label=label, required=False, max_length=60, show_hidden_initial=True)


class ProductForm(Form):
    """A product and its variants. What it was drawn with travels along, so that nobody's work is lost."""

    title = forms.CharField(
        label=_("Title"),
        max_length=255,
        show_hidden_initial=True,
        error_messages={"required": _("Enter a title.")},
    )
    handle = forms.CharField(
        label=_("Address"),
        required=False,
        max_length=LONGEST_HANDLE,
        show_hidden_initial=True,
        help_text=_("The end of its page's address. Made from the title where it is empty."),
    )
    description = Lines(
        label=_("Description"),
        required=False,
        max_length=LONGEST_DESCRIPTION,
        show_hidden_initial=True,
        help_text=_("Plain text; each line is a paragraph."),
        widget=forms.Textarea({"rows": 6}),
    )
    vendor = forms.CharField(label=_("Brand"), required=False, max_length=120, show_hidden_initial=True)
    product_type = forms.CharField(
        label=_("Product type"), required=False, max_length=120, show_hidden_initial=True
    )
    tags = Words(
        label=_("Tags"), required=False, show_hidden_initial=True, help_text=_("Words between commas.")
    )
    status = forms.ChoiceField(
        label=_("Status"),
        choices=Product.Status.choices,
        show_hidden_initial=True,
        help_text=_("Shoppers see active products only."),
    )
    upload = forms.FileField(
        label=_("Upload a picture"),
        required=False,
        help_text=_("JPEG, PNG or WebP, at most 8 MB and 6,000 pixels a side."),
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )
    picture = forms.CharField(required=False, show_hidden_initial=True, widget=forms.HiddenInput)
    without_picture = forms.BooleanField(label=_("Remove the picture"), required=False)
    option_1 = _option(_("First option"))
    option_2 = _option(_("Second option"))
    option_3 = _option(_("Third option"))

    def __init__(self, data: QueryDict | None, product: Product | None, currency: str) -> None:
        shelf = list(product.variants.all()) if product else []
        names = product.names_of_options(shelf) if product else []
        self.posted = data.copy() if data else QueryDict(mutable=True)
        super().__init__(
            self.posted if data else None, initial=_initial(product, names), use_required_attribute=False
        )
        self.product, self.currency = product, currency
        self.conflicts: list[dict[str, str]] = []
        for field in self.fields.values():
            field.widget.attrs.setdefault("autocomplete", "off")
        self.rows = list(self._posted_rows() if self.is_bound else self._rows_of(shelf, names))
        self._require_options()

    def _require_options(self) -> None:
        named = [bool(str(self[name].value() or "").strip()) for name in _OPTIONS]
        for row in self.rows:
            row.require(named)

    def _rows_of(self, shelf: list[Variant], names: list[str]) -> Iterator[VariantForm]:
        for place, variant in enumerate(shelf):
            yield VariantForm(None, place, self.currency, variant, names)
        if not shelf:
            yield VariantForm(None, 0, self.currency)

    def _posted_rows(self) -> Iterator[VariantForm]:
        for place in range(self._posted_count()):
            yield VariantForm(self.posted, place, self.currency)

    def _posted_count(self) -> int:
        count = self.data.get("rows", "")
        return min(int(count), 2 * MOST_VARIANTS) if count.isdecimal() and len(count) < 5 else 0

    @property
    def option_fields(self) -> list[forms.BoundField]:
        """The fields in which options are named."""
        return [self[name] for name in _OPTIONS]

    @property
    def shown_rows(self) -> list[tuple[VariantForm, list[tuple[str, forms.BoundField]]]]:
        """The rows that stand, each with its fields for the options that are named, or filled in."""
        names = [str(self[name].value() or "") for name in _OPTIONS]
        if len(self.standing) > 1 and not any(names):
            names[0] = str(_("First option"))
        shown = []
        for row in self.rows:
            values = zip(names, row.value_fields, strict=True)
            shown.append((row, [(name, field) for name, field in values if name or field.value()]))
        return shown

    @property
    def shown_picture(self) -> str:
        """The small picture to show: the one that was just uploaded, or the product's."""
        return pictures.small(str(self["picture"].value() or ""))

    @property
    def is_refused(self) -> bool:
        """Whether something has to be looked at before it can be saved."""
        return bool(self.errors or self.conflicts or any(row.errors for row in self.standing))

    @property
    def standing(self) -> list[VariantForm]:
        """The rows that weren't taken out."""
        return [row for row in self.rows if not row.is_removed]

    def put_picture(self, name: str) -> None:
        """Remember a picture that was uploaded and kept, whatever else is still to be mended."""
        self.posted["picture"] = name

    def redraw(self) -> bool:
        """Add, take out or put back a row, if that is what was asked for, without complaints."""
        deed, _dash, place = self.data.get("redraw", "").partition("-")
        if deed == "add":
            self.rows.append(VariantForm(self.posted, len(self.rows), self.currency))
        elif (
            deed in {"remove", "keep"}
            and place.isdecimal()
            and len(place) < 4
            and int(place) < len(self.rows)
        ):
            self.rows[int(place)].take_out(deed == "remove")
        elif deed != "names":
            return False
        self._require_options()
        for form in (self, *self.rows):
            # What isn't sent to be saved isn't checked.
            vars(form).update(_errors=ErrorDict(), cleaned_data={})
        return True

    def is_whole(self) -> bool:
        """Whether the product's fields and all its rows are right in shape."""
        return all([self.is_valid(), *(row.is_valid() for row in self.standing)])

    def clean(self) -> dict[str, Any]:
        """Only what was uploaded here becomes a product's picture (security FI-04)."""
        name = str(self.cleaned_data.get("picture", ""))
        if name and name != (self.product.picture if self.product else "") and not pictures.is_kept(name):
            self.add_error("upload", _("Choose the picture again."))
        return self.cleaned_data

    def option_names(self) -> list[str]:
        """The options in order; what stands empty names nothing."""
        return [self.cleaned_data[name] for name in _OPTIONS]

    def new(self) -> NewProduct:
        """The product to add."""
        values = {name: self.cleaned_data[name] for name in _PLAIN}
        named = tuple(name for name in self.option_names() if name)
        whole = NewProduct(**values, tags=tuple(self.cleaned_data["tags"]), option_names=named)
        return replace(whole, picture="") if self.cleaned_data["without_picture"] else whole

    def edited(self) -> Edited:
        """What was changed of the product, with what was there."""
        names = [name for name in (*_PLAIN, "tags") if name in self.changed_data]
        changes = {name: self.cleaned_data[name] for name in names}
        seen = {name: _seen(self[name]) for name in names}
        if any(name in self.changed_data for name in _OPTIONS):
            changes["option_names"] = [name for name in self.option_names() if name]
            seen["option_names"] = [name for name in self._seen_names() if name]
        if self.cleaned_data["without_picture"]:
            changes["picture"], seen["picture"] = "", _seen(self["picture"])
        kept = {name for name in changes if self.data.get(f"keep_{name}") == "theirs"}
        return Edited({name: value for name, value in changes.items() if name not in kept}, seen)

    def _seen_names(self) -> list[str]:
        return [_seen(self[name]) for name in _OPTIONS]

    def variants(self) -> Iterator[Any]:
        """What was changed of the variants that were there."""
        was, now = self._seen_names(), self.option_names()
        return (row.edited(was, now) for row in self.standing if row.variant_id)

    def added(self) -> list[Any]:
        """The new variants."""
        return [row.new(self.option_names()) for row in self.standing if not row.variant_id]

    def removed(self) -> list[int]:
        """The variants to take away."""
        return [row.variant_id for row in self.rows if row.is_removed and row.variant_id]

    def show(self, refused: Refused) -> None:
        """Put a refusal beside its field; a colleague's value beside one's own, to choose from."""
        if isinstance(refused, ChangedMeanwhile):
            self._show_conflicts(refused.theirs, refused.yours)
        elif refused.field == "option_names":
            self.add_error("option_1", str(refused.sentence))
        elif refused.field == "picture":
            self.add_error("upload", str(refused.sentence))
        else:
            show(self, refused)

    def _show_conflicts(self, theirs: dict[str, Any], yours: dict[str, Any]) -> None:
        """The next try starts from what is there now, and says which value to keep."""
        self._take_names()
        rows = {row.variant_id: row for row in self.rows}
        for key, value in theirs.items():
            _variant, _dot, rest = key.partition(".")
            row = rows.get(int(rest.split(".")[0])) if rest else None
            form, name = (row, key.rpartition(".")[2]) if row else (self, key)
            label = form.see(name, value)
            words = [form.in_words(name, one) for one in (value, yours[key])]
            self.conflicts.append({"name": key, "label": label, "theirs": words[0], "yours": words[1]})

    def _take_names(self) -> None:
        """Options that a colleague named otherwise are so here too, unless we named them anew ourselves."""
        names = self.product.names_of_options(self.product.variants.all()) if self.product else []
        ours = any(name in self.changed_data for name in _OPTIONS)
        for field, word in zip(_OPTIONS, [*names, "", "", ""], strict=False):
            self.posted[f"initial-{field}"] = word
            self.posted[field] = self.posted.get(field, "") if ours else word
        for row in self.rows:
            row.names = names

    def see(self, name: str, value: Any) -> str:
        """Start from this value of a field. Gives what the field is called."""
        if name == "option_names":
            return str(_("Options"))
        self.posted[f"initial-{name}"] = self.fields[name].prepare_value(value)
        return str(self.fields[name].label or _("Picture"))

    def in_words(self, name: str, value: Any) -> str:
        """A value as it is shown beside another."""
        if name == "status":
            return str(Product.Status(value).label)
        if name == "picture":
            return str(_("A picture")) if value else ""
        return ", ".join(value) if isinstance(value, list) else str(value)


def _initial(product: Product | None, names: list[str]) -> dict[str, Any]:
    if product is None:
        return {"status": Product.Status.ACTIVE}
    values = {name: getattr(product, name) for name in (*_PLAIN, "tags")}
    return values | dict(zip(_OPTIONS, [*names, "", "", ""], strict=False))


def _seen(field: forms.BoundField) -> Any:
    """The value that a field was drawn with."""
    return field.field.to_python(field.form.data.get(field.html_initial_name, ""))
