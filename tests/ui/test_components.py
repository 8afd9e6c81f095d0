import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django import forms
from django.template import engines
from django.template.loader import get_template
from django_cotton.compiler_regex import CottonCompiler

import clientela.ui
from clientela.ui.views import KitForm, samples

COMPONENTS = sorted(
    path.stem.replace("_", "-")
    for path in (Path(clientela.ui.__file__).parent / "templates/cotton").glob("*.html")
)
NASTY = """"><img src=x onerror=alert(1)> ' onfocus=alert(1) x='"""


def drawn(markup: str, **context: object) -> str:
    return engines["django"].from_string(CottonCompiler().process(markup)).render(context)


def component(name: str, given: dict[str, object]) -> str:
    return drawn(f'<c-{name} :attrs="given" />', given=given)


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_draws_itself(name: str) -> None:
    needed = {
        "form-field": {"field": KitForm()["email"]},
        "icon": {"name": "truck"},
        "date": {"when": datetime(2026, 3, 12, 9, tzinfo=UTC)},
        "money": {"amount": 1250, "currency": "GBP"},
    }
    assert "<" in component(name, needed.get(name, {})) or name == "form-errors"


@pytest.mark.parametrize("name", COMPONENTS)
def test_component_escapes_what_it_is_given(name: str) -> None:
    fixed = {
        "icon": "truck",
        "icon_end": "truck",
        "level": "2",
        "tone": "info",
        "name": "truck",
        "prefix_icon": "",
    }
    plain = ["label", "title", "value", "help", "error", "href", "text", "about", "price", "data-extra"]
    rarer = ["id", "src", "placeholder", "everything", "group", "than", "zone", "acts", "undo", "problem"]
    words = dict.fromkeys([*plain, *rarer], NASTY)
    given = words | {
        k: v for k, v in fixed.items() if k in {"level", "icon"} or (name, k) == ("icon", "name")
    }
    if name == "form-field":
        given = {"field": KitForm({"email": NASTY})["email"], "label": NASTY, "help": NASTY}
    html = component(name, given)
    assert "<img src=x" not in html
    assert not re.search(r"<[^<>]*\sonfocus=", re.sub(r'"[^"]*"', '""', html))


def test_kit_shows_every_component() -> None:
    assert get_template("ui/kit.html").render(samples()).count("<section") > 10
    folder = Path(clientela.ui.__file__).parent / "templates/ui"
    used = "".join(path.read_text() for path in folder.glob("**/*.html"))
    used += "".join(path.read_text() for path in folder.parent.glob("cotton/*.html"))
    assert [name for name in COMPONENTS if not re.search(rf"<c-{name}[\s/>]", used)] == []


def test_attribute_given_by_value_cannot_break_out() -> None:
    html = drawn('<c-button :data-note="note">Save</c-button>', note='" onclick=alert(1) x="')
    assert 'data-note="&quot; onclick=alert(1) x=&quot;"' in html


def test_attribute_of_true_false_and_none() -> None:
    html = drawn(
        '<c-button :hidden="yes" :formnovalidate="no" :name="nothing">Save</c-button>',
        yes=True,
        no=False,
        nothing=None,
    )
    assert 'hidden=""' in html
    assert "formnovalidate" not in html
    assert "name=" not in html


def test_button_with_address_is_a_link() -> None:
    html = drawn('<c-button href="/cart" variant="primary">Cart</c-button>')
    assert html.strip().startswith('<a href="/cart"')
    assert "<button" not in html


def test_optional_field_says_so() -> None:
    html = drawn('<c-form-field :field="form.phone" />', form=KitForm())
    assert "(optional)" in html
    assert "(optional)" not in drawn('<c-form-field :field="form.email" />', form=KitForm())


def test_error_takes_the_place_of_help_and_is_tied_to_the_field() -> None:
    html = drawn('<c-form-field :field="form.password" />', form=KitForm({}))
    assert re.search(r'<p class="help" id="id_password_helptext" hidden>', html)
    assert 'id="id_password_error"' in html
    assert 'aria-invalid="true"' in html
    assert re.search(r'aria-describedby="[^"]*id_password_error', html)


def test_autocomplete_of_the_form_is_kept() -> None:
    assert 'autocomplete="new-password"' in drawn('<c-form-field :field="form.password" />', form=KitForm())


def test_code_field_is_one_input() -> None:
    html = drawn('<c-form-field :field="form.code" />', form=KitForm())
    assert html.count("<input") == 1
    assert 'autocomplete="one-time-code"' in html


def test_form_errors_stand_in_a_banner() -> None:
    form = forms.Form({})
    form.add_error(None, "This code has expired.")
    assert "This code has expired." in drawn('<c-form-errors :form="form" />', form=form)
    assert drawn('<c-form-errors :form="form" />', form=forms.Form()).strip() == ""


@pytest.mark.parametrize("code", ["500"])
def test_error_page_needs_no_context(code: str) -> None:
    html = get_template(f"{code}.html").render()
    assert "<h1>" in html
    assert 'href="/"' in html


@pytest.mark.parametrize("shell", ["store", "account", "checkout", "signin", "admin"])
def test_shell_stands_without_a_page(shell: str) -> None:
    html = get_template(f"ui/{shell}.html").render({})
    assert 'id="main"' in html
    assert '"allowEval": false' in html


def test_failure_page_tells_the_reason() -> None:
    said = {"status": 429, "title": "A little too often", "sentence": "Try again in 40 seconds."}
    html = get_template("ui/failure.html").render(said)
    assert "<h1>A little too often</h1>" in html
    assert "Try again in 40 seconds." in html
