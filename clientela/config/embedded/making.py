"""A database folder is made whole or not at all, and looked over before it is used."""

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path

from clientela.config.embedded.folder import EmbeddedError
from clientela.config.embedded.runner import MAJOR, Runner

ENVIRONMENT = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}
INITDB = (
    "--username=postgres",
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",
    "--builtin-locale=C.UTF-8",
    # The kernel is the guard: the socket lies in a folder that only its owner (and root) may enter.
    "--auth-local=trust",
    "--auth-host=reject",
)


def is_made(pgdata: Path, runner: Runner) -> bool:
    """Whether a database stands here; refuses a folder that holds something else, or one we can't use."""
    if not os.path.lexists(pgdata) or (pgdata.is_dir() and not any(pgdata.iterdir())):
        return False
    if problem := _problem(pgdata, runner):
        raise EmbeddedError(f"{problem} Move it away, or choose another data folder with --data.")
    return True


def _problem(pgdata: Path, runner: Runner) -> str | None:
    """What is wrong with this folder, in a sentence."""
    if pgdata.is_symlink() or not pgdata.is_dir():
        return f"The database {pgdata} is not a folder."
    if pgdata.stat().st_uid != runner.uid:
        return f"The database folder {pgdata} belongs to another user of this machine."
    if not (pgdata / "PG_VERSION").is_file() or not (pgdata / "global/pg_control").is_file():
        return f"The database folder {pgdata} is broken: parts of it are missing."
    found = (pgdata / "PG_VERSION").read_text().strip()
    return None if found == MAJOR else f"The database folder {pgdata} is of PostgreSQL {found}, not {MAJOR}."


def make(pgdata: Path, programs: Path, runner: Runner) -> None:
    """Makes an empty database beside its place and moves it there at the end."""
    for half in pgdata.parent.glob(f"{pgdata.name}.half-*"):
        shutil.rmtree(half, ignore_errors=True)
    try:
        half = Path(tempfile.mkdtemp(prefix=f"{pgdata.name}.half-", dir=pgdata.parent))
        runner.own(half)
        _initdb(half, programs, runner)
        half.rename(pgdata)  # replaces an empty folder too
    except OSError as error:
        raise EmbeddedError(f"The database {pgdata} can't be made: {error.strerror}.") from error


def _initdb(half: Path, programs: Path, runner: Runner) -> None:
    command = [str(programs / "initdb"), "-D", str(half), *INITDB]
    done = subprocess.run(
        command,
        cwd=half,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        umask=0o077,
        check=False,
        **runner.identity(),
    )
    if done.returncode:
        said = re.search(r"(?:error|FATAL): *(.*)", done.stderr) or re.search(r"(.+)\s*$", done.stderr)
        raise EmbeddedError(
            f"The database in {half.parent} can't be made: {said[1] if said else 'initdb failed'}."
        )


def write_settings(pgdata: Path, text: str, runner: Runner) -> None:
    """Replaces clientela.conf; a link planted in its place is replaced, never followed."""
    handle, name = tempfile.mkstemp(prefix="clientela.conf.", dir=pgdata)
    with os.fdopen(handle, "w") as file:
        file.write(text)
    runner.own(Path(name))
    Path(name).replace(pgdata / "clientela.conf")
