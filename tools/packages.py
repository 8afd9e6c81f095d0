"""What Clientela is made of besides itself: every pinned package, its version and licence (security SC-03).

`bin/packages` prints it as a bill of materials (CycloneDX), for programs that watch for security news.
"""

import json
import re
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, metadata
from pathlib import Path

from clientela import VERSION

PINS = Path(__file__).resolve().parent.parent / "requirements" / "base.txt"
_PIN = re.compile(r"^([A-Za-z0-9._-]+)==(\S+)(.*)$")
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")
_ELSEWHERE = "(on other platforms)"


@dataclass
class Package:
    """One pinned package, with the hashes by which it is installed."""

    name: str
    version: str
    hashes: list[str]

    @property
    def licence(self) -> str:
        """What the package itself says of its licence."""
        try:
            said = metadata(self.name)
        except PackageNotFoundError:
            return _ELSEWHERE
        kinds = [kind.rpartition(" :: ")[2] for kind in said.get_all("Classifier") or [] if "License" in kind]
        whole, short = (
            (said.get_all(name) or [""])[0].strip().partition("\n")[0]
            for name in ("License-Expression", "License")
        )
        return whole or ", ".join(kinds) or short[:60] or "not said"


def pinned() -> list[Package]:
    """Every package that is installed where Clientela runs."""
    found: list[Package] = []
    for line in PINS.read_text().splitlines():
        if pin := _PIN.match(line):
            found.append(Package(pin[1], pin[2], []))
        elif found:
            found[-1].hashes += _HASH.findall(line)
    return found


def _component(package: Package) -> dict[str, object]:
    return {
        "type": "library",
        "name": package.name,
        "version": package.version,
        "purl": f"pkg:pypi/{package.name.lower()}@{package.version}",
        "licenses": [{"license": {"name": package.licence}}],
        # One for each platform's file; which one was installed is known on that platform alone.
        "properties": [{"name": "pip:sha256", "value": digest} for digest in package.hashes],
    }


def bill() -> dict[str, object]:
    """The bill of materials."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.5",
        "version": 1,
        "metadata": {"component": {"type": "application", "name": "clientela", "version": VERSION}},
        "components": [_component(package) for package in pinned()],
    }


if __name__ == "__main__":
    json.dump(bill(), sys.stdout, indent=1)
