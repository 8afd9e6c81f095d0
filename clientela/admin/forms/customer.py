"""Forms about a customer: adding, editing, note, tags, comment, consent."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clientela.core import phones, typed
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions import NewCustomer
from clientela.customers.models import LONGEST_NOTE, Channel, Consent, Customer
from clientela.ui.conflicts import Conflict, fold
from clientela.ui.forms import Form, Lines, LongText, show

EDITED = ("first_name", "last_name", "phone", "language", "birthday", "tax_exempt")


def _languages() -> list[tuple[str, Any]]:
    return [("", _("The store's language")), *settings.LANGUAGES]


class _Who(Form):
    """What adding and editing share."""

    first_name = forms.CharField(label=_("First name"), required=False, max_length=255)
    last_name = forms.CharField(label=_("Last name"), required=False, max_length=255)
    phone = forms.CharField(
        label=_("Phone"),
        required=False,
        max_length=40,
        help_text=_("With the country code, like +44 7700 900123."),
        widget=forms.TextInput(attrs={"type": "tel"}),
    )
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=_languages,
        help_text=_("Emails to this customer are in this language."),
    )
    tax_exempt = forms.BooleanField(label=_("Doesn’t pay tax"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Staff type about somebody else: the browser must not offer their own name.
            field.widget.attrs.setdefault("autocomplete", "off")


class NewCustomerForm(_Who):
    """A customer to be added; what the role may not do is left out."""

    email = forms.CharField(label=_("Email"), required=False, max_length=255, widget=forms.EmailInput)
    note = Lines(
        label=_("Note"),
        required=False,
        max_length=LONGEST_NOTE,
        strip=False,
        help_text=_("For staff only. Customers never see it."),
        widget=LongText(LONGEST_NOTE, rows=3),
    )
    tag_words = forms.CharField(label=_("Tags"), required=False)
    email_consent = forms.BooleanField(label=_("Agreed to emails with news and offers"), required=False)
    sms_consent = forms.BooleanField(label=_("Agreed to text messages with news and offers"), required=False)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        may: Callable[[Power], bool],
        initial: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__(data, initial=initial)
        self.may, self.taken_by = may, 0
        if not may(Power.CUSTOMERS_NOTES):
            del self.fields["note"]
        if not may(Power.CUSTOMERS_CONSENT):
            del self.fields["email_consent"], self.fields["sms_consent"]

    def redrawn(self) -> "NewCustomerForm":
        """The same form with what was typed, without complaints."""
        return NewCustomerForm(may=self.may, initial={name: self.data.get(name, "") for name in self.fields})

    def new(self) -> NewCustomer:
        """The profile to start with."""
        names = ("first_name", "last_name", "email", "phone", "language", "note", "tax_exempt")
        return NewCustomer(**{name: self.cleaned_data[name] for name in names if name in self.fields})

    def tags(self) -> list[str]:
        """The tags as typed."""
        return [self.cleaned_data["tag_words"]]

    def consents(self) -> list[Channel]:
        """What the customer agreed to."""
        return [c for c in Channel if self.cleaned_data.get(f"{c.value}_consent")]

    def named(self, place: Place | None) -> Place | None:
        """The address with the customer's own name, where it has none."""
        if place is None or place.name:
            return place
        first, last = self.cleaned_data["first_name"], self.cleaned_data["last_name"]
        return replace(place, first_name=first.strip(), last_name=last.strip())

    def show(self, refused: Refused) -> None:
        """Put a refusal beside its field, and remember whose profile has the email or phone already."""
        if refused.field == "tags":
            self.add_error("tag_words", str(refused.sentence))
            return
        self.taken_by = int(str(refused.details.get("customer_id", 0)))
        show(self, refused)


