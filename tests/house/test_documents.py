"""What can be set, sent, told, limited or visited is documented, in the words of the code."""

import re
from pathlib import Path

import pytest

from tests.house.sources import ROOT, floors
from tools import tables

HOMES = {
    "settings": "operators/settings.md",
    "limits": "operators/limits.md",
    "schedule": "operators/start.md",
    "roles": "merchants/roles.md",
    "notifications": "merchants/notifications.md",
    "events": "developers/events.md",
    "addresses": "developers/addresses.md",
    "metrics": "operators/metrics.md",
    "checks": "operators/production.md",
    "packages": "operators/packages.md",
    "filters": "merchants/segments.md",
}


def test_every_table_has_a_home() -> None:
    """Settings, powers, facts, emails, limits, addresses and the schedule: one document each."""
    assert set(HOMES) == set(tables.TABLES)
    for name, place in HOMES.items():
        assert f"<!-- table: {name} -->" in (ROOT / "docs" / place).read_text(), place


@pytest.mark.parametrize("path", tables.documents(), ids=lambda path: path.name)
def test_tables_say_what_the_code_says(path: Path) -> None:
    """Mended by: bin/docs write."""
    assert path.read_text(encoding="utf-8") == tables.written(path)


def test_every_environment_variable_is_documented() -> None:
    """None is forgotten, none is told of that does nothing."""
    text = (ROOT / "docs/operators/environment.md").read_text()
    assert set(re.findall(r"^\| `([A-Z_]+)`", text, re.MULTILINE)) == tables.variables()


def test_the_floors_are_told_from_top_to_bottom() -> None:
    """The first column of the house's table names every app, in the order of the contract."""
    text = (ROOT / "docs/house.md").read_text()
    rows = re.findall(r"^\| (`.+?`(?: · `.+?`)*) \|", text, re.MULTILINE)
    told = [[app.strip("` ") for app in row.split("·")] for row in rows]
    floor_of = floors()
    assert [[floor_of[app] for app in row] for row in told] == sorted(
        ([floor] * list(floor_of.values()).count(floor) for floor in set(floor_of.values())), reverse=True
    )


def test_the_way_in_is_there() -> None:
    """What a stranger reads first names the two commands, and links to the rest."""
    readme = (ROOT / "README.md").read_text()
    assert all(words in readme for words in ("bin/demo", "bin/test", "docs/house.md", "CONTRIBUTING.md"))
    assert len((ROOT / "CONTRIBUTING.md").read_text().splitlines()) <= 80
