"""The folder of the database's socket: whoever may enter it may use the database, so nobody else may."""

import os
import re
import tempfile
from pathlib import Path

from clientela.config.embedded.folder import EmbeddedError, is_private_folder
from clientela.config.embedded.runner import Runner

LONGEST = 103 - len("/.s.PGSQL.5432")  # bytes; the shortest limit among the systems we run on
PLAIN = re.compile(r"[\w/.+ -]+", re.ASCII)  # a comma would mean two folders to PostgreSQL


def socket_folder(data_dir: Path) -> Path:
    """Where the socket is: in the data folder, or under a short name that the data folder remembers."""
    own = data_dir / "run"
    return own if _fits(own) else _remembered(data_dir) or own


def make_socket_folder(data_dir: Path, runner: Runner) -> Path:
    """Makes the socket's folder where it is missing; one that another user could have made is not trusted."""
    folder = socket_folder(data_dir)
    if is_private_folder(folder, runner.uid):
        return folder
    return _make_here(folder, runner) if _fits(data_dir / "run") else _make_short(data_dir, runner)


def _fits(folder: Path) -> bool:
    return len(os.fsencode(folder)) <= LONGEST and PLAIN.fullmatch(str(folder)) is not None


def _memo(data_dir: Path) -> Path:
    return data_dir / "run.path"


def _remembered(data_dir: Path) -> Path | None:
    """The short folder, unless the note came along with a copy of another data folder."""
    try:
        short, _, written_for = _memo(data_dir).read_text().strip().partition("\n")
    except OSError:
        return None
    return Path(short) if written_for == str(data_dir) else None


def _make_here(folder: Path, runner: Runner) -> Path:
    folder.mkdir(mode=0o700, exist_ok=True)
    if folder.is_symlink():
        raise EmbeddedError(f"The folder {folder} for the database's socket is a link; remove it.")
    runner.own(folder)
    folder.chmod(0o700)
    return folder


def _make_short(data_dir: Path, runner: Runner) -> Path:
    base = "/run" if runner.lent and Path("/run").is_dir() else tempfile.gettempdir()
    folder = Path(tempfile.mkdtemp(prefix="clientela-", dir=base))
    if not _fits(folder):
        folder.rmdir()
        raise EmbeddedError(f"The path of the data folder {data_dir} is too long; choose a shorter one.")
    runner.own(folder)
    _memo(data_dir).write_text(f"{folder}\n{data_dir}\n")
    return folder
