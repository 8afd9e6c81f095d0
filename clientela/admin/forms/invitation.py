"""Forms of invitations and of what staff do to an account."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.accounts.actions.acting_as import LONGEST_REASON
from clientela.invitations.models import FASTEST, LATEST_REMINDER, LONGEST_MESSAGE
from clientela.ui.forms import Form


class _Words(Form):
    """What staff write to an invitation; empty words are the store's own ones."""

    subject = forms.CharField(
        label=_("Subject"),
        required=False,
        max_length=255,
        help_text=_("Empty takes the subject of your notification."),
    )
    message = forms.CharField(
        label=_("Message"),
        required=False,
        max_length=LONGEST_MESSAGE,
        help_text=_("Stands in the email before the button. **bold**, *leaning*, - lists."),
        widget=forms.Textarea(attrs={"rows": 6, "class": "letter"}),
    )

    def words(self) -> dict[str, str]:
        """Subject and message."""
        return {name: self.cleaned_data[name] for name in ("subject", "message")}


class InviteForm(_Words):
    """An invitation to one customer."""


class InviteAddressForm(_Words):
    """An invitation by address; the customer is added where nobody has it."""

    email = forms.CharField(label=_("Email"), max_length=255, widget=forms.EmailInput)
    first_name = forms.CharField(label=_("First name"), required=False, max_length=255)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=255)
    field_order = ("email", "first_name", "last_name", "subject", "message")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Staff type about somebody else: the browser must not offer their own name.
            field.widget.attrs.setdefault("autocomplete", "off")


class RoundForm(_Words):
    """Words, speed and reminder of a round."""

    per_minute = forms.IntegerField(
        label=_("Invitations per minute"),
        min_value=0,
        max_value=FASTEST,
        help_text=_("0 sends as fast as mail leaves."),
    )
    remind_days = forms.IntegerField(
        label=_("Remind after"),
        min_value=0,
        max_value=LATEST_REMINDER,
        help_text=_("Days, once. 0 reminds nobody."),
    )

    def values(self) -> dict[str, Any]:
        """What `invitations.actions.change_round` takes."""
        return {**self.words(), **{name: self.cleaned_data[name] for name in ("per_minute", "remind_days")}}


class VisitForm(Form):
    """Why somebody logs in as a customer, and whether they may change anything."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=LONGEST_REASON,
        help_text=_("It stays on the customer's timeline."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    may_change = forms.BooleanField(
        label=_("Allow changes"),
        required=False,
        help_text=_("Cart, addresses and orders are then really the customer's. Tick it only if they asked."),
    )
