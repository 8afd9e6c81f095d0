"""What forms say of what is wrong: our words, never the framework's."""

import ast
from pathlib import Path

import pytest
from django import forms
from django.utils import translation

from clientela.ui.forms import Form

HOUSE = Path(__file__).parent.parent.parent / "clientela"


class Everything(Form):
    """A field of each kind."""

    words = forms.CharField(max_length=3, min_length=2)
    count = forms.IntegerField(min_value=1, max_value=9)
    part = forms.DecimalField()
    day = forms.DateField()
    email = forms.EmailField()
    link = forms.URLField(assume_scheme="https")
    one = forms.ChoiceField(choices=[("a", "A")])
    some = forms.MultipleChoiceField(choices=[("a", "A")])
    own = forms.IntegerField(error_messages={"invalid": "Count them."})


def said(**typed: object) -> dict[str, str]:
    form = Everything(typed)
    return {name: errors[0] for name, errors in form.errors.items()}


def test_missing() -> None:
    found = said()
    assert found.pop("one") == found.pop("some") == "Choose one of these."
    assert set(found.values()) == {"Fill this in."}


@pytest.mark.parametrize(
    ("name", "typed", "words"),
    [
        ("words", "abcd", "Use at most 3 characters."),
        ("words", "a", "Use at least 2 characters."),
        ("words", "a\x00", "This has a sign in it that can't be saved. Please type it again."),
        ("count", "10", "Enter 9 or less."),
        ("count", "0", "Enter 1 or more."),
        ("count", "x", "Enter a whole number."),
        ("part", "x", "Enter a number."),
        ("day", "x", "Enter a day like 2026-03-31."),
        ("email", "x", "Enter an email address like name@example.com."),
        ("link", "x y", "Enter an address that starts with https://."),
        ("one", "b", "Choose one of these."),
        ("some", ["b"], "Choose from these."),
        ("own", "x", "Count them."),
    ],
)
def test_wrong(name: str, typed: object, words: str) -> None:
    """A field's own words go first."""
    assert said(**{name: typed})[name] == words


def test_in_the_reader_s_language() -> None:
    with translation.override("nb"):
        assert said(count="10")["count"] != "Enter 9 or less."


@pytest.mark.parametrize("path", sorted(HOUSE.rglob("*.py")), ids=lambda path: str(path.relative_to(HOUSE)))
def test_all_forms_are_ours(path: Path) -> None:
    """One place for the words: no form stands on the framework's own."""
    if path.name == "forms.py" and path.parent.name == "ui":
        return
    bases = [
        ast.unparse(base)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef)
        for base in node.bases
    ]
    assert "forms.Form" not in bases, path
