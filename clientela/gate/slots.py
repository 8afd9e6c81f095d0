"""A bounded number of costly hashes at once, so that a flood of sign-ins never slows the pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from clientela.core.errors import Busy

WAIT_SECONDS = 2.0
SLOTS = max(1, os.cpu_count() or 1)
_slots = BoundedSemaphore(SLOTS)
# One may wait; more would take the threads that other pages are served by.
_line = BoundedSemaphore(SLOTS + 1)


@contextmanager
def hash_slot() -> Iterator[None]:
    """Hold one of the process's hash slots. Raises `Busy` where the line is full or none comes free."""
    if not _line.acquire(blocking=False):
        raise Busy
    try:
        if not _slots.acquire(timeout=WAIT_SECONDS):
            raise Busy
        try:
            yield
        finally:
            _slots.release()
    finally:
        _line.release()
