"""What is typed for a verb over many customers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.customers.actions import tags
from clientela.ui.forms import Form


class TagsForm(Form):
    """Tags, parted by commas; nothing where the verb takes none."""

    tags = forms.CharField(label=_("Tags"), max_length=5000, help_text=_("Parted by commas."))

    def __init__(self, *args: Any, takes_tags: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not takes_tags:
            del self.fields["tags"]

    def named(self) -> list[str]:
        """The tags that were typed."""
        return tags.clean([self.cleaned_data.get("tags", "")])

    def choices(self) -> dict[str, Any]:
        """What the job takes."""
        return {"tags": self.named()} if "tags" in self.fields else {}
