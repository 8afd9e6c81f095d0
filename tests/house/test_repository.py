"""The repository holds what a stranger needs, and nothing of where it was written."""

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT

REQUIREMENTS = sorted((ROOT / "requirements").glob("*.txt"))
FOLDERS = ("clientela", "tests", "tools", "bench", "docs", "bin", "requirements", ".ci")
PLAIN = {"", ".py", ".md", ".html", ".css", ".js", ".txt", ".in", ".toml", ".po", ".svg"}
# Written in parts, so that this file may say what it looks for.
UNFINISHED = r"\b(TO" + r"DO|FIX" + r"ME|HA" + r"CK)\b"
SKIPPED = r"pytest\.(mark\.)?(sk" + r"ip|x" + r"fail)"
PLACES = r"(?<![\w.~*/])/(wo" + r"rk|ro" + r"ot|ho" + r"me)/"
REGISTRIES = r"py" + r"pi\.org|files\.python" + r"hosted|registry\.npm" + r"js|deb\.deb" + r"ian\.org"


def _written() -> list[Path]:
    found = [path for folder in FOLDERS for path in (ROOT / folder).rglob("*") if path.is_file()]
    found += [path for path in ROOT.iterdir() if path.is_file()]
    return sorted(p for p in found if p.suffix in PLAIN and "__pycache__" not in p.parts)


@pytest.mark.parametrize("path", _written(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_nothing_is_left_unfinished_and_no_machine_is_named(path: Path) -> None:
    """No notes to oneself, no tests put aside, no paths or addresses of the place where it was written."""
    text = path.read_text(encoding="utf-8")
    for pattern in (UNFINISHED, SKIPPED, PLACES, REGISTRIES):
        assert not re.search(pattern, text), f"{path.name}: {pattern}"


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_requirements_are_pinned_with_hashes_and_name_no_address(path: Path) -> None:
    """SC-01: what is installed is what was tried."""
    text = path.read_text()
    assert not re.search(r"https?://|--index-url|--extra-index|--find-links|git\+", text)
    packages = [block for block in re.split(r"\n(?=[A-Za-z0-9])", text) if re.match(r"[A-Za-z0-9]", block)]
    assert packages
    for block in packages:
        assert re.match(r"[A-Za-z0-9._\[\],-]+==\S+", block), block.splitlines()[0]
        assert "--hash=sha256:" in block, block.splitlines()[0]


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.md")), ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path: Path) -> None:
    """A link to a file of ours names one that is there."""
    for target in re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text()):
        if not re.match(r"[a-z]+:", target):
            assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted((ROOT / "docs/adr").glob("*.md")), ids=lambda path: path.name)
def test_a_decision_is_short_and_tells_its_price(path: Path) -> None:
    """Context, choice, price, within 20 lines."""
    text = path.read_text()
    assert len(text.splitlines()) <= 20
    assert all(f"**{word}**" in text for word in ("Context", "Choice", "Price"))
