"""Every text is translated, whole, and the compiled files hold the same words."""

import pytest
from django.conf import settings

from tools import messages

LANGUAGES = messages.languages()


def test_every_language_that_shoppers_can_choose_is_there() -> None:
    """English needs no file: the texts are English."""
    assert {"en", *LANGUAGES} == {code for code, _name in settings.LANGUAGES}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_untranslated(language: str) -> None:
    """Mended by: bin/messages update, then fill in what is empty."""
    assert messages.untranslated(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_fields_own_terms_are_used(language: str) -> None:
    """Those of tools/words.toml, as people who know other stores say them."""
    assert messages.other_terms(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_guessed(language: str) -> None:
    """No word is marked as unsure."""
    assert [message.id for message in messages.read(language) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_fill_in_the_same(language: str) -> None:
    """Names in braces, percent formats and Liquid tags are those of the text."""
    assert messages.mismatched(language) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_files_are_as_the_tool_writes_them(language: str) -> None:
    """Users have no gettext tools: the `.mo` files are committed. Mended by: bin/messages update."""
    assert messages.stale(language) == []


def test_the_tool_finds_texts_wherever_they_stand() -> None:
    """Calls in Python, tags, filters and attributes of components in templates."""
    python = 'a = _("One"); b = ngettext("%d cat", "%d cats", n); c = pgettext("verb", "Order")'
    template = (
        "<c-button label=\"{% trans 'Two' %}\">{% blocktrans trimmed with n=x %}\n Three {{ n }}\n"
        '{% endblocktrans %}</c-button>{{ x|default:_("Four") }}'
    )
    found = [text.id for text in messages.of_python(python, "a.py")]
    found += [text.id for text in messages.of_template(template, "a.html")]
    assert found == ["One", ("%d cat", "%d cats"), "Order", "Two", "Three %(n)s", "Four"]


def test_places_to_fill_in_are_seen() -> None:
    """Percent, braces, Liquid and the address of a button."""
    text = "%(n)s {key} {{ order.name }}\n\n[See it]({{ link }})"
    assert messages.places(text) == ["%(n)s", "({{ link }})", "{key}", "{{ link }}", "{{ order.name }}"]
