"""One PostgreSQL server on one data folder: made, started, found again, stopped."""

import re
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Literal
from urllib.parse import quote

import psycopg
from psycopg import pq, sql

from clientela.config.embedded import conf, making, roles
from clientela.config.embedded.folder import EmbeddedError, one_at_a_time
from clientela.config.embedded.processes import Processes
from clientela.config.embedded.runner import Runner, find_programs, find_runner, open_folder
from clientela.config.embedded.sockets import make_socket_folder, socket_folder

Role = Literal["app", "owner", "superuser"]
Say = Callable[[str], None]
LOG_LIMIT = 5 * conf.MEGABYTE
PATIENCE = 3.0  # seconds of waiting before we say why
_started: list[subprocess.Popen[bytes]] = []  # kept so that an ended server is reaped, not left as a zombie


def _silence(_: str) -> None:
    """Says nothing."""


@dataclass(frozen=True)
class Cluster:
    """The embedded PostgreSQL server of a data folder."""

    data_dir: Path
    durable: bool = True  # False only for throw-away data: a crash of the machine may lose or break it

    def __post_init__(self) -> None:
        object.__setattr__(self, "data_dir", Path(self.data_dir).expanduser().resolve())

    @property
    def pgdata(self) -> Path:
        """Where the database's own files lie."""
        return self.data_dir / "postgres"

    @property
    def log(self) -> Path:
        """What the server itself has to say."""
        return self.data_dir / "postgres.log"

    @cached_property
    def _runner(self) -> Runner:
        return find_runner()

    @property
    def _processes(self) -> Processes:
        return Processes(self.pgdata, self._runner.uid)

    def start(self, say: Say | None = None) -> None:
        """Starts the server, or takes over the one already running on this folder; ready when it returns."""
        say = say or _silence
        try:
            open_folder(self.data_dir, self._runner)
            with one_at_a_time(self.data_dir):
                pid = self._processes.postmaster()
                if pid is None or not self._becomes_ready(lambda: self._processes.is_alive(pid), say):
                    self._launch(say)
                self._provision("clientela")
        except OSError as error:
            raise EmbeddedError(f"The database in {self.data_dir} could not be started: {error}.") from error

    def stop(self) -> None:
        """Stops the server and whatever is left of one that was killed."""
        if not self.pgdata.is_dir():
            return
        with one_at_a_time(self.data_dir):
            ours = self._processes
            if pid := ours.postmaster():
                ours.ask_to_stop(pid, signal.SIGINT, patience=20) or ours.ask_to_stop(
                    pid, signal.SIGQUIT, patience=10
                )
            ours.end_strays()
            _reap()

    def is_running(self) -> bool:
        """Whether a server runs on this folder, whoever started it."""
        return self.pgdata.is_dir() and self._processes.postmaster() is not None

    def url(self, role: Role = "app", database: str = "clientela") -> str:
        """The address for DATABASE_URL; only who may enter the data folder can use it."""
        sockets = quote(str(socket_folder(self.data_dir)), safe="")
        return f"postgresql://{roles.role_name(role)}@/{quote(database)}?host={sockets}&port=5432"

    def create_database(self, name: str) -> None:
        """Makes a further database with the same roles and rights (each test process has its own)."""
        self._provision(name)

    def drop_database(self, name: str) -> None:
        """Throws a database away, ending whoever still uses it."""
        with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as server:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def _launch(self, say: Say) -> None:
        """Starts a server of our own, making the database first where there is none."""
        programs = find_programs(self._runner)
        if not making.is_made(self.pgdata, self._runner):
            say("Making the database (once)…")
            making.make(self.pgdata, programs, self._runner)
        self._clear_away()
        sockets = make_socket_folder(self.data_dir, self._runner)
        text = conf.settings_text(self.pgdata, sockets, durable=self.durable)
        making.write_settings(self.pgdata, text, self._runner)
        said_before = self._rotate_log()
        process = self._spawn(programs)
        if not self._becomes_ready(lambda: process.poll() is None, say):
            why = self._last_words(said_before)
            raise EmbeddedError(f"The database could not start: {why}; more is in {self.log}.")

    def _clear_away(self) -> None:
        """Ends what a killed server left running; its process id may be another program's by now."""
        self._processes.end_strays()
        _reap()
        (self.pgdata / "postmaster.pid").unlink(missing_ok=True)
        (socket_folder(self.data_dir) / ".s.PGSQL.5432.lock").unlink(missing_ok=True)

    def _rotate_log(self) -> int:
        """Puts a log grown large aside, and tells how long (bytes) the current one is."""
        size = self.log.stat().st_size if self.log.is_file() else 0
        if size > LOG_LIMIT:
            self.log.replace(self.log.with_name("postgres.log.1"))
        return size if size <= LOG_LIMIT else 0

    def _spawn(self, programs: Path) -> subprocess.Popen[bytes]:
        """Starts the postmaster in a session of its own, so that Ctrl-C at the terminal does not reach it."""
        with self.log.open("ab") as log:
            self.log.chmod(0o600)
            process = subprocess.Popen(
                [
                    str(programs / "postgres"),
                    f"--config-file={self.pgdata}/clientela.conf",
                    "-D",
                    str(self.pgdata),
                ],
                cwd=self.pgdata,
                env=making.ENVIRONMENT,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                umask=0o077,
                start_new_session=True,
                **self._runner.identity(),
            )
        _started.append(process)
        return process

    def _becomes_ready(self, is_alive: Callable[[], bool], say: Say) -> bool:
        """Waits as long as the server lives (it may be recovering); False when it ended instead."""
        address = self.url("superuser", "postgres").encode()
        began, told = time.monotonic(), False
        while is_alive():
            if pq.PGconn.ping(address + b"&connect_timeout=5") == pq.Ping.OK:
                return True
            if not told and time.monotonic() - began > PATIENCE:
                say("The database is not ready yet; after an unclean stop it first repeats its last work…")
                told = True
            time.sleep(0.02)
        return False

    def _last_words(self, said_before: int) -> str:
        return reason(self.log.read_bytes()[said_before:].decode(errors="replace"))

    def _provision(self, database: str) -> None:
        """Roles, database and rights, where they are not yet as this version wants them."""
        try:
            with psycopg.connect(self.url("superuser", "postgres"), autocommit=True) as server:
                if roles.is_provisioned(server, database):
                    return
                # Held until this connection ends: roles refuse to be altered by two at a time.
                server.execute("SELECT pg_advisory_lock(1)")
                roles.make_roles(server)
                roles.make_database(server, database)
            with psycopg.connect(self.url("superuser", database)) as inside:
                roles.grant_rights(inside, database)
        except psycopg.Error as error:
            said = str(error).strip().splitlines()[0]
            raise EmbeddedError(f"The database in {self.data_dir} could not be prepared: {said}.") from error


def reason(log: str) -> str:
    """Why the server ended, from its own log; what it told us while we knocked is no reason."""
    # \S: without it the spaces could give one back, and "the database system is…" would pass after all.
    reasons = re.findall(r"(?:FATAL|PANIC): +(?!the database system is)(\S.*)", log)
    return str(reasons[-1]) if reasons else "it ended without saying why"


def _reap() -> None:
    _started[:] = [process for process in _started if process.poll() is None]
