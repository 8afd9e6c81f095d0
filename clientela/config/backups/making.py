"""Making a backup while the store runs: one snapshot of the database, then the files."""

import fcntl
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg import sql

from clientela import VERSION
from clientela.config.backups import archive, programs
from clientela.config.backups.place import BackupRefused, Place
from clientela.core.seals import mac

NAME = "clientela-{:%Y-%m-%d-%H%M%S}.tar"
PATTERN = "clientela-????-??-??-??????.tar"
_HALF = ".half-"
_TABLES = """
SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p') ORDER BY 1
"""


@dataclass(frozen=True)
class Made:
    """A backup that was made, and how many older ones went."""

    path: Path
    manifest: archive.Manifest
    removed: int


def make(place: Place, folder: Path, *, keep: int) -> Made:
    """Put database and files into one new file of a folder, whole or not at all; keep the newest ones.

    Raises `BackupRefused`.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        with _alone(folder), tempfile.TemporaryDirectory(prefix=_HALF, dir=folder) as half:
            manifest = dump(place, Path(half) / archive.DATABASE)
            path = folder / NAME.format(datetime.fromisoformat(manifest.made_at))
            archive.write(Path(half) / "whole.tar", Path(half) / archive.DATABASE, place.files, manifest)
            (Path(half) / "whole.tar").rename(path)
            _settle(folder)
            return Made(path, manifest, _thin_out(folder, keep))
    except OSError as error:
        raise BackupRefused(f"The backup can't be written to {folder}: {error.strerror or error}.") from error


def dump(place: Place, target: Path) -> archive.Manifest:
    """Dump the database as it is at one moment, and count its rows at the same one."""
    with psycopg.connect(place.url) as inside:
        inside.isolation_level, inside.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
        inside.execute("SET LOCAL statement_timeout = 0; SET LOCAL idle_in_transaction_session_timeout = 0")
        version = inside.info.server_version // 10000
        snapshot = inside.execute("SELECT pg_export_snapshot()").fetchone()
        manifest = archive.Manifest(
            clientela=VERSION,
            made_at=datetime.now(UTC).replace(microsecond=0).isoformat(),
            postgres=version,
            migrations=applied(inside),
            counts=count(inside),
            key=key_mark(),
        )
        arguments = ["--format=custom", "--compress=6", "--lock-wait-timeout=30000", f"--file={target}"]
        dumper = programs.find("pg_dump", version, place)
        programs.run(dumper, [*arguments, f"--snapshot={snapshot[0] if snapshot else ''}"], place)
    return manifest


def applied(inside: psycopg.Connection) -> list[str]:
    """The migrations that have run, by name."""
    rows = inside.execute("SELECT app || '.' || name FROM django_migrations ORDER BY id").fetchall()
    return [name for (name,) in rows]


def count(inside: psycopg.Connection) -> dict[str, int]:
    """How many rows each table has."""
    found = {}
    for (name,) in inside.execute(_TABLES).fetchall():
        row = inside.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(name))).fetchone()
        found[name] = int(row[0]) if row else 0
    return found


def key_mark() -> str:
    """Tells one secret key from another without giving anything of it away."""
    return mac("backup", "which key")[:16]


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One backup at a time into a folder; what a killed one left is cleared away."""
    handle = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        for half in folder.glob(f"{_HALF}*"):
            shutil.rmtree(half, ignore_errors=True)
        yield
    except BlockingIOError as error:
        raise BackupRefused(f"Another backup is being written to {folder}.") from error
    finally:
        os.close(handle)


def _settle(folder: Path) -> None:
    """See that the new name is on disk too."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _thin_out(folder: Path, keep: int) -> int:
    """Remove the oldest beyond so many; only files named as ours are."""
    old = sorted(folder.glob(PATTERN), reverse=True)[keep:]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)
