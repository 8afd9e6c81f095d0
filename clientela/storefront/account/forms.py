"""The forms of the account pages: their shape only, the rules stand in the actions."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core import phones
from clientela.core.places import LONGEST
from clientela.customers.models import Customer
from clientela.store.models import Store
from clientela.ui.forms import Form

_MISSING = {"required": _("Fill this in.")}


def _text(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    widget = forms.TextInput(attrs={"autocomplete": autocomplete})
    return forms.CharField(label=label, max_length=LONGEST, widget=widget, error_messages=_MISSING, **more)


def _email() -> forms.CharField:
    # The address is judged by the action, which knows more kinds of wrong than the widget.
    widget = forms.EmailInput(
        attrs={"autocomplete": "username", "inputmode": "email", "autocapitalize": "none"}
    )
    return forms.CharField(label=_("Email"), max_length=LONGEST, widget=widget, error_messages=_MISSING)


def _password(label: Any, autocomplete: str, **more: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": autocomplete}),
        error_messages=_MISSING,
        **more,
    )


def password_help(length: int) -> str:
    """What a password needs, below its field."""
    return str(_("At least %(length)s characters.") % {"length": length})


class LoginForm(Form):
    """The email, and the password where the store lets customers in by one."""

    email = _email()
    password = _password(_("Password"), "current-password")

    def __init__(self, data: Any, *, by_password: bool, by_passkey: bool = False, **more: Any) -> None:
        super().__init__(data, **more)
        if not by_password:
            del self.fields["password"]
        if by_passkey:
            # Browsers offer passkeys among the addresses that they fill in here.
            self.fields["email"].widget.attrs["autocomplete"] = "username webauthn"

    def needs_email_only(self) -> None:
        """Let the password be: a code is asked for."""
        if "password" in self.fields:
            self.fields["password"].required = False


class RegisterForm(Form):
    """Who the account is for."""

    first_name = _text(_("First name"), "given-name")
    last_name = _text(_("Last name"), "family-name", required=False)
    email = _email()
    password = _password(_("Password"), "new-password")

    def __init__(
        self, data: Any, *, by_password: bool, may_lack: bool, password_help: str, **more: Any
    ) -> None:
        super().__init__(data, **more)
        self.fields["password"].help_text = password_help
        self.fields["password"].required = not may_lack
        if not by_password:
            del self.fields["password"]


class Forgetful(forms.TextInput):
    """A field that comes back empty: a wrong code is typed anew, not mended."""

    def format_value(self, value: object) -> None:
        """Nothing, whatever was typed."""


class CodeForm(Form):
    """The six digits."""

    code = forms.CharField(
        label=_("Code"),
        max_length=20,
        error_messages=_MISSING,
        widget=Forgetful(
            attrs={
                "autocomplete": "one-time-code",
                "inputmode": "numeric",
                "maxlength": 6,
                "autofocus": True,
                "spellcheck": "false",
            }
        ),
    )

    def clean_code(self) -> str:
        """Only the digits count, however they were pasted."""
        return "".join(letter for letter in self.cleaned_data["code"] if letter in "0123456789")


class RecoverForm(Form):
    """The address that the link goes to."""

    email = _email()


class NewPasswordForm(Form):
    """A new password behind a link."""

    password = _password(_("New password"), "new-password")


class ChangePasswordForm(Form):
    """The current and the new password."""

    current = _password(_("Current password"), "current-password")
    password = _password(_("New password"), "new-password")


class ProveForm(Form):
    """The password, once more."""

    password = _password(_("Password"), "current-password")


class PasskeyForm(Form):
    """What a passkey is called."""

    name = forms.CharField(
        label=_("Name"),
        max_length=60,
        error_messages=_MISSING,
        help_text=_("By which you tell it from others."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )


class ProfileForm(Form):
    """What customers say of themselves."""

    first_name = _text(_("First name"), "given-name", required=False)
    last_name = _text(_("Last name"), "family-name", required=False)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("With the country code, like +44 7700 900123."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    birthday = forms.DateField(
        label=_("Birthday"),
        required=False,
        error_messages={"invalid": _("Enter a date.")},
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "autocomplete": "bday"}),
    )
    language = forms.ChoiceField(label=_("Language"), error_messages=_MISSING)

    def __init__(self, data: Any, customer: Customer, store: Store, languages: dict[str, str]) -> None:
        start = {name: getattr(customer, name) for name in self.base_fields}
        super().__init__(data, initial=start | {"phone": phones.shown(customer.phone or "")})
        spoken = [(code, languages.get(code, code)) for code in store.languages]
        self.fields["language"].choices = spoken  # type: ignore[attr-defined]
        if len(spoken) < 2:
            del self.fields["language"]


class MarketingForm(Form):
    """Whether news may come by email."""

    email_marketing = forms.BooleanField(label=_("Email me with news and offers"), required=False)
