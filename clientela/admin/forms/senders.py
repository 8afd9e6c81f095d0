"""Forms about addresses: those that mail comes from, and those that it is held back from."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.ui.forms import Form

_EMAIL = forms.EmailInput({"autocomplete": "off"})


class SenderForm(Form):
    """An address of the store's own, and the name that readers see beside it."""

    email = forms.CharField(label=_("Email"), max_length=255, widget=_EMAIL)
    name = forms.CharField(
        label=_("Name"),
        max_length=80,
        required=False,
        help_text=_("What readers see as the sender. Empty shows the store's name."),
    )


class HoldForm(Form):
    """An address that shall get no more mail, and why."""

    email = forms.CharField(label=_("Email"), max_length=255, widget=_EMAIL)
    words = forms.CharField(label=_("Why"), max_length=300, required=False)
