"""The file a backup stands in: a tar with database, files and, last, a manifest with their digests."""

import hashlib
import json
import os
import tarfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import IO

from clientela.config.backups.place import BackupRefused

FORMAT = 1
MANIFEST, DATABASE, FILES = "manifest.json", "database.dump", "files"
CHUNK = 1 << 20


@dataclass
class Manifest:
    """What is in a backup, and what it was made of."""

    clientela: str
    made_at: str
    postgres: int
    migrations: list[str]
    counts: dict[str, int]
    # Tells whether the secret key at hand is the one that the store had.
    key: str
    digests: dict[str, str] = field(default_factory=dict)
    format: int = FORMAT


class _Counted:
    """A file on its way into the tar, hashed as it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        part = self.file.read(size)
        self.digest.update(part)
        return part


def write(target: Path, dump: Path, files: Path, manifest: Manifest) -> None:
    """Write the tar, readable by its owner alone, safely on disk when this returns."""
    with (
        os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as raw,
        tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as tar,
    ):
        _add(tar, DATABASE, dump, manifest)
        for path in _below(files):
            _add(tar, f"{FILES}/{path.relative_to(files).as_posix()}", path, manifest)
        text = json.dumps(asdict(manifest), indent=1).encode()
        info = tarfile.TarInfo(MANIFEST)
        info.size, info.mode = len(text), 0o600
        tar.addfile(info, BytesIO(text))
        tar.close()
        raw.flush()
        os.fsync(raw.fileno())


def _below(files: Path) -> Iterator[Path]:
    """Every file, in order; links lead out of the store and are left out."""
    return (path for path in sorted(files.rglob("*")) if path.is_file() and not path.is_symlink())


def _add(tar: tarfile.TarFile, name: str, path: Path, manifest: Manifest) -> None:
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return  # removed since it was listed
    with file:
        found, counted, info = os.fstat(file.fileno()), _Counted(file), tarfile.TarInfo(name)
        info.size, info.mtime, info.mode = found.st_size, int(found.st_mtime), 0o600
        tar.addfile(info, counted)
        manifest.digests[name] = counted.digest.hexdigest()


def manifest_of(source: Path) -> Manifest:
    """What a backup says of itself. Raises `BackupRefused` where it is none, or not whole."""
    try:
        with tarfile.open(source, "r:") as tar:
            member = tar.getmember(MANIFEST)
            file = tar.extractfile(member)
            said = json.loads(file.read(64 * CHUNK)) if file else {}
        if said.get("format") != FORMAT:
            raise BackupRefused(f"{source} is a backup of a newer version of Clientela.")
        return Manifest(**said)
    except OSError as error:
        raise BackupRefused(f"{source} can't be read: {error.strerror or error}.") from error
    except (tarfile.TarError, KeyError, TypeError, ValueError, AttributeError) as error:
        raise BackupRefused(f"{source} is no whole backup of Clientela.") from error


def unpack(source: Path, target: Path, manifest: Manifest) -> None:
    """Lay out what the manifest lists, each part checked by its digest. Raises `BackupRefused`."""
    waiting = dict(manifest.digests)
    try:
        with tarfile.open(source, "r:") as tar:
            for member in tar:
                if member.name != MANIFEST:
                    _lay_out(tar, member, target, waiting.pop(member.name, ""))
    except tarfile.TarError as error:
        raise BackupRefused(f"{source} is no whole backup of Clientela.") from error
    if waiting:
        raise BackupRefused(f"{source} lacks {min(waiting)}.")


def _lay_out(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path, digest: str) -> None:
    parts, file = PurePosixPath(member.name).parts, tar.extractfile(member)
    ours = member.name == DATABASE or (parts[0] == FILES and ".." not in parts)
    if not (ours and digest and member.isreg() and file):
        raise BackupRefused(f"The backup holds {member.name!r}, which its manifest does not list.")
    path, whole = target.joinpath(*parts), hashlib.sha256()
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as out:
        while part := file.read(CHUNK):
            whole.update(part)
            out.write(part)
    if whole.hexdigest() != digest:
        raise BackupRefused(f"{member.name} in the backup was damaged: its digest differs.")
