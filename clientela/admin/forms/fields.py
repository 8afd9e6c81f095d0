"""The form that defines a custom field."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core import words
from clientela.customers.actions import NewField
from clientela.customers.fields import MetafieldDefinition
from clientela.ui.forms import Form


class FieldForm(Form):
    """What a custom field is; namespace and key are asked for once, since queries name it by them."""

    name = forms.CharField(
        label=_("Name"), max_length=120, help_text=_("What staff and customers read, such as Shoe size.")
    )
    type = forms.ChoiceField(label=_("Type"), choices=MetafieldDefinition.Type.choices)
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        max_length=60_000,
        help_text=_("One on each line. For a choice, or for a list that takes only these."),
        widget=forms.Textarea({"rows": 4}),
    )
    is_customers_own = forms.BooleanField(
        label=_("Customers see it and fill it in themselves"),
        required=False,
        help_text=_("It stands in their account, under their profile."),
    )
    namespace = forms.CharField(label=_("Namespace"), max_length=64, initial="custom")
    key = forms.CharField(
        label=_("Key"),
        required=False,
        max_length=64,
        help_text=_("Queries and files call the field by it. Left empty, it is made of the name."),
    )
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, data: Mapping[str, Any] | None, definition: MetafieldDefinition | None = None) -> None:
        start: dict[str, Any] = {}
        if definition:
            start = {
                name: getattr(definition, name) for name in ("name", "type", "is_customers_own", "version")
            }
            start["choices"] = "\n".join(definition.choices)
        super().__init__(data, initial=start)
        if definition:
            del self.fields["namespace"], self.fields["key"]

    def new(self) -> NewField:
        """The field as it was typed."""
        typed = self.cleaned_data
        return NewField(
            name=typed["name"],
            type=typed["type"],
            namespace=typed.get("namespace", ""),
            key=typed.get("key") or _key_of(typed["name"]),
            choices=typed["choices"].splitlines(),
            is_customers_own=typed["is_customers_own"],
        )


def _key_of(name: str) -> str:
    """A key made of a name: *Shoe size* is `shoe_size`."""
    bare = "_".join(part for part in words.split(name) if part.isascii())[:60]
    return bare if bare[:1].isalpha() else f"field_{bare}".rstrip("_")
