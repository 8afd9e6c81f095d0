"""What a killed command left running: found by the numbers it wrote down, ended at the next start."""

import json
import os
import signal
import time
from contextlib import suppress
from pathlib import Path

import psutil

FILE = "processes.json"


def note(folder: Path, pids: list[int]) -> None:
    """Write down the processes of the running command, each with when it began."""
    began = {}
    for pid in pids:
        with suppress(psutil.NoSuchProcess):
            began[pid] = psutil.Process(pid).create_time()
    (folder / FILE).write_text(json.dumps(began))


def end(folder: Path) -> int:
    """End what still runs of a command that was killed. Gives how many groups were ended."""
    path = folder / FILE
    try:
        began = json.loads(path.read_text())
    except (OSError, ValueError):
        return 0
    ended = sum(_end_group(int(pid), float(at)) for pid, at in began.items())
    path.unlink(missing_ok=True)
    return ended


def _end_group(pid: int, began: float) -> bool:
    """End a process and its group, if it is the very one that was noted and not another of its number."""
    try:
        # A dead leader's group may live on; then no other process can have got its number meanwhile.
        if psutil.pid_exists(pid) and abs(psutil.Process(pid).create_time() - began) > 1:
            return False
        os.killpg(pid, signal.SIGTERM)
    except (psutil.NoSuchProcess, ProcessLookupError, PermissionError):
        return False
    for _ in range(50):
        time.sleep(0.1)
        try:
            os.killpg(pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)
    return True
