"""A store in parts that are killed without any word beforehand: database, web and worker, each on its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg

from bench.invite import NAMES, PEOPLE
from clientela.config.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
WORKER, WEB, DATABASE = "worker", "web", "database"
PATIENCE = 300.0
_COMMANDS = {WORKER: ["worker"], WEB: ["serve", "--port"]}


class House:
    """A database server of its own, and a web process and a worker that find it by its address alone.

    Nobody starts the database again for them, as with a server of the operator's own.
    """

    def __init__(self, folder: Path) -> None:
        # In haste while it is made; what is killed later is a server as it should be.
        self.cluster, self.port, self.name = Cluster(folder, durable=False), _free_port(), "clientela"
        self.url = f"http://127.0.0.1:{self.port}"
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self.cluster.start()
        self._run("clientela", "migrate")
        self._run("bench.crash.owner")
        self.cluster.stop()
        self.cluster = Cluster(folder)
        self.cluster.start()

    def _environment(self, role: str = "app") -> dict[str, str]:
        dropped = {"DATABASE_OWNER_URL", "CLIENTELA_TEST_GROUND"}
        kept = {name: value for name, value in os.environ.items() if name not in dropped}
        address = self.cluster.url("owner" if role == "owner" else "app", self.name)
        ours = {
            "CLIENTELA_DATA": str(self.cluster.data_dir),
            "DATABASE_URL": address,
            "PYTHONPATH": str(ROOT),
        }
        return {"CLIENTELA_LOG": "critical", **kept, **ours}

    def _run(self, *command: str) -> None:
        whole, owner = [sys.executable, "-m", *command], self._environment("owner")
        subprocess.run(whole, cwd=ROOT, env=owner, check=True, capture_output=True)

    def furnish(self, name: str, customers: int) -> None:
        """Go over to a new store of this name, a copy of the empty one, with so many customers."""
        self.leave()
        with psycopg.connect(self.cluster.url("superuser", "postgres"), autocommit=True) as server:
            server.execute(f'CREATE DATABASE "{name}" TEMPLATE clientela OWNER clientela_owner')
        self.name = name
        self.rows(PEOPLE, names=list(NAMES), first=1, last=customers)
        self.rows("ANALYZE customers_customer")
        for part in (WORKER, WEB):
            self.start(part)
        self.until_up()

    def start(self, part: str) -> None:
        """Bring a part back. A web process is started again by the command that serves it."""
        if part == DATABASE:
            self.cluster.start()
        elif part == WORKER or WEB not in self._running:
            command = [*_COMMANDS[part], *([str(self.port)] if part == WEB else [])]
            self._running[part] = subprocess.Popen(
                [sys.executable, "-m", "clientela", *command], cwd=ROOT, env=self._environment()
            )

    def kill(self, part: str) -> None:
        """SIGKILL, for it and what it started."""
        if part == DATABASE:
            pid = int((self.cluster.pgdata / "postmaster.pid").read_text().splitlines()[0])
            _kill(psutil.Process(pid))
        elif part == WORKER:
            _kill(psutil.Process(self._running[part].pid))
            self._running[part].wait(30)
        else:
            for child in psutil.Process(self._running[part].pid).children():
                _kill(child)

    def ask_to_stop(self, part: str) -> int:
        """SIGTERM, as an operator sends it. Gives the exit code."""
        process = self._running.pop(part)
        process.terminate()
        return process.wait(60)

    @contextmanager
    def held_up(self, part: str) -> Iterator[None]:
        """A part gets no time from the machine, so that others have theirs first."""
        process = psutil.Process(self._running[part].pid)
        process.suspend()
        try:
            yield
        finally:
            process.resume()

    def is_up(self, part: str) -> bool:
        """Whether the process that was started last still lives."""
        return self._running[part].poll() is None

    def until_up(self) -> None:
        """Wait until the web process answers and reaches its database."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=10):
                return
            time.sleep(0.02)
        raise AssertionError("the store doesn't answer")

    @contextmanager
    def moment(self) -> Iterator[Callable[..., list[Any]]]:
        """Ask the database, by statements that all see the same moment."""
        with self.connected() as connection:
            connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
            # Checks look at everything at once, which the app itself never may; nothing is known of the rows.
            connection.execute("SET statement_timeout = 0")
            connection.execute("SET enable_nestloop = off")

            def ask(statement: str, **values: Any) -> list[Any]:
                cursor = connection.execute(statement, values)
                return cursor.fetchall() if cursor.description else []

            yield ask

    def rows(self, statement: str, **values: Any) -> list[Any]:
        """What the database says to one statement."""
        with self.connected() as connection:
            cursor = connection.execute(statement, values)
            return cursor.fetchall() if cursor.description else []

    def connected(self) -> "psycopg.Connection[tuple[Any, ...]]":
        """A line to the database, as the app has it."""
        return psycopg.connect(self.cluster.url("app", self.name))

    def let_half_a_minute_pass(self) -> None:
        """As if the time were over after which a worker that says nothing counts as lost."""
        self.rows("UPDATE jobs_job SET heartbeat_at = heartbeat_at - interval '1 minute'")
        self.rows(
            "INSERT INTO procrastinate_jobs (queue_name, task_name, args, status)"
            " VALUES ('codes', 'jobs.reap', '{\"timestamp\": 0}', 'todo')"
        )

    def leave(self) -> None:
        """End web and worker."""
        for process in self._running.values():
            with suppress(psutil.Error):
                _kill(psutil.Process(process.pid))
            process.wait(30)
        self._running.clear()


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kill(process: psutil.Process) -> None:
    with suppress(psutil.Error):
        # The one above first: it would start again what dies below it.
        for one in [process, *process.children(recursive=True)]:
            with suppress(psutil.Error):
                one.kill()


@contextmanager
def house() -> Iterator[House]:
    """A house in a folder that goes away afterwards."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    folder = Path(tempfile.mkdtemp(prefix="clientela-crash-", dir=base))
    folder.chmod(0o711)
    try:
        made = House(folder)
        try:
            yield made
        finally:
            made.leave()
    finally:
        Cluster(folder).stop()
        shutil.rmtree(folder, ignore_errors=True)
