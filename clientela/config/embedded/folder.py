"""The data folder: where it stands, how private it is, and that one Clientela at a time runs on it."""

import fcntl
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

SYSTEM_HOME = Path("/var/lib/clientela")


class EmbeddedError(Exception):
    """The embedded database can't run like this; the text is one sentence for whoever started it."""


def default_data_dir() -> Path:
    """The folder that keeps the store's data when nobody chose another one."""
    if chosen := os.environ.get("CLIENTELA_DATA"):
        return Path(chosen).expanduser()
    if os.geteuid() == 0:
        return SYSTEM_HOME / "data"
    home = Path(os.environ.get("XDG_DATA_HOME", ""))
    return (home if home.is_absolute() else Path("~/.local/share").expanduser()) / "clientela"


def make_private(folder: Path, *, passable: bool = False) -> None:
    """Makes a folder and those above it that are missing; existing ones keep their permissions."""
    mode = 0o711 if passable else 0o700
    try:
        if folder.is_dir():
            return
        missing = [path for path in (*reversed(folder.parents), folder) if not path.exists()]
        for path in missing:
            path.mkdir(mode=mode, exist_ok=True)
            path.chmod(mode)  # the umask may have taken the x that the system user needs
    except OSError as error:
        raise EmbeddedError(f"The data folder {folder} can't be made: {error.strerror}.") from error
    if not folder.is_dir():
        raise EmbeddedError(f"The data folder {folder} is not a folder; choose another with --data.")


def is_private_folder(folder: Path, owner: int) -> bool:
    """Whether this is a real folder (no link) that its owner alone may enter."""
    try:
        found = folder.lstat()
    except OSError:
        return False
    return stat.S_ISDIR(found.st_mode) and found.st_uid == owner and not found.st_mode & 0o077


def _open_lock(path: Path) -> int:
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    except OSError as error:
        raise EmbeddedError(f"The data folder {path.parent} can't be written: {error.strerror}.") from error


@contextmanager
def one_at_a_time(data_dir: Path) -> Iterator[None]:
    """Lets one process start or stop the database of this folder while others wait their turn."""
    handle = _open_lock(data_dir / "postgres.lock")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


class FolderLock:
    """Says that a Clientela runs on this data folder; the kernel lets go of it however the process ends."""

    def __init__(self, data_dir: Path) -> None:
        self.data_dir = Path(data_dir).absolute()
        self._handle: int | None = None

    def acquire(self) -> None:
        """Takes the folder, or refuses in one sentence where another Clientela has it."""
        make_private(self.data_dir, passable=os.geteuid() == 0)
        handle = _open_lock(self.data_dir / "lock")
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            holder = os.read(handle, 20).decode("ascii", "replace").strip() or "unknown"
            os.close(handle)
            raise EmbeddedError(
                f"Clientela is already running on the data folder {self.data_dir} (process {holder}); "
                "stop it first, or choose another folder with --data."
            ) from error
        os.ftruncate(handle, 0)
        os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)
        self._handle = handle

    def release(self) -> None:
        """Gives the folder back."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    def __enter__(self) -> Self:
        self.acquire()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()
