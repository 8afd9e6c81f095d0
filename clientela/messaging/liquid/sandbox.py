"""Filling templates in the process apart: started when first needed, ended when it takes too long."""

import json
import os
import select
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from clientela.messaging.liquid.engine import TOO_LONG, Problem, TemplateBroken

# Of the wall clock; the process bounds its own processor time at two.
SECONDS = 5.0
_ROOT = Path(__file__).resolve().parents[3]
# The name of a part, its source, and whether it is HTML.
Part = tuple[str, str, bool]


class Sandbox:
    """One process apart, used by one thread at a time."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._child: subprocess.Popen[bytes] | None = None
        self._owner = 0

    def fill(self, parts: Sequence[Part], values: Mapping[str, Any]) -> dict[str, str]:
        """The filled parts by name. Raises `TemplateBroken`, also where the process gave up."""
        found: dict[str, str] = self._answer({"parts": list(parts), "values": values})["parts"]
        return found

    def inline(self, page: str) -> str:
        """The page of HTML with its styles in their places. Raises `TemplateBroken`."""
        return str(self._answer({"page": page})["page"])

    def _answer(self, request: Mapping[str, Any]) -> dict[str, Any]:
        # What is no plain value is written as its words rather than stopping an email.
        line = json.dumps(request, default=str).encode() + b"\n"
        with self._lock:
            answer = self._ask(line)
        if "problem" in answer:
            raise TemplateBroken(Problem(**answer["problem"]))
        return answer

    def _ask(self, request: bytes) -> dict[str, Any]:
        child = self._running()
        try:
            assert child.stdin and child.stdout
            child.stdin.write(request)
            child.stdin.flush()
            line = _line(child.stdout.fileno())
        except (OSError, TimeoutError) as error:
            self.end()
            raise TemplateBroken(Problem(TOO_LONG)) from error
        answer: dict[str, Any] = json.loads(line)
        return answer

    def _running(self) -> subprocess.Popen[bytes]:
        # A forked process must not talk to its parent's child.
        if self._child is None or self._child.poll() is not None or self._owner != os.getpid():
            self._child, self._owner = _start(), os.getpid()
        return self._child

    def end(self) -> None:
        """End the process; the next template starts another."""
        if self._child and self._owner == os.getpid():
            with suppress(OSError):
                self._child.kill()
            self._child.wait()
            for pipe in (self._child.stdin, self._child.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()
        self._child = None


def _start() -> subprocess.Popen[bytes]:
    # An empty environment: no address of a database, no key.
    return subprocess.Popen(
        [sys.executable, "-m", "clientela.messaging.liquid.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=_ROOT,
        env={"PATH": os.defpath, "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    )


def _line(pipe: int) -> bytes:
    """One line from the process, within the time. Raises `TimeoutError`, and `OSError` where it ended."""
    deadline, found = time.monotonic() + SECONDS, b""
    while not found.endswith(b"\n"):
        ready, _, _ = select.select([pipe], [], [], max(0.0, deadline - time.monotonic()))
        if not ready:
            raise TimeoutError
        chunk = os.read(pipe, 1 << 16)
        if not chunk:
            raise OSError("the process ended")
        found += chunk
    return found


SANDBOX = Sandbox()
