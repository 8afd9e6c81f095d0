"""Forms that say in plain words what is wrong, and an action's refusal beside the field it belongs to."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused

# By kind of field and code of the error; a field's own words go before these.
_WORDS: Mapping[type[forms.Field], Mapping[str, Any]] = {
    forms.Field: {
        "required": _("Fill this in."),
        "max_length": _("Use at most %(limit_value)d characters."),
        "min_length": _("Use at least %(limit_value)d characters."),
        "max_value": _("Enter %(limit_value)s or less."),
        "min_value": _("Enter %(limit_value)s or more."),
        "null_characters_not_allowed": _("This has a sign in it that can't be saved. Please type it again."),
    },
    forms.IntegerField: {"invalid": _("Enter a whole number.")},
    forms.DecimalField: {"invalid": _("Enter a number.")},
    forms.DateField: {"invalid": _("Enter a day like 2026-03-31.")},
    forms.EmailField: {"invalid": _("Enter an email address like name@example.com.")},
    forms.URLField: {"invalid": _("Enter an address that starts with https://.")},
    forms.ChoiceField: {
        "required": _("Choose one of these."),
        "invalid_choice": _("Choose one of these."),
        "invalid_list": _("Choose from these."),
    },
    forms.MultipleChoiceField: {"invalid_choice": _("Choose from these.")},
    forms.FileField: {
        "required": _("Choose a file."),
        "invalid": _("Choose a file."),
        "missing": _("Choose a file."),
        "empty": _("This file is empty. Choose another one."),
    },
}


class Form(forms.Form):
    """A form as all of ours are: what is wrong with a field is said in our own words."""

    def full_clean(self) -> None:
        """Check everything that was typed."""
        for field in self.fields.values():
            _speak(field)
        super().full_clean()


def _speak(field: forms.Field) -> None:
    """Put our words where a field has only those that Django comes with."""
    stock: dict[str, Any] = {}
    ours: dict[str, Any] = {}
    for kind in reversed(type(field).__mro__):
        if kind.__module__.startswith("django."):
            stock |= getattr(kind, "default_error_messages", {})
        ours |= _WORDS.get(kind, {})
    own = {code: words for code, words in field.error_messages.items() if words is not stock.get(code)}
    field.error_messages = {**field.error_messages, **ours, **own}


class Lines(forms.CharField):
    """A text of several lines; they end as the database keeps them, not as browsers send them."""

    def to_python(self, value: Any) -> str:
        """The text as typed, without the CR of its line ends."""
        text = super().to_python(value) or ""
        return text.replace("\r\n", "\n")


class LongText(forms.Textarea):
    """A field of several lines that says how many of its characters are used."""

    def __init__(self, most: int, *, rows: int) -> None:
        super().__init__(attrs={"rows": rows})
        self.most = most


def show(form: forms.BaseForm, refused: Refused) -> None:
    """Put what an action refused beside the field it belongs to, else above the form."""
    for name, sentence in refused.by_field().items():
        form.add_error(name if name in form.fields else None, sentence)
