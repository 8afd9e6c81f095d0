"""What templates and scripts never hold, since a browser would run or block it (WB-02, WB-03, WB-05)."""

import re
from pathlib import Path

import pytest

import clientela
import clientela.ui

HOUSE = Path(clientela.__file__).parent
UI = Path(clientela.ui.__file__).parent
TEMPLATES = sorted(HOUSE.glob("*/templates/**/*.html"))
COMPONENTS = sorted((UI / "templates/cotton").glob("*.html"))
SCRIPTS = sorted((UI / "static/ui/js").glob("*.js"))
STYLES = sorted((UI / "static/ui/css").glob("**/*.css"))

NEVER = {
    "inline style": r"\sstyle\s*=",
    "handler": r"\son[a-z]+\s*=",
    "htmx handler": r"hx-on",
    "safe filter": r"\|\s*safe\b",
    "autoescape off": r"autoescape\s+off",
    "script address": r"javascript:",
    "unescaped attributes": r"\{\{\s*attrs\s*\}\}",
}


def named(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(HOUSE)) for path in paths]


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_template_holds_nothing_a_browser_would_run(path: Path) -> None:
    if "mail" in path.parts:
        return
    text = path.read_text()
    assert [name for name, pattern in NEVER.items() if re.search(pattern, text)] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=named(TEMPLATES))
def test_scripts_carry_the_nonce(path: Path) -> None:
    for tag in re.findall(r"<script[^>]*>", path.read_text()):
        assert 'nonce="{{ request.csp_nonce }}"' in tag


@pytest.mark.parametrize("path", SCRIPTS, ids=named(SCRIPTS))
def test_script_writes_no_markup_and_evaluates_nothing(path: Path) -> None:
    banned = r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function"
    assert not re.search(banned, path.read_text())


@pytest.mark.parametrize("path", COMPONENTS, ids=named(COMPONENTS))
def test_component_is_small_and_says_what_it_is_for(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= 40
    assert re.search(r"\{# .+ #\}|\{% comment %\}.+\{% endcomment %\}", text, re.DOTALL)


def test_every_script_and_style_is_taken_in() -> None:
    index = (UI / "static/ui/js/index.js").read_text()
    entry = (UI / "static/ui/clientela.css").read_text()
    # One runs before the page is drawn, the other beside it.
    apart = ["index.js", "proof-worker.js", "theme-early.js"]
    assert [p.name for p in SCRIPTS if p.name not in index] == apart
    assert [p.name for p in STYLES if f"{p.relative_to(UI / 'static/ui')}" not in entry] == []


def test_styles_use_only_tokens_that_exist() -> None:
    styles = "".join(path.read_text() for path in STYLES)
    used = set(re.findall(r"var\(--([\w-]+)", styles))
    defined = set(re.findall(r"--([\w-]+)\s*:", styles))
    assert used - defined == set()
