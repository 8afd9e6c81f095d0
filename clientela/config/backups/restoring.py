"""Bringing a backup back into an empty store, and making it safe to open."""

import json
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import psycopg
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from clientela.accounts import actions as accounts
from clientela.config import migrating
from clientela.config.backups import archive, programs
from clientela.config.backups.making import count, key_mark
from clientela.config.backups.place import BackupRefused, Place
from clientela.config.commands.base import UNFINISHED
from clientela.config.embedded.roles import APP
from clientela.core.actor import SYSTEM
from clientela.journal import restoring as journal
from clientela.post.models import Message
from clientela.staff.actions import restoring as staff
from clientela.store import actions as store

# From the first change to the last; no other command opens the store while it is there.
MARK = UNFINISHED
# New tables get the app's rights by themselves; while loading, each gets those it had and no others.
_RIGHTS = {"TABLES": "SELECT, INSERT, UPDATE, DELETE", "SEQUENCES": "USAGE, SELECT", "FUNCTIONS": "EXECUTE"}


@dataclass(frozen=True)
class Restored:
    """What came back, and what was ended so that it can be opened."""

    manifest: archive.Manifest
    files: int
    sessions: int
    links: int
    tokens: int
    letters_waiting: int
    same_key: bool


def restore(place: Place, source: Path, say: Callable[[str], None] = lambda _words: None) -> Restored:
    """Bring a backup back into an empty database and an empty folder of files.

    Cut off, it goes on where it was when called again with the same backup. Raises `BackupRefused`.
    """
    place.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
    manifest = archive.manifest_of(source)
    _refuse_newer(manifest)
    begun = _begun(place, manifest)
    if not begun:
        _refuse_full(place)
    with tempfile.TemporaryDirectory(prefix="restore.half-", dir=place.data_dir) as half:
        say("Checking the backup…")
        _end_left_over(place)
        archive.unpack(source, Path(half), manifest)
        _write_mark(place, manifest)
        if not _tables(place):
            say("Loading the database…")
            _load(place, Path(half) / archive.DATABASE)
        _compare(place, manifest, begun)
        _bring_files(place, Path(half) / archive.FILES)
    migrating.migrate(say)
    done = _made_safe(place, manifest)
    (place.data_dir / MARK).unlink()
    return done


def _refuse_newer(manifest: archive.Manifest) -> None:
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    if unknown := sorted(set(manifest.migrations) - ours):
        raise BackupRefused(
            f"The backup was made by a newer Clientela ({manifest.clientela}; this one doesn't know "
            f"{unknown[0]}). Install that version first."
        )


def _begun(place: Place, manifest: archive.Manifest) -> bool:
    mark = place.data_dir / MARK
    if not mark.is_file():
        return False
    if json.loads(mark.read_text()) != manifest.digests:
        raise BackupRefused(
            f"Another backup was being brought back into {place.data_dir} and was cut off; go on with it."
        )
    return True


def _write_mark(place: Place, manifest: archive.Manifest) -> None:
    half = place.data_dir / f"{MARK}.half"
    half.write_text(json.dumps(manifest.digests))
    half.rename(place.data_dir / MARK)


def _refuse_full(place: Place) -> None:
    if _tables(place):
        raise BackupRefused(
            "The database is not empty. A backup goes into an empty one, such as a new --data."
        )
    if place.files.is_dir() and any(place.files.iterdir()):
        raise BackupRefused(f"{place.files} is not empty. Move it away first.")


def _tables(place: Place) -> bool:
    with psycopg.connect(place.url) as inside:
        return bool(count(inside))


def _load(place: Place, dump: Path) -> None:
    """All tables in one transaction; each right is as it was, none is given by the way."""
    with psycopg.connect(place.url) as inside:
        version = inside.info.server_version // 10000
        has_app = bool(inside.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [APP]).fetchone())
        _default_rights(inside, "REVOKE {} ON {} FROM {}", has_app)
    loader = programs.find("pg_restore", version, place)
    wanted = dump.with_suffix(".list")
    said = programs.run(loader, ["--list", str(dump)], None)
    wanted.write_text("".join(line for line in said.splitlines(True) if " DEFAULT ACL " not in line))
    arguments = ["--single-transaction", "--exit-on-error", "--no-owner", f"--use-list={wanted}"]
    programs.run(loader, [*arguments, *([] if has_app else ["--no-acl"]), str(dump)], place)
    with psycopg.connect(place.url) as inside:
        _default_rights(inside, "GRANT {} ON {} TO {}", has_app)


def _end_left_over(place: Place) -> None:
    """End the loading of a restore that was killed: the database's programs outlive their caller."""
    with psycopg.connect(place.url) as inside:
        inside.execute(
            "SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = 'pg_restore'"
        )


def _default_rights(inside: psycopg.Connection, how: str, has_app: bool) -> None:
    for kind, rights in _RIGHTS.items() if has_app else ():
        inside.execute(f"ALTER DEFAULT PRIVILEGES {how.format(rights, kind, APP)}".encode())


def _compare(place: Place, manifest: archive.Manifest, begun: bool) -> None:
    """Every table has as many rows as when the backup was made."""
    with psycopg.connect(place.url) as inside:
        found = count(inside)
        inside.execute("ANALYZE")
    wrong = sorted(table for table, rows in manifest.counts.items() if found.get(table) != rows)
    if wrong and not begun:
        raise BackupRefused(f"{wrong[0]} has {found.get(wrong[0])} rows, not {manifest.counts[wrong[0]]}.")


def _bring_files(place: Place, files: Path) -> None:
    """Move the files to their place; those that stand there already are the same."""
    for path in sorted(files.rglob("*")):
        target = place.files / path.relative_to(files)
        if path.is_dir():
            target.mkdir(parents=True, exist_ok=True)
        elif not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.move(path, target)


def _made_safe(place: Place, manifest: archive.Manifest) -> Restored:
    """End what lets somebody in, and let the log's numbers go on."""
    connection.close()
    journal.go_on(by=SYSTEM)
    customers, links = accounts.end_everything(by=SYSTEM)
    ended = staff.end_everything(by=SYSTEM)
    store.note_restored(datetime.fromisoformat(manifest.made_at), by=SYSTEM)
    return Restored(
        manifest=manifest,
        files=len([name for name in manifest.digests if name.startswith(f"{archive.FILES}/")]),
        sessions=customers + ended.sessions,
        links=links + ended.links,
        tokens=ended.tokens,
        letters_waiting=Message.objects.filter(state__in=["queued", "sending"]).count(),
        same_key=manifest.key == key_mark(),
    )
