"""Forms about staff: inviting, roles, one's own account, API tokens. Shape only."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core.scopes import Scope
from clientela.staff.roles import Role
from clientela.ui.forms import Form

_MISSING = {"required": _("Fill this in.")}
SCOPE_WORDS = {
    Scope.READ_CUSTOMERS: _("Read customers"),
    Scope.WRITE_CUSTOMERS: _("Read and change customers"),
    Scope.READ_ORDERS: _("Read orders"),
    Scope.WRITE_ORDERS: _("Read and change orders"),
    Scope.READ_PRODUCTS: _("Read products"),
    Scope.WRITE_PRODUCTS: _("Read and change products"),
}


def _text(label: Any, longest: int, autocomplete: str = "off") -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=longest,
        error_messages=_MISSING,
        widget=forms.TextInput(attrs={"autocomplete": autocomplete}),
    )


class InviteForm(Form):
    """Whom to invite."""

    name = _text(_("Name"), 120)
    email = forms.CharField(
        label=_("Email"),
        max_length=255,
        error_messages=_MISSING,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )
    role = forms.ChoiceField(
        label=_("Role"), choices=Role.choices, initial=Role.SUPPORT, error_messages=_MISSING
    )
    language = forms.ChoiceField(
        label=_("Language"), choices=settings.LANGUAGES, help_text=_("Of the admin and of emails to them.")
    )


class RoleForm(Form):
    """Another role."""

    role = forms.ChoiceField(label=_("Role"), choices=Role.choices)


class OwnForm(Form):
    """One's own name and language."""

    name = _text(_("Name"), 120, "name")
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)


class ChangePasswordForm(Form):
    """The password one has, and the one to have."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        error_messages=_MISSING,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    password = forms.CharField(
        label=_("New password"),
        strip=False,
        error_messages=_MISSING,
        help_text=_("At least 8 characters, and hard to guess. A sentence is good."),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )


class TokenForm(Form):
    """A new API token."""

    name = _text(_("Name"), 80)
    scopes = forms.MultipleChoiceField(
        label=_("Scopes"),
        choices=list(SCOPE_WORDS.items()),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one scope.")},
    )
    may_create_customers = forms.BooleanField(
        label=_("May create customers"),
        required=False,
        widget=forms.CheckboxInput({"role": "switch"}),
        help_text=_("Without this, it only changes customers who are there."),
    )
    expires = forms.DateField(
        label=_("Works until"),
        required=False,
        help_text=_("The last day. Left empty, it works until you revoke it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    networks = forms.CharField(
        label=_("Allowed addresses"),
        required=False,
        max_length=2000,
        help_text=_("One network on each line, such as 203.0.113.0/24. Left empty, every address may."),
        widget=forms.Textarea(attrs={"rows": 3, "autocomplete": "off", "spellcheck": "false"}),
    )

    def clean_expires(self) -> object:
        """Refuse a day that is over."""
        day = self.cleaned_data["expires"]
        if day and day < timezone.now().date():
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def expires_at(self, zone: ZoneInfo) -> datetime | None:
        """The end of the last day, by the store's clock."""
        day = self.cleaned_data["expires"]
        return datetime.combine(day + timedelta(days=1), time(0), tzinfo=zone) if day else None
