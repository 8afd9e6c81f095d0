"""Forms about tags."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused
from clientela.customers.actions.tags import clean
from clientela.customers.models import Tag
from clientela.ui.forms import Form


class RenameForm(Form):
    """The new name of a tag; `merges` says that it may become a tag there is."""

    name_text = forms.CharField(
        label=_("New name"), help_text=_("Another spelling, a new name, or a tag that there is already.")
    )
    merges = forms.BooleanField(required=False)

    def __init__(self, data: Mapping[str, Any] | None, tag: Tag) -> None:
        super().__init__(data, initial={"name_text": tag.name})

    def clean_name_text(self) -> str:
        """One tag, as it would be kept."""
        try:
            found = clean([self.cleaned_data["name_text"]])
        except Refused as refused:
            raise forms.ValidationError(str(refused.sentence)) from refused
        if len(found) != 1:
            raise forms.ValidationError(_("Enter one tag, without a comma."))
        return found[0]
