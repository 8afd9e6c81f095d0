"""From an action's refusal to words beside a form's fields."""

from django import forms

from clientela.core.errors import Refused


def show(form: forms.BaseForm, refused: Refused) -> None:
    """Put what an action refused beside the field it belongs to, else above the form."""
    for name, sentence in refused.by_field().items():
        form.add_error(name if name in form.fields else None, sentence)
