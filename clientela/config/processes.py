"""Web and worker as processes of one command: started together, stopped together."""

import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import structlog

from clientela.config.embedded import Cluster, EmbeddedError

log = structlog.get_logger()

STOP_WITHIN_SECONDS = 35
# More only wait for the interpreter's lock.
THREADS = 2 * (os.cpu_count() or 1) + 1
# A worker or web process that died is started again, but not in a tight circle.
RESTART_AFTER_SECONDS = 1.0
_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def is_free(host: str, port: int) -> bool:
    """Whether nothing listens there yet."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


@contextmanager
def apart(work: Callable[[], None]) -> Iterator[None]:
    """Do something in a process of its own, beside what stands in the block.

    The memory that it needs is given back. Raises `EmbeddedError` where it failed; why is on standard error.
    """
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    try:
        yield
    finally:
        process.join()
    if process.exitcode:
        raise EmbeddedError("The styles and scripts could not be made ready. What went wrong stands above.")


class Processes:
    """The processes of one command. They end with it, however it ends."""

    def __init__(self, note: Callable[[list[int]], None] = lambda _pids: None) -> None:
        # Told the numbers of the processes whenever they change.
        self._note = note
        self._commands: dict[str, list[str]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._stopping = False
        self._cluster: Cluster | None = None
        self._figures: tempfile.TemporaryDirectory[str] | None = None

    def web(self, host: str, port: int, processes: int) -> None:
        """Start granian. Several processes add up their figures in files (see `metrics`)."""
        if processes > 1:
            self._figures = tempfile.TemporaryDirectory(prefix="clientela-figures-")
            os.environ["PROMETHEUS_MULTIPROC_DIR"] = self._figures.name
        self._commands["web"] = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", host, "--port", str(port)),
            *("--workers", str(processes), "--blocking-threads", str(THREADS), "--backlog", "512"),
            *(
                "--no-ws",
                # Proxies ask by HTTP/1.1; in HTTP/2 one line could bring hundreds of requests.
                "--http",
                "1",
                "--log-level",
                "warning",
                "--respawn-failed-workers",
                "--workers-kill-timeout",
                "10",
            ),
            "clientela.config.wsgi:application",
        ]
        self._start("web")

    def worker(self) -> None:
        """Start the worker."""
        self._commands["worker"] = [sys.executable, "-m", "clientela", "worker"]
        self._start("worker")

    def _start(self, name: str) -> None:
        root = str(Path(__file__).resolve().parent.parent.parent)
        paths = [root, os.environ.get("PYTHONPATH", "")]
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(part for part in paths if part)}
        # A group of their own: Ctrl-C reaches this command alone, which then stops them in order.
        self._running[name] = subprocess.Popen(
            self._commands[name], env=environment, start_new_session=True, stdin=subprocess.DEVNULL
        )
        self._note([process.pid for process in self._running.values()])

    def tend(self, cluster: Cluster) -> None:
        """Start the embedded database again whenever it dies."""
        self._cluster = cluster

    def listen(self) -> None:
        """Take Ctrl-C and SIGTERM from now on, also where whoever started us had them ignored."""
        for number in _SIGNALS:
            signal.signal(number, _interrupt)

    def wait(self) -> int:
        """Keep them running until Ctrl-C or SIGTERM; start again what died. Gives the exit code."""
        for number in _SIGNALS:
            signal.signal(number, self._asked)
        try:
            while not self._stopping:
                time.sleep(0.2)
                self._revive_database()
                self._revive()
        finally:
            self.stop()
        return 0

    def _asked(self, _number: int, _frame: object) -> None:
        self._stopping = True

    def _revive(self) -> None:
        for name, process in list(self._running.items()):
            if process.poll() is not None and not self._stopping:
                log.warning("process_died", worker=name, status=process.returncode)
                _kill_group(process)
                time.sleep(RESTART_AFTER_SECONDS)
                self._start(name)

    def _revive_database(self) -> None:
        if self._cluster is None or self._cluster.is_running():
            return
        log.warning("database_died")
        try:
            self._cluster.start()
        except EmbeddedError as problem:
            log.error("database_not_started", problem=str(problem))
            time.sleep(RESTART_AFTER_SECONDS)

    def stop(self) -> None:
        """Ask all to end, wait, and end by force what didn't."""
        for process in self._running.values():
            with suppress(ProcessLookupError):
                process.terminate()
        deadline = time.monotonic() + STOP_WITHIN_SECONDS
        for process in self._running.values():
            with suppress(subprocess.TimeoutExpired):
                process.wait(max(0.1, deadline - time.monotonic()))
            _kill_group(process)
        if self._figures:
            self._figures.cleanup()


def _interrupt(_number: int, _frame: object) -> None:
    raise KeyboardInterrupt


def _kill_group(process: subprocess.Popen[bytes]) -> None:
    """End what is left of a process's group: granian's children outlive a killed parent."""
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    with suppress(subprocess.TimeoutExpired):
        process.wait(5)
