"""What is installed is pinned, and its bill of materials says so."""

import json
import re
import subprocess
import sys

from tests.house.sources import ROOT
from tools.packages import PINS, pinned


def test_every_package_is_pinned_with_hashes_and_has_a_licence() -> None:
    """SC-03: all that we ask for, nothing without a hash, no licence that binds what we write."""
    found = pinned()
    asked = re.findall(r"^[A-Za-z0-9._-]+", PINS.with_suffix(".in").read_text(), re.MULTILINE)
    assert len(found) > 40
    assert {name.lower() for name in asked} <= {package.name.lower() for package in found}
    for package in found:
        assert package.hashes and package.licence != "not said", package
        assert not re.search(r"(?<!L)GPL|AGPL|proprietary", package.licence, re.IGNORECASE), package


def test_the_bill_of_materials_is_whole() -> None:
    """SC-03: as programs read it."""
    done = subprocess.run(
        [sys.executable, "-m", "tools.packages"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    told = json.loads(done.stdout)
    assert told["bomFormat"] == "CycloneDX" and told["metadata"]["component"]["name"] == "clientela"
    assert {c["purl"] for c in told["components"]} == {
        f"pkg:pypi/{package.name}@{package.version}" for package in pinned()
    }
    assert all(c["licenses"] and c["properties"] for c in told["components"])
