"""The form of an email to one customer."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.messaging.actions.writing import LONGEST
from clientela.post import queries as post
from clientela.store.models import Store
from clientela.ui.forms import Form


def _senders() -> list[tuple[str, str]]:
    store = Store.current()
    own = [("", f"{store.name} <{store.email}>")]
    return own + [
        (str(sender.pk), f"{sender.name or store.name} <{sender.email}>") for sender in post.proved_senders()
    ]


class EmailForm(Form):
    """From, subject and message."""

    sender = forms.ChoiceField(label=_("From"), required=False, choices=_senders)
    subject = forms.CharField(label=_("Subject"), max_length=255)
    message = forms.CharField(
        label=_("Message"),
        max_length=LONGEST,
        help_text=_("Empty lines part paragraphs. **bold**, *leaning*, - lists, [words](https://address)."),
        widget=forms.Textarea(attrs={"rows": 12, "class": "letter"}),
    )

    def values(self) -> dict[str, Any]:
        """What `messaging.actions.compose` takes."""
        sender = self.cleaned_data["sender"]
        return {
            "subject": self.cleaned_data["subject"],
            "text": self.cleaned_data["message"],
            "sender_id": int(sender) if sender else None,
        }
