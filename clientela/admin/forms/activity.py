"""The form by which a network or an email domain is kept out."""

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.gate.models import Block
from clientela.gate.networks import as_block
from clientela.ui.forms import Form

DAYS = {"1": _("A day"), "7": _("A week"), "30": _("30 days"), "": _("Until you let it in again")}


class BlockForm(Form):
    """What is kept out, how long, and why."""

    value = forms.CharField(
        label=_("Network or email domain"),
        max_length=255,
        help_text=_("Such as 203.0.113.0/24, or mail-drop.example with all below it."),
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "spellcheck": "false", "autocapitalize": "none"}
        ),
    )
    days = forms.ChoiceField(label=_("How long"), choices=list(DAYS.items()), required=False)
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)
    sure = forms.BooleanField(label=_("I am sure"), required=False)

    def __init__(self, *args: Any, asks: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asks = asks

    @property
    def kind(self) -> Block.Kind:
        """A network where it looks like one, else a domain."""
        text = self.cleaned_data["value"]
        is_network = as_block(text) is not None or "/" in text or ":" in text
        return Block.Kind.NETWORK if is_network else Block.Kind.DOMAIN

    @property
    def until(self) -> datetime | None:
        """When it ends by itself, if ever."""
        days = self.cleaned_data["days"]
        return timezone.now() + timedelta(days=int(days)) if days else None
