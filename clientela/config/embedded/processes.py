"""Which PostgreSQL processes belong to a data folder, and how they are ended.

They are told by their command lines (`postgres -D FOLDER`, then `postgres: NAME: …` for its children):
inside a container, root may not ask where another user's process works.
"""

import hashlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path


def cluster_name(pgdata: Path) -> str:
    """The name that every process of this database carries in its title."""
    return f"clientela-{hashlib.sha256(os.fsencode(pgdata)).hexdigest()[:12]}"


@dataclass(frozen=True)
class Processes:
    """The PostgreSQL processes of one database folder."""

    pgdata: Path
    uid: int

    def postmaster(self) -> int | None:
        """The process that answers for the server, where it is alive."""
        try:
            pid = int((self.pgdata / "postmaster.pid").read_text().split("\n", 1)[0])
        except (OSError, ValueError):
            return None
        return pid if self.is_alive(pid) else None

    def is_alive(self, pid: int) -> bool:
        """Whether this process runs and is one of this database's."""
        return any(self._is_ours(uid, command) for found, uid, command in _running(pid) if found == pid)

    def everyone(self) -> list[int]:
        """All processes of this database, children that lost their postmaster included."""
        return [pid for pid, uid, command in _running() if self._is_ours(uid, command)]

    def _is_ours(self, uid: int, command: str) -> bool:
        program, found, folder = command.partition(" -D ")
        child = command.startswith(f"postgres: {cluster_name(self.pgdata)}: ")
        started = bool(found) and "/postgres --config-file=" in program and folder.strip() == str(self.pgdata)
        return uid == self.uid and (child or started)

    def ask_to_stop(self, pid: int, how: signal.Signals, *, patience: float) -> bool:
        """Signals the postmaster and tells whether it ended in time (seconds)."""
        _signal(pid, how)
        return _wait_until(lambda: not self.is_alive(pid), patience)

    def end_strays(self) -> None:
        """Ends children whose postmaster was killed; they would keep the next start waiting."""
        for how, patience in ((signal.SIGQUIT, 5.0), (signal.SIGKILL, 10.0)):
            for pid in self.everyone():
                _signal(pid, how)
            if _wait_until(lambda: not self.everyone(), patience):
                return


def _wait_until(reached: Callable[[], bool], seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def _signal(pid: int, how: signal.Signals) -> None:
    with suppress(ProcessLookupError, PermissionError):
        os.kill(pid, how)


def _running(pid: int | None = None) -> Iterator[tuple[int, int, str]]:
    """Process id, user id and command line of one process or of all; dead ones not yet reaped have none."""
    if not Path("/proc/self/cmdline").exists():
        yield from _running_by_ps()
        return
    for folder in Path("/proc").glob("[0-9]*") if pid is None else [Path(f"/proc/{pid}")]:
        with suppress(OSError):
            command = os.fsdecode((folder / "cmdline").read_bytes()).replace("\0", " ")
            yield int(folder.name), folder.stat().st_uid, command


def _running_by_ps() -> Iterator[tuple[int, int, str]]:
    done = subprocess.run(["ps", "-Awwo", "pid=,uid=,command="], capture_output=True, text=True, check=False)
    for line in done.stdout.splitlines():
        pid, uid, command = line.split(maxsplit=2)
        yield int(pid), int(uid), command