class EditForm(_Who):
    """A profile's values, with those the editor started from (`seen`), so that nobody's work is lost."""

    email = forms.CharField(label=_("Email"), required=False, max_length=255, widget=forms.EmailInput)
    keeps_consent = forms.BooleanField(
        label=_("The customer agreed that news goes to the new address"), required=False
    )
    birthday = forms.DateField(label=_("Birthday"), required=False, widget=forms.DateInput({"type": "date"}))

    def __init__(self, data: Mapping[str, Any] | None, customer: Customer) -> None:
        values = {name: getattr(customer, name) for name in EDITED} | {"email": customer.email}
        super().__init__(data, initial=values | {"phone": phones.shown(customer.phone or "")})
        self.seen = {name: str(self.data.get(f"seen_{name}", _text(value))) for name, value in values.items()}
        if customer.email_consent != Consent.SUBSCRIBED:
            del self.fields["keeps_consent"]
        # It is never taken away here, only replaced.
        self.fields["email"].required = bool(customer.email) and "email" in (data or {"email": ""})
        # Chosen already, but something else kept the form from being saved.
        self.conflicts = [self._conflict(name) for name in self.seen if f"keep_{name}" in self.data]
        # The browser's own date field reads and writes this form of a date alone.
        self.fields["birthday"].widget.format = "%Y-%m-%d"

    def changes(self) -> dict[str, Any]:
        """What to save: all values but those that a colleague's were chosen for."""
        kept = {name for name in EDITED if self.data.get(f"keep_{name}") == "theirs"}
        if self.cleaned_data["phone"] == phones.shown(self.seen["phone"]):
            # It was shown with spaces, and came back so.
            kept.add("phone")
        return {name: self.cleaned_data[name] for name in EDITED if name not in kept}

    @property
    def new_email(self) -> str | None:
        """The address as typed, where it is another than the editor found there, and theirs is to be kept."""
        typed: str = self.cleaned_data["email"]
        is_kept = self.data.get("keep_email") == "theirs"
        return typed if typed != self.seen["email"] and not is_kept else None

    @property
    def consent_stays(self) -> bool:
        """Whether the customer said that news goes to the new address too."""
        return bool(self.cleaned_data.get("keeps_consent"))

    def clean_email(self) -> str:
        """The address as it was where the form didn't ask for it."""
        typed = str(self.cleaned_data["email"]).strip()
        return typed if "email" in self.data else self.seen["email"]

    def show(self, refused: Refused) -> None:
        """Put a refusal beside its field; a colleague's value beside one's own, to choose from."""
        if not isinstance(refused, ChangedMeanwhile):
            show(self, refused)
            return
        self.seen |= refused.theirs
        before = [each for each in self.conflicts if each.name not in refused.theirs]
        self.conflicts = before + [self._conflict(name) for name in refused.theirs]

    def _conflict(self, name: str) -> Conflict:
        typed = self.fields[name].widget.value_from_datadict(self.data, self.files, name)
        label, keeps_mine = str(self.fields[name].label), self.data.get(f"keep_{name}") == "yours"
        theirs, yours = (_words(name, _text(value)) for value in (self.seen[name], typed))
        return Conflict(name, name, label, theirs, yours, keeps_mine=keeps_mine)

    def fold(self) -> None:
        """Keep out of sight what stands beside a colleague's value."""
        fold(self, self.conflicts)


def _words(name: str, text: str) -> str:
    """A value as people read it."""
    if name == "language":
        return str(dict(_languages()).get(text, text))
    if name == "tax_exempt":
        return str(_("Doesn’t pay tax") if text == "True" else _("Pays tax"))
    if name == "birthday":
        return _day(text)
    return phones.shown(text) if name == "phone" and text else text


def _day(text: str) -> str:
    try:
        return typed.day_shown(date.fromisoformat(text)) if text else ""
    except ValueError:
        return text


def _text(value: Any) -> str:
    return "" if value is None else str(value)


class NoteForm(Form):
    """The note, with the one its writer started from."""

    note = Lines(
        label=_("Note"),
        required=False,
        strip=False,
        help_text=_("For staff only, at most 5,000 characters."),
        widget=LongText(LONGEST_NOTE, rows=4),
    )
    seen = Lines(required=False, strip=False, widget=forms.HiddenInput)


class TagsForm(Form):
    """All tags of a customer, between commas."""

    tags = forms.CharField(label=_("Tags"), required=False)
    # One's own start; without it (a script, an old page) the tags are exactly those sent.
    seen = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": "id_tags_seen"}))

    def was(self) -> list[str] | None:
        """The tags that the editor started from."""
        return [self.cleaned_data["seen"]] if "seen" in self.data else None


class CommentForm(Form):
    """A remark for colleagues."""

    text = forms.CharField(
        label=_("Comment"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write something first.")},
    )


class ConsentForm(Form):
    """Whether marketing may be sent through a channel."""

    channel = forms.ChoiceField(choices=Channel.choices)
    subscribed = forms.BooleanField(required=False)
    seen = forms.ChoiceField(choices=Consent.choices, required=False)
    reason = forms.CharField(
        label=_("How do you know?"),
        max_length=300,
        help_text=_("For example: by phone on 3 May. It is kept with the change."),
    )

    @property
    def was(self) -> str | None:
        """The state that the page showed; who wants no more of it is obeyed, whatever it is by now."""
        return self.cleaned_data["seen"] or None if self.cleaned_data["subscribed"] else None
