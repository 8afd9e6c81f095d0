"""Forms of signing in, proving and joining: shape only."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.ui.forms import Form

_MISSING = {"required": _("Fill this in.")}


def _password(label: Any, autocomplete: str, help_text: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        help_text=help_text,
        error_messages=_MISSING,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
    )


def _focus(form: forms.Form, wanted: str) -> None:
    """Let the cursor begin in one field, and in no other."""
    for name, field in form.fields.items():
        field.widget.attrs.pop("autofocus", None)
        if name == wanted:
            field.widget.attrs["autofocus"] = True


def _six_digits() -> forms.CharField:
    boxes = {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": 6, "autofocus": True}
    return forms.CharField(
        label=_("Code from your app"), error_messages=_MISSING, widget=forms.TextInput(attrs=boxes)
    )


class SignInForm(Form):
    """Email and password of a member of staff."""

    email = forms.CharField(
        label=_("Email"),
        max_length=255,
        error_messages=_MISSING,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = _password(_("Password"), "current-password")

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        # Drawn again after a no, the email stands there already: the cursor goes where it is needed.
        if data and data.get("email", "").strip():
            _focus(self, "password")


class AppCodeForm(Form):
    """The six digits that an app shows."""

    code = _six_digits()


class RecoveryForm(Form):
    """One of the ten recovery codes."""

    code = forms.CharField(
        label=_("Recovery code"),
        max_length=40,
        help_text=_("Twelve letters and digits, such as abcd-efgh-jkmn. Each works once."),
        error_messages=_MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "off", "autofocus": True, "spellcheck": "false"}),
    )


class ProofForm(Form):
    """Password and second factor, all over again; the demo's people have a password alone."""

    password = _password(_("Password"), "current-password")
    code = forms.CharField(
        label=_("Code from your app, or a recovery code"),
        max_length=40,
        error_messages=_MISSING,
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, data: Any = None, *, needs_code: bool) -> None:
        super().__init__(data)
        _focus(self, "password")
        if not needs_code:
            del self.fields["code"]


class AddAppForm(Form):
    """A new authenticator app: what it is called, and its first code."""

    sealed = forms.CharField(widget=forms.HiddenInput, max_length=1000, required=False)
    code = _six_digits()
    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        required=False,
        help_text=_("By which you tell it from others, such as the phone it is on."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class NewPasswordForm(Form):
    """A password to choose."""

    password = _password(
        _("New password"), "new-password", _("At least 8 characters, and hard to guess. A sentence is good.")
    )


class ForgotForm(Form):
    """The email of whoever forgot the password."""

    email = forms.CharField(
        label=_("Email"),
        max_length=255,
        error_messages=_MISSING,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
