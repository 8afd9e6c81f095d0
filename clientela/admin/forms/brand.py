"""The form of the store's look. Shape only."""

from typing import Any

from django import forms
from django.conf import settings
from django.http import QueryDict
from django.utils.translation import gettext as now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.store.actions import keep_font, keep_logo, keep_mark
from clientela.store.look import LONGEST_FOOTER, LONGEST_GREETING, NARROWEST, WIDEST, Corners, Fonts, Look
from clientela.ui.forms import Form

# What is uploaded by which field, where its name stands, and how it is kept.
_UPLOADS = (
    ("logo_upload", "logo", keep_logo),
    ("mark_upload", "mark", keep_mark),
    ("font_upload", "font_file", keep_font),
)
_SHOWN_AT = {name: upload for upload, name, _keep in _UPLOADS}


def _upload(label: Any, help_text: Any, accept: str) -> forms.FileField:
    return forms.FileField(
        label=label, help_text=help_text, required=False, widget=forms.FileInput({"accept": accept})
    )


def _kept() -> forms.CharField:
    return forms.CharField(required=False, max_length=120, widget=forms.HiddenInput)


class _Colour(forms.CharField):
    """A colour in hex, with a picker beside it where scripts run."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput({"autocomplete": "off", "spellcheck": "false", "maxlength": 7})
        super().__init__(max_length=7, widget=widget, **more)

    def to_python(self, value: Any) -> Any:
        return str(super().to_python(value)).lower()


class BrandForm(Form):
    """Colours, font, corners, pictures and words of the store."""

    seen = forms.IntegerField(widget=forms.HiddenInput)
    accent = _Colour(label=_("Brand colour"), help_text=_("Buttons, links and marks. Such as #2f5d50."))
    header = _Colour(
        label=_("Header background"), required=False, help_text=_("Empty: as light or dark as the page.")
    )
    font = forms.ChoiceField(label=_("Font"), choices=Fonts.choices)
    font_upload = _upload(_("Upload a font"), _("WOFF2, at most 300 KB."), "font/woff2,.woff2")
    font_file = _kept()
    corners = forms.ChoiceField(label=_("Corners"), choices=Corners.choices, widget=forms.RadioSelect)
    logo_upload = _upload(
        _("Upload a logo"), _("JPEG, PNG or WebP. Best see-through and without a border."), "image/*"
    )
    logo = _kept()
    without_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    logo_width = forms.IntegerField(
        label=_("Width of the logo"),
        min_value=NARROWEST,
        max_value=WIDEST,
        help_text=_("In pixels, 40 to 320."),
    )
    mark_upload = _upload(_("Upload a square mark"), _("For browser tabs and small places."), "image/*")
    mark = _kept()
    without_mark = forms.BooleanField(label=_("Remove the mark"), required=False)
    footer = forms.CharField(
        label=_("Line at the end of emails"),
        required=False,
        max_length=LONGEST_FOOTER,
        help_text=_("Such as your company number."),
    )

    def __init__(self, data: QueryDict | None, look: Look, seen: int, languages: list[str]) -> None:
        self.posted = data.copy() if data is not None else QueryDict(mutable=True)
        super().__init__(self.posted if data is not None else None, initial=look.values() | {"seen": seen})
        self.languages = languages
        names = dict(settings.LANGUAGES)
        for code in languages:
            self.fields[f"greeting_{code}"] = forms.CharField(
                label=now("Greeting in %(language)s") % {"language": str(names.get(code, code))},
                required=False,
                max_length=LONGEST_GREETING,
                initial=look.greetings.get(code, ""),
            )
        self.kept_greetings = {c: w for c, w in look.greetings.items() if c not in languages}

    @property
    def colours(self) -> list[forms.BoundField]:
        """The fields that have a picker."""
        return [self["accent"], self["header"]]

    @property
    def greetings(self) -> list[forms.BoundField]:
        """The greeting's fields, one for each language of the store."""
        return [self[f"greeting_{code}"] for code in self.languages]

    @property
    def shown(self) -> dict[str, Any]:
        """The names of the files as they stand now."""
        return {name: self[name].value() or "" for name in _SHOWN_AT}

    def take_files(self, files: Any, by: Actor) -> bool:
        """Keep the files that came along and drop those not wanted any more. Gives whether any changed."""
        changed = False
        for upload, name, keep in _UPLOADS:
            if file := files.get(upload):
                changed = True
                try:
                    self.posted[name] = keep(file, by=by)
                except Refused as refused:
                    self.show(refused)
                else:
                    if name == "font_file":
                        self.posted["font"] = Fonts.OWN
        for name in ("logo", "mark"):
            if self.posted.get(f"without_{name}"):
                self.posted[name] = self.posted[f"without_{name}"] = ""
                changed = True
        return changed

    def look(self) -> Look:
        """The look that was typed."""
        names = ("accent", "header", "font", "font_file", "corners", "logo", "logo_width", "mark", "footer")
        typed = {code: self.cleaned_data[f"greeting_{code}"] for code in self.languages}
        said = {code: words for code, words in typed.items() if words}
        return Look(**{name: self.cleaned_data[name] for name in names}, greetings=self.kept_greetings | said)

    def show(self, refused: Refused) -> None:
        """Put what was refused beside its field."""
        for field, sentence in refused.by_field().items():
            name = _SHOWN_AT.get(field, field)
            self.add_error(name if name in self.fields else None, sentence)
