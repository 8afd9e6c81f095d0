"""The form in which the words of an email are changed."""

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.messaging.liquid.engine import LONGEST_SOURCE
from clientela.messaging.rendering import Own
from clientela.ui.forms import Form

LONGEST_SUBJECT = 2000
_CODE = {"class": "code", "spellcheck": "false", "autocapitalize": "off", "autocomplete": "off"}
_EMPTY = {"required": _("Write something here, or go back to the built-in words.")}


class WordingForm(Form):
    """Format, subject and body. Whether they can be filled, the action sees."""

    format = forms.ChoiceField(
        label=_("Format"),
        choices=(
            ("simple", _("Simple: paragraphs, headings and buttons in the store's look")),
            ("html", _("HTML, as on hosted platforms")),
        ),
        widget=forms.RadioSelect,
    )
    subject = forms.CharField(
        label=_("Subject"),
        error_messages=_EMPTY,
        max_length=LONGEST_SUBJECT,
        widget=forms.TextInput(attrs=_CODE),
    )
    body = forms.CharField(
        label=_("Body"),
        error_messages=_EMPTY,
        strip=False,
        max_length=LONGEST_SOURCE,
        help_text=_(
            "Simple format: an empty line begins a paragraph, “# ” a heading, “! ” a code, and "
            "[Words](address) alone on a line is a button."
        ),
        widget=forms.Textarea(attrs={**_CODE, "rows": 22, "wrap": "soft"}),
    )

    @classmethod
    def of(cls, own: Own) -> "WordingForm":
        """The form with these words in it."""
        shown = {"format": "html" if own.is_html else "simple", "subject": own.subject, "body": own.body}
        return cls(initial=shown)

    def own(self) -> Own:
        """The words as they were typed, whether or not they can be saved."""
        typed = {name: str(self.data.get(name, "")) for name in ("subject", "body", "format")}
        body = typed["body"].replace("\r\n", "\n").replace("\x00", "")
        subject = typed["subject"].replace("\x00", "")[:LONGEST_SUBJECT]
        return Own(subject, body, typed["format"] == "html")
