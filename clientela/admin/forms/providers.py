"""The form of an outside provider of identity: its shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Provider
from clientela.ui.forms import Form


def _text(label: Any, longest: int, help_text: Any = "", **attrs: str) -> forms.CharField:
    widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false", **attrs})
    return forms.CharField(label=label, max_length=longest, help_text=help_text, widget=widget)


class ProviderForm(Form):
    """What the provider calls itself, and what it calls the store."""

    name = _text(_("Name"), 60, _("As it stands on the button: Continue with …"))
    issuer = _text(
        _("Issuer"),
        300,
        _("The address by which the provider names itself, such as https://accounts.google.com"),
        inputmode="url",
        placeholder="https://",
    )
    client_id = _text(
        _("Client ID"), 300, _("The provider gives it to you when you register the store there.")
    )
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=1000,
        required=False,
        strip=False,
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )

    def __init__(self, data: Any, provider: Provider | None) -> None:
        names = ("name", "issuer", "client_id")
        super().__init__(data, initial={name: getattr(provider, name) for name in names} if provider else {})
        kept = provider and provider.client_secret
        self.fields["client_secret"].help_text = (
            _("One is kept. Leave this empty to keep it.")
            if kept
            else _("Empty where the provider gave none.")
        )
