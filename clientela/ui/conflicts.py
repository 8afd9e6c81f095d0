"""Two people changed the same thing at once: both values, side by side, to choose from."""

from dataclasses import dataclass
from datetime import datetime

from django import forms


@dataclass(frozen=True)
class Conflict:
    """One field with the value that somebody else gave it meanwhile, and one's own.

    `name` is the form's, `field` the one that the history knows. `keeps_mine` is what was chosen so far.
    `author` and `at` tell who changed it, and when.
    """

    name: str
    field: str
    label: str
    theirs: str
    yours: str
    keeps_mine: bool = False
    author: str = ""
    at: datetime | None = None


def fold(form: forms.Form, conflicts: list[Conflict]) -> None:
    """Keep one's own value of these fields out of sight: it stands beside the other's, to choose from."""
    for conflict in conflicts:
        if conflict.name not in form.errors:
            form.fields[conflict.name].widget = forms.HiddenInput()
