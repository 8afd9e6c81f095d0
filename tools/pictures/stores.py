"""The stores that pictures are taken of: one with demo data, one empty, on this machine alone."""

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
PATIENCE_SECONDS = 90


@dataclass
class Store:
    """A store that runs: `full` or `empty`, its address, its data folder, and what is to be found where."""

    kind: str
    url: str
    folder: Path
    places: dict[str, str] = field(default_factory=dict)

    def arrange(self, scene: str) -> None:
        """Put into the store what pictures show, and learn where it stands."""
        said = _command(self.folder, "tools.pictures.scenes", scene, self.url)
        self.places |= json.loads(said.splitlines()[-1])


def _environment(folder: Path) -> dict[str, str]:
    kept = {
        name: value for name, value in os.environ.items() if not name.startswith(("CLIENTELA", "DATABASE"))
    }
    more = {
        "CLIENTELA_DATA": str(folder),
        "CLIENTELA_STATIC": str(folder / "static"),
        "CLIENTELA_LOG": "critical",
        "DJANGO_SETTINGS_MODULE": "clientela.config.settings",
        "PYTHONPATH": str(ROOT),
    }
    return kept | more


def _command(folder: Path, module: str, *words: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", module, *words],
        env=_environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        raise RuntimeError(f"{module} {' '.join(words)}: {done.stderr.strip()[-3000:]}")
    return done.stdout


def free_port() -> int:
    """A port of this machine that nothing listens at."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def opened(kind: str, kept: Path | None) -> Iterator[Store]:
    """Run a store of its own, filled, until the pictures are taken. `kept` is a folder that stays."""
    folder = kept / kind if kept else _temporary()
    folder.mkdir(parents=True, exist_ok=True, mode=0o711)
    port = free_port()
    web: subprocess.Popen[Any] | None = None
    try:
        _command(folder, "clientela", "migrate")
        web = _serve(folder, port)
        store = Store(kind, f"http://localhost:{port}", folder)
        _until_up(web, port)
        store.arrange(kind)
        yield store
    finally:
        if web:
            web.terminate()
            web.wait(60)
        if not kept:
            shutil.rmtree(folder, ignore_errors=True)


def _temporary() -> Path:
    # Not below a private folder: as root, the database runs as a user of its own who must get there.
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="clientela-pictures-", dir=base))
    folder.chmod(0o711)
    return folder


def _serve(folder: Path, port: int) -> subprocess.Popen[Any]:
    command = [sys.executable, "-m", "clientela", "serve", "--port", str(port), "--worker"]
    return subprocess.Popen(command, env=_environment(folder), cwd=ROOT, stdin=subprocess.DEVNULL)


def _until_up(web: subprocess.Popen[Any], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline and web.poll() is None:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The store for the pictures did not start.")
