"""The form that asks for custom fields: staff fill it in on a profile, customers in their account."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.customers.field_values import LONGEST_TEXT, shown, to_type
from clientela.customers.fields import MetafieldDefinition
from clientela.ui.conflicts import Conflict, fold
from clientela.ui.forms import Form

Type = MetafieldDefinition.Type
_LONGEST = 30_000


def _text(definition: MetafieldDefinition) -> forms.Field:
    return forms.CharField(max_length=LONGEST_TEXT)


def _number(definition: MetafieldDefinition) -> forms.Field:
    return forms.CharField(max_length=40, widget=forms.TextInput({"inputmode": "decimal"}))


def _date(definition: MetafieldDefinition) -> forms.Field:
    return forms.CharField(max_length=40, widget=forms.TextInput({"type": "date"}))


def _boolean(definition: MetafieldDefinition) -> forms.Field:
    return forms.ChoiceField(choices=[("", _("Not known")), ("true", _("Yes")), ("false", _("No"))])


def _choice(definition: MetafieldDefinition) -> forms.Field:
    return forms.ChoiceField(
        choices=[("", _("Nothing chosen")), *((each, each) for each in definition.choices)]
    )


def _list(definition: MetafieldDefinition) -> forms.Field:
    return forms.CharField(max_length=_LONGEST, help_text=_("Between commas."))


_FIELDS: dict[str, Callable[[MetafieldDefinition], forms.Field]] = {
    Type.TEXT.value: _text,
    Type.NUMBER.value: _number,
    Type.DATE.value: _date,
    Type.BOOLEAN.value: _boolean,
    Type.CHOICE.value: _choice,
    Type.LIST.value: _list,
}


@dataclass(frozen=True)
class Row:
    """One custom field as the page draws it."""

    field: forms.BoundField
    definition: MetafieldDefinition

    @property
    def is_list(self) -> bool:
        return self.definition.type == Type.LIST


class FieldsForm(Form):
    """Custom fields with the values that the editor started from (`seen`), so that nobody's work is lost."""

    def __init__(
        self,
        data: Mapping[str, Any] | None,
        definitions: Sequence[MetafieldDefinition],
        plain: Mapping[str, str],
    ) -> None:
        start = {_at(each): to_type(each, plain.get(each.full_name, "")) for each in definitions}
        super().__init__(data, initial=start)
        self.definitions = {each.full_name: each for each in definitions}
        self.seen: dict[str, str] = {}
        for name, each in self.definitions.items():
            field = _FIELDS[each.type](each)
            field.label, field.required = each.name, False
            field.widget.attrs.setdefault("autocomplete", "off")
            self.fields[_at(each)] = field
            self.seen[name] = str(self.data.get(f"seen_{_at(each)}", plain.get(name, "")))
        # Chosen already, but something else kept the form from being saved.
        self.conflicts = [
            self._conflict(name, self.seen[name], str(self.data.get(_at(each), "")))
            for name, each in self.definitions.items()
            if f"keep_{_at(each)}" in self.data
        ]

    @property
    def rows(self) -> list[Row]:
        """The fields in their order."""
        return [Row(self[_at(each)], each) for each in self.definitions.values()]

    @property
    def seen_inputs(self) -> list[tuple[str, str]]:
        """What goes along unseen: the values that the page was drawn with."""
        return [(f"seen_{_at(each)}", self.seen[name]) for name, each in self.definitions.items()]

    def texts(self) -> dict[str, str]:
        """What was typed, by name; without what a colleague's value was chosen for, or wasn't asked."""
        asked = {name: _at(each) for name, each in self.definitions.items() if _at(each) in self.data}
        kept = {name for name, at in asked.items() if self.data.get(f"keep_{at}") == "theirs"}
        return {name: str(self.cleaned_data[at]) for name, at in asked.items() if name not in kept}

    def shows(self, refused: Refused) -> bool:
        """Put a refusal beside its fields, a colleague's value beside one's own; False where none is one."""
        if isinstance(refused, ChangedMeanwhile) and refused.field in self.definitions:
            self._show_conflict(refused)
            return True
        found = refused.by_field()
        theirs = {name: sentence for name, sentence in found.items() if name in self.definitions}
        for name, sentence in theirs.items():
            self.add_error(_at(self.definitions[name]), sentence)
        return bool(theirs)

    def _show_conflict(self, refused: ChangedMeanwhile) -> None:
        theirs = {name: str(text) for name, text in refused.theirs.items()}
        self.seen |= theirs
        before = [each for each in self.conflicts if each.field not in theirs]
        new = [self._conflict(name, text, str(refused.yours[name])) for name, text in theirs.items()]
        self.conflicts = before + new

    def _conflict(self, name: str, theirs: str, yours: str) -> Conflict:
        each = self.definitions[name]
        keeps_mine = self.data.get(f"keep_{_at(each)}") == "yours"
        said, mine = _words(each, theirs), _words(each, yours)
        return Conflict(_at(each), name, each.name, said, mine, keeps_mine=keeps_mine)

    def fold(self) -> None:
        """Keep out of sight what stands beside a colleague's value."""
        fold(self, self.conflicts)


def _words(definition: MetafieldDefinition, text: str) -> str:
    """A value in words; as it was typed where it is none."""
    try:
        return shown(definition, text)
    except (Refused, ValueError, ArithmeticError):
        return text


def _at(definition: MetafieldDefinition) -> str:
    """The field's name in the form."""
    return f"field_{definition.pk}"
