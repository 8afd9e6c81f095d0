"""`clientela demo` as a new user starts it: first and second start, Ctrl-C, kills, what can be in the way."""

import json
import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A data folder that is used for the first time by the first test here."""
    base = Path("/var/tmp") if Path("/var/tmp").is_dir() else Path(tempfile.gettempdir())
    made = Path(tempfile.mkdtemp(prefix="clientela-demo-", dir=base))
    made.chmod(0o711)
    yield made
    shutil.rmtree(made, ignore_errors=True)


def _demo(folder: Path, port: int, *more: str) -> subprocess.Popen[str]:
    drop = {"DATABASE_URL", "CLIENTELA_DATA", "CLIENTELA_TEST_GROUND", "CLIENTELA_LOG"}
    env = {key: value for key, value in os.environ.items() if key not in drop}
    command = [sys.executable, "-m", "clientela", "demo", "--port", str(port), "--data", str(folder), *more]
    return subprocess.Popen(
        command, cwd=ROOT, env=env, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )


def _until_up(port: int, process: subprocess.Popen[str]) -> None:
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        assert process.poll() is None, process.communicate()
        try:
            with urllib.request.urlopen(f"http://localhost:{port}/readyz", timeout=2):
                return
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the demo did not start")


def _stopped(process: subprocess.Popen[str]) -> str:
    """Press Ctrl-C and wait. Gives what was printed."""
    # The announcement comes right after the first answer; Ctrl-C before it would be taken as well.
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    printed, complaints = process.communicate(timeout=90)
    assert process.returncode == 0, complaints
    return printed


def _left(folder: Path) -> list[str]:
    """Processes that still have to do with this folder."""
    found = []
    for one in psutil.process_iter(["cmdline", "environ"]):
        words, env = one.info["cmdline"] or [], one.info["environ"] or {}
        if str(folder) in " ".join(words) or env.get("CLIENTELA_DATA") == str(folder):
            found.append(" ".join(words))
    return found


def test_first_start_fills_the_store_and_tells_who_may_sign_in(folder: Path) -> None:
    port = free_port()
    process = _demo(folder, port, "--customers", "40")
    _until_up(port, process)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/products") as page:
        assert "Hallow stoneware mug" in page.read().decode()
    printed = _stopped(process)
    accounts = json.loads((folder / "demo-accounts.json").read_text())
    assert [row["who"] for row in accounts] == [
        "Shopper",
        "Owner",
        "Manager",
        "Support",
        "Marketing",
        "Read only",
    ]
    assert f"http://localhost:{port}/admin" in printed
    assert all(row["email"] in printed and row["password"] in printed for row in accounts)
    # AC-05: the demo's passwords are made here and only their owner can read them.
    assert stat.S_IMODE((folder / "demo-accounts.json").stat().st_mode) == 0o600
    assert _left(folder) == []


def test_second_start_reuses_the_data_also_after_kills(folder: Path) -> None:
    before = (folder / "demo-accounts.json").read_text()
    port = free_port()
    process = _demo(folder, port)
    _until_up(port, process)
    for child in psutil.Process(process.pid).children(recursive=True):
        child.kill()
    process.kill()
    process.communicate()

    again = _demo(folder, port)
    _until_up(port, again)
    printed = _stopped(again)
    assert (folder / "demo-accounts.json").read_text() == before
    assert json.loads(before)[0]["password"] in printed
    assert _left(folder) == []


def test_a_second_start_on_the_same_folder_is_one_sentence(folder: Path) -> None:
    port = free_port()
    process = _demo(folder, port)
    _until_up(port, process)
    second = _demo(folder, free_port())
    _printed, complaint = second.communicate(timeout=60)
    assert (second.returncode, complaint.count("\n")) == (1, 1)
    assert "already running" in complaint
    _stopped(process)


def test_a_busy_port_is_one_sentence(folder: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = _demo(folder, taken.getsockname()[1])
        _printed, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint.count("\n")) == (1, 1)
    assert "is in use" in complaint


@pytest.mark.parametrize("broken", ["a file", "a foreign database folder"])
def test_a_broken_data_folder_is_one_sentence(folder: Path, broken: str) -> None:
    place = folder / "broken" / broken.replace(" ", "-")
    place.parent.mkdir(exist_ok=True)
    if broken == "a file":
        place.write_text("not a folder")
    else:
        (place / "postgres").mkdir(parents=True)
        (place / "postgres" / "something").write_text("not a database")
    process = _demo(place, free_port())
    _printed, complaint = process.communicate(timeout=60)
    assert (process.returncode, complaint.count("\n")) == (1, 1), complaint
    assert "Traceback" not in complaint
