"""PostgreSQL's own programs for dumping and loading, of a version that suits the server."""

import re
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

from clientela.config.backups.place import BackupRefused, Place
from clientela.config.embedded import EmbeddedError
from clientela.config.embedded.runner import find_programs, find_runner

# Since then every dump begins with a setting that older servers refuse.
NEW_SETTINGS = 17


def find(name: str, server: int, place: Place) -> Path:
    """The program nearest to the server's main version, never older. Raises `BackupRefused`."""
    fitting = sorted(
        (version, path) for path in _candidates(name, place) if (version := _major(path)) >= server
    )
    if fitting and (fitting[0][0] == server or server >= NEW_SETTINGS):
        return fitting[0][1]
    raise BackupRefused(
        f"The server is PostgreSQL {server}, and no {name} that suits it was found. "
        f"Install PostgreSQL's client programs of version {server}, so that {name} is on the PATH."
    )


def _candidates(name: str, place: Place) -> list[Path]:
    on_path = [] if place.embedded else [Path(found) for found in [shutil.which(name)] if found]
    versioned = [] if place.embedded else sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    try:
        ours = [find_programs(find_runner()) / name]
    except EmbeddedError:
        ours = []
    return [*on_path, *versioned, *ours]


def _major(program: Path) -> int:
    done = subprocess.run([program, "--version"], capture_output=True, text=True, check=False)
    found = re.search(r"\) (\d+)", done.stdout)
    return int(found[1]) if found else 0


def run(program: Path, arguments: Sequence[str], place: Place | None) -> str:
    """Run one to its end, connected to the place's database. Gives what it said.

    Raises `BackupRefused` with its first complaint.
    """
    where = ["--no-password", f"--dbname={place.conninfo}"] if place else []
    done = subprocess.run(
        [str(program), *where, *arguments],
        env=place.environment if place else None,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        said = re.search(r"error: (.+)", done.stderr) or re.search(r"(.+)", done.stderr)
        raise BackupRefused(f"{program.name} broke off: {said[1] if said else 'it said nothing'}.")
    return done.stdout
