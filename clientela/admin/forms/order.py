"""Forms about an order."""

from django import forms
from django.utils.translation import gettext_lazy as _


class FulfilForm(forms.Form):
    """How an order was sent, and where the customer can follow it."""

    carrier = forms.CharField(label=_("Carrier"), required=False, max_length=80)
    tracking_number = forms.CharField(label=_("Tracking number"), required=False, max_length=120)
    tracking_url = forms.URLField(
        label=_("Tracking link"),
        required=False,
        max_length=500,
        assume_scheme="https",
        help_text=_("The customer gets it by email."),
        error_messages={"invalid": _("Enter an address that starts with https://.")},
    )
