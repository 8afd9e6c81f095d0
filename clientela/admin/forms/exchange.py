"""Forms of files of customers."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.exchange import columns, headings
from clientela.exchange.models import Import
from clientela.segments import queries as segments
from clientela.ui.forms import Form
from clientela.ui.uploads import LARGER

LARGEST = LARGER["/admin/customers/import"] - 64 * 1024
EVERYBODY, FIELD, CHOSEN = "everybody", "field", "chosen"


class ExportForm(Form):
    """Which customers, and which columns."""

    who = forms.ChoiceField(label=_("Customers"))
    how = forms.ChoiceField(
        label=_("Columns"),
        choices=[(FIELD, _("Those that shops exchange")), (CHOSEN, _("The columns chosen below"))],
        widget=forms.RadioSelect,
        initial=FIELD,
    )
    columns = forms.MultipleChoiceField(
        label=_("Columns to choose from"), widget=forms.CheckboxSelectMultiple, required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        saved = [(str(segment.pk), segment.name) for segment in segments.segments()]
        every = [(EVERYBODY, _("All customers"))]
        self.fields["who"] = forms.ChoiceField(label=_("Customers"), choices=[*every, *saved])
        known = [(name, name) for name in columns.everything()]
        self.fields["columns"] = forms.MultipleChoiceField(
            label=_("Columns to choose from"),
            choices=known,
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=list(columns.FIELD_HEADER),
        )

    def clean(self) -> dict[str, Any]:
        """Some column must be chosen where they are chosen by hand."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("how") == CHOSEN and not given.get("columns"):
            self.add_error("columns", _("Choose at least one column."))
        return given

    def names(self) -> list[str]:
        """The columns; none means those that shops exchange."""
        return list(self.cleaned_data["columns"]) if self.cleaned_data["how"] == CHOSEN else []


class UploadForm(Form):
    """A file of customers."""

    file = forms.FileField(
        label=_("CSV file"),
        help_text=_("At most 15 MB. Larger files come in on the command line."),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv,text/plain"}),
    )

    def clean_file(self) -> Any:
        """A file that isn't too large."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than 15 MB. Split it."))
        return file


class ImportForm(Form):
    """What each column of a file holds, and how it is brought in."""

    manner = forms.ChoiceField(
        label=_("Customers who are there already"),
        choices=[
            ("overwrite", _("Put the file's values in place of theirs")),
            ("fill", _("Fill in only what is empty")),
        ],
        widget=forms.RadioSelect,
        initial="overwrite",
        help_text=_("They are known by email, then by phone. An empty cell never removes anything."),
    )
    tags = forms.CharField(
        label=_("Tags for all of them"), required=False, max_length=2000, help_text=_("Between commas.")
    )
    makes_segment = forms.BooleanField(label=_("Make a segment of this import"), required=False)
    has_permission = forms.BooleanField(
        label=_("I hold these people's permission for the marketing in this file"),
        required=False,
        help_text=_("Without it nobody is subscribed. Whoever unsubscribed stays unsubscribed."),
    )

    def __init__(self, source: Import, data: Any = None) -> None:
        initial = {
            "manner": "fill" if source.fills_only else "overwrite",
            "tags": ", ".join(source.tags),
            "makes_segment": source.makes_segment,
            "has_permission": source.has_permission,
        }
        super().__init__(data, initial=initial)
        self.source, held = source, {at: name for name, at in source.places.items()}
        choices = [("", _("Leave out")), *headings.labels().items()]
        for at, heading in enumerate(source.header):
            self.fields[f"column_{at}"] = forms.ChoiceField(
                label=heading or _("Column %(number)s") % {"number": at + 1},
                choices=choices,
                required=False,
                initial=held.get(at, ""),
            )

    def shown_columns(self, samples: Iterable[list[str]]) -> Iterable[tuple[Any, list[str]]]:
        """Each column's field with a few of its cells."""
        rows = list(samples)
        for at in range(len(self.source.header)):
            yield self[f"column_{at}"], [row[at] for row in rows if at < len(row) and row[at]]

    def clean(self) -> dict[str, Any]:
        """Nothing may stand in two columns."""
        given: dict[str, Any] = super().clean() or {}
        held = {name: given[name] for name in given if name.startswith("column_") and given[name]}
        seen: set[str] = set()
        for name, what in held.items():
            if what in seen:
                self.add_error(name, _("Another column holds this already."))
            seen.add(what)
        return given

    def places(self) -> dict[str, int]:
        """Which column holds what."""
        given: Mapping[str, Any] = self.cleaned_data
        return {
            given[name]: int(name.removeprefix("column_"))
            for name in given
            if name.startswith("column_") and given[name]
        }
