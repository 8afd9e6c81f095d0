"""Sizes that keep the code pleasant to read."""

import inspect
import statistics
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.house.sources import PACKAGE, ROOT, Source, functions, length, read, sources
from tools.addresses import views

LONGEST_FUNCTION, USUAL_FUNCTION, MIDDLE_FUNCTION, LONGEST_VIEW = 60, 30, 8, 20
LONGEST_FILE, LONGEST_PAGE, LONGEST_COMPONENT = 400, 120, 40
TEMPLATES = sorted(path for path in PACKAGE.rglob("*.html") if "templates" in path.parts)
WRITTEN = sorted(path for folder in ("tests", "tools", "bench") for path in (ROOT / folder).rglob("*.py"))


def test_functions_are_short() -> None:
    """None over 60 lines, nineteen of twenty within 30, half of them within 8."""
    lengths = {source.where(f): length(f) for source in sources() for f in functions(source.tree)}
    assert {where: lines for where, lines in lengths.items() if lines > LONGEST_FUNCTION} == {}
    assert statistics.quantiles(lengths.values(), n=20)[-1] <= USUAL_FUNCTION
    assert statistics.median(lengths.values()) <= MIDDLE_FUNCTION


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.name)
def test_a_file_is_short(source: Source) -> None:
    """At most 400 lines."""
    assert source.lines <= LONGEST_FILE


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_a_test_file_is_short(path: Path) -> None:
    """At most 400 lines here too."""
    assert read(path).lines <= LONGEST_FILE


@pytest.mark.parametrize("view", views(), ids=lambda view: f"{view.__module__}.{view.__name__}")
def test_a_view_is_short(view: Callable[..., object]) -> None:
    """Load, form, act, answer: 20 lines without decorators and docstring."""
    source, _first = inspect.getsourcelines(inspect.unwrap(view))
    body = inspect.cleandoc("".join(source)).splitlines()
    start = next(number for number, line in enumerate(body) if line.startswith(("def ", "async def ")))
    said = (inspect.unwrap(view).__doc__ or "").strip("\n").splitlines()
    assert len(body) - start - len(said) <= LONGEST_VIEW


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_template_is_short(path: Path) -> None:
    """A page within 120 lines, a component within 40."""
    most = LONGEST_COMPONENT if "cotton" in path.parts else LONGEST_PAGE
    assert len(path.read_text().splitlines()) <= most
