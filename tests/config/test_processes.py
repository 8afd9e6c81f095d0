"""Ports and processes of one command."""

import os
import signal
import socket
import subprocess
import sys
import time

import psutil

from clientela.config.processes import Processes, is_free


def test_a_port_that_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        assert not is_free("127.0.0.1", port)
    assert is_free("127.0.0.1", port)


def test_a_port_whose_connections_are_closing_is_free() -> None:
    """A restart right after a stop finds its port."""
    with socket.socket() as listening:
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            accepted, _address = listening.accept()
            accepted.close()
    assert is_free("127.0.0.1", port)


def test_a_busy_port_is_one_sentence() -> None:
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        port = listening.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-m", "clientela", "serve", "--port", str(port)],
            capture_output=True,
            text=True,
            timeout=60,
        )
    assert done.returncode == 1
    assert done.stderr.strip() == f"Port {port} is in use. Stop what uses it, or choose another with --port."


def gone(pid: int) -> bool:
    return not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE


def wait_for(reached: object, seconds: float = 15) -> None:
    deadline = time.monotonic() + seconds
    while not reached():  # type: ignore[operator]
        assert time.monotonic() < deadline
        time.sleep(0.05)


def test_what_dies_is_started_again_and_all_end_together() -> None:
    """F31: a child of a killed process dies with it; a stop leaves nothing behind."""
    noted: list[list[int]] = []
    running = Processes(noted.append)
    child = (
        "import subprocess, sys, time; sleep = 'import time; time.sleep(90)';"
        "subprocess.Popen([sys.executable, '-c', sleep]); time.sleep(90)"
    )
    running._commands["web"] = [sys.executable, "-c", child]
    try:
        running._start("web")
        first = noted[-1][0]
        wait_for(lambda: psutil.Process(first).children())
        grandchild = psutil.Process(first).children()[0].pid
        os.kill(first, signal.SIGKILL)
        running._running["web"].wait(10)
        running._revive()
        second = noted[-1][0]
        assert second != first and psutil.pid_exists(second)
        wait_for(lambda: gone(grandchild))
        wait_for(lambda: psutil.Process(second).children())
        last = psutil.Process(second).children()[0].pid
    finally:
        running.stop()
    wait_for(lambda: gone(second) and gone(last))
