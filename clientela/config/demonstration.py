"""`clientela demo`: database, data, web and worker in one command, on this machine alone."""

import hashlib
import json
import os
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

from rich.table import Table

from clientela.config import leftovers, lights
from clientela.config.commands.base import err, fail, out
from clientela.config.embedded import Cluster, EmbeddedError, FolderLock
from clientela.config.processes import Processes, is_free

MARK = "demo-ready"
PATIENCE_SECONDS = 60


def run(folder: Path, port: int, customers: int) -> None:
    """Start everything, say where it is and who may sign in, and run until Ctrl-C."""
    os.environ.pop("DATABASE_URL", None)
    # The terminal is for people here: only what goes wrong is logged, unless asked for more.
    os.environ.setdefault("CLIENTELA_LOG", "warning")
    cluster = Cluster(folder)
    with FolderLock(folder):
        leftovers.end(folder)
        if not is_free("127.0.0.1", port):
            raise fail(f"Port {port} is in use. Stop what uses it, or choose another with --port.")
        running = Processes(lambda pids: leftovers.note(folder, pids))
        running.listen()
        try:
            lights.turn_on(cluster, lambda words: err.print(words, markup=False))
            running.tend(cluster)
            _prepare(folder, port, customers)
            _serve(running, folder, port)
        except KeyboardInterrupt:
            err.print("Stopping before everything stood.")
        finally:
            running.stop()
            cluster.stop()
            (folder / leftovers.FILE).unlink(missing_ok=True)
    err.print("Stopped.")


def _state(port: int) -> str:
    """A digest of what a start prepares for: tables, assets, port. Equal means nothing is to be done."""
    package = Path(__file__).resolve().parent.parent
    whole = hashlib.sha256(f"port {port}".encode())
    for path in sorted(package.rglob("*")):
        if path.suffix in {".css", ".js", ".svg", ".mo"} or "migrations" in path.parts:
            whole.update(f"{path}|{path.stat().st_mtime_ns}".encode())
    return whole.hexdigest()


def _prepare(folder: Path, port: int, customers: int) -> None:
    mark, state = folder / MARK, _state(port)
    if mark.is_file() and mark.read_text() == state:
        return
    err.print("Preparing the store (the first time, about half a minute).")
    _command("migrate")
    _command("collect")
    import django

    django.setup()
    _fill(folder, port, customers)
    mark.write_text(state)


def _command(name: str) -> None:
    """Run one of our commands by itself: it needs another role of the database."""
    done = subprocess.run(
        [sys.executable, "-m", "clientela", name], env=_environment(), capture_output=True, text=True
    )
    if done.returncode:
        raise EmbeddedError(f"The store could not be prepared ({name}): {done.stderr.strip()[-500:]}")


def _environment() -> dict[str, str]:
    root = str(Path(__file__).resolve().parent.parent.parent)
    return os.environ | {"PYTHONPATH": root}


def _fill(folder: Path, port: int, customers: int) -> None:
    from clientela.config import upkeep
    from clientela.config.progress import bar
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import Customer
    from clientela.demo import access, grouping, leaving, loading
    from clientela.insight import actions as insight
    from clientela.staff.models import User
    from clientela.staff.roles import Role
    from clientela.store.actions import change_settings

    if is_new := not Customer.objects.exists():
        with bar("Making customers and orders") as tick:
            loading.load(customers, tick)
        upkeep.look_over()
        # The home page's curves, which the worker would count only a minute later.
        insight.count_all(by=SYSTEM)
        insight.count_persons(by=SYSTEM)
    access.make(folder)
    if is_new:
        leaving.fill_bin(by=User.objects.get(role=Role.MANAGER, is_demo=True).as_actor())
        grouping.group(by=User.objects.get(role=Role.MANAGER, is_demo=True).as_actor())
    change_settings({"store.url": f"http://localhost:{port}"}, by=SYSTEM)


def _serve(running: Processes, folder: Path, port: int) -> None:
    running.web("127.0.0.1", port, processes=1)
    running.worker()
    _until_up(port)
    _announce(folder, port)
    running.wait()


def _until_up(port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise EmbeddedError("The store did not start. What went wrong stands above.")


def _announce(folder: Path, port: int) -> None:
    out.print(f"\nStore  http://localhost:{port}/\nAdmin  http://localhost:{port}/admin\n", markup=False)
    table = Table("Who", "Email", "Password", box=None, pad_edge=False)
    path = folder / "demo-accounts.json"
    for row in json.loads(path.read_text()):
        table.add_row(row["who"], row["email"], row["password"])
    out.print(table)
    out.print(
        f"\nData in {folder}. Mail goes to the mailbox in the admin. Ctrl-C stops everything.", markup=False
    )
