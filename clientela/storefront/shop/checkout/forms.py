"""The forms of the checkout."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.ui.forms import Form

_MISSING = {"required": _("Fill this in.")}


class ContactForm(Form):
    """How the shopper can be reached. The email of somebody signed in stands fast."""

    email = forms.CharField(
        label=_("Email"),
        max_length=255,
        error_messages=_MISSING,
        widget=forms.EmailInput(attrs={"autocomplete": "email", "autocapitalize": "none"}),
    )
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        help_text=_("Only for questions about the delivery."),
        widget=forms.TextInput(attrs={"type": "tel", "autocomplete": "tel"}),
    )
    newsletter = forms.BooleanField(label=_("Email me with news and offers"), required=False)


class RateForm(Form):
    """How it is sent."""

    rate = forms.IntegerField(
        min_value=1, max_value=2**63 - 1, error_messages={"required": _("Choose how to send it.")}
    )


class Unechoed(forms.TextInput):
    """A field whose value never goes back onto the page."""

    def format_value(self, value: object) -> None:
        """Nothing, whatever was typed."""


class CardForm(Form):
    """A card on the test gateway's page. Nothing of it is kept but the last four digits."""

    card = forms.CharField(
        label=_("Card number"),
        max_length=30,
        error_messages=_MISSING,
        widget=Unechoed(
            attrs={"inputmode": "numeric", "autocomplete": "cc-number", "placeholder": "4242 4242 4242 4242"}
        ),
    )
    expiry = forms.CharField(
        label=_("Expiry date"),
        max_length=9,
        error_messages=_MISSING,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "cc-exp", "placeholder": "04/30"}
        ),
    )
    code = forms.CharField(
        label=_("Security code"),
        max_length=4,
        error_messages=_MISSING,
        widget=Unechoed(attrs={"inputmode": "numeric", "autocomplete": "cc-csc", "placeholder": "123"}),
    )
