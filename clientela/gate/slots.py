"""A bounded number of costly hashes at once, so that a flood of sign-ins never slows the pages."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from clientela.core.errors import Busy

WAIT_SECONDS = 2.0
_slots = BoundedSemaphore(max(1, os.cpu_count() or 1))


@contextmanager
def hash_slot() -> Iterator[None]:
    """Hold one of the process's hash slots. Raises `Busy` where none comes free in two seconds."""
    if not _slots.acquire(timeout=WAIT_SECONDS):
        raise Busy
    try:
        yield
    finally:
        _slots.release()
