"""A store to measure: made where it isn't there yet, served, looked at from outside, stopped."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import psycopg

from bench.speed.figures import Start
from clientela.config.embedded import Cluster

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 120


@dataclass
class Store:
    """A data folder and, while it runs, the command that serves it."""

    size: int
    folder: Path
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    staff: dict[str, str] = field(default_factory=dict)
    shoppers: list[str] = field(default_factory=list)
    password: str = ""

    @property
    def environment(self) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("CLIENTELA_")}
        kept.pop("DATABASE_URL", None)
        # One proxy is believed, so that those who sign in can come from many networks, as they do in life.
        ours = {"CLIENTELA_DATA": str(self.folder), "CLIENTELA_TRUSTED_PROXIES": "1"}
        return {
            **kept,
            **ours,
            "PYTHONPATH": str(ROOT),
            "DJANGO_SETTINGS_MODULE": "clientela.config.settings",
        }

    def run(self, *command: str) -> str:
        """Run a Python module on this store. Gives what it printed."""
        whole = [sys.executable, "-m", *command]
        done = subprocess.run(whole, env=self.environment, stdout=subprocess.PIPE, text=True, check=True)
        return done.stdout

    def make(self) -> None:
        """Fill an empty folder with customers and three orders each; bring a full one's tables up to date."""
        is_new = not (self.folder / "postgres").is_dir()
        with self._log() as log:
            whole = [sys.executable, "-m", "clientela", "migrate"]
            subprocess.run(whole, env=self.environment, stdout=log, stderr=log, check=True)
        if is_new:
            self.run("clientela", "demo-data", "--customers", str(self.size), "--orders", str(3 * self.size))

    @contextmanager
    def _log(self) -> Iterator[int]:
        handle = os.open(
            self.folder.with_name(f"{self.folder.name}.log"), os.O_WRONLY | os.O_CREAT | os.O_APPEND
        )
        try:
            yield handle
        finally:
            os.close(handle)

    def start(self) -> float:
        """Serve the store, worker included. Gives the seconds from the command to the first page."""
        self.port = _free_port()
        command = [sys.executable, "-m", "clientela", "serve", "--worker", "--port", str(self.port)]
        began = time.perf_counter()
        with self._log() as log:
            self.process = subprocess.Popen(
                command, env=self.environment, stdout=log, stderr=log, stdin=subprocess.DEVNULL
            )
        self._until_up()
        return time.perf_counter() - began

    def _until_up(self) -> None:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            try:
                with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/", timeout=PATIENCE_SECONDS):
                    return
            except OSError:
                time.sleep(0.01)
        raise RuntimeError(f"{self.folder} was not served; its log is beside it.")

    def stop(self) -> None:
        """Stop what serves the store, and with it the database."""
        if self.process:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)
            self.process = None

    def know(self) -> None:
        """Make people who can sign in: the demo's staff, and shoppers with a password of this run."""
        said = json.loads(self.run("bench.speed.people"))
        self.staff, self.shoppers, self.password = said["staff"], said["shoppers"], said["password"]

    def database(self) -> psycopg.Connection[tuple[object, ...]]:
        """A connection as the app's own role has it."""
        return psycopg.connect(Cluster(self.folder).url("app"), autocommit=True, prepare_threshold=2)

    def web_seconds(self) -> float:
        """Seconds of a core that the web processes have used so far."""
        assert self.process
        ticks = 0
        for pid in _family(self.process.pid):
            if _name(_command(pid)) == "web":
                figures = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                ticks += int(figures[11]) + int(figures[12])
        return ticks / os.sysconf("SC_CLK_TCK")


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def measure_start(store: Store, times: int) -> Start:
    """Start and stop the store a few times; look at its memory at rest after the last start, and go on."""
    seconds = []
    for number in range(times):
        seconds.append(store.start())
        if number < times - 1:
            store.stop()
    # Caches of start-up are dropped and the worker has asked for its first work by then.
    time.sleep(8)
    memory, resident = _memory(store)
    return Start(seconds, memory, resident)


def _memory(store: Store) -> tuple[dict[str, float], float]:
    """MiB of each of our processes (PSS: what several share is divided among them), and their RSS summed."""
    assert store.process
    found, resident = dict[str, float](), 0.0
    for pid in _family(store.process.pid):
        command = _command(pid)
        if "postgres" in command[0]:
            continue
        sizes = _sizes(pid)
        name = _name(command)
        found[name] = found.get(name, 0) + sizes["Pss"]
        resident += sizes["Rss"]
    return found, resident


def _command(pid: int) -> list[str]:
    return [part.decode() for part in Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")]


def _name(command: list[str]) -> str:
    words = " ".join(command)
    if "granian" in words:
        return "web"
    return "worker" if command[3:4] == ["worker"] else "serve" if "clientela" in words else "other"


def _sizes(pid: int) -> dict[str, float]:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    return {line.split(":")[0]: int(line.split()[1]) / 1024 for line in lines}


def _family(pid: int) -> list[int]:
    """A process and all that come from it."""
    found = [pid]
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            found += _family(int(child))
    return found


def machine(store: Store) -> dict[str, str]:
    """What the measurement ran on, in words."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        "unknown",
    )
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    with store.database() as db:
        (version,) = db.execute("SHOW server_version").fetchone() or ("",)
        (buffers,) = db.execute("SHOW shared_buffers").fetchone() or ("",)
    return {
        "Processor": f"{cpu}, {os.cpu_count()} cores",
        "Memory": f"{memory:.0f} GiB",
        "System": f"{os.uname().sysname} {os.uname().release.split('-')[0]}",
        "Python": sys.version.split()[0],
        "PostgreSQL": f"{str(version).split()[0]}, embedded, {buffers} of shared buffers",
    }
