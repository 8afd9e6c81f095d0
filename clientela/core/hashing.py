"""How passwords are hashed: Argon2id by OWASP's figures (security PW-01), in threads that yield to pages."""

import os
import sys
import threading
import unicodedata
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from django.contrib.auth.hashers import Argon2PasswordHasher

LONGEST_BYTES = 1024
# How far they step back, as `nice` counts it: pages come first where there is work for all cores.
STEPS_BACK = 10


def _step_back() -> None:
    # Only on Linux a thread has a priority of its own; elsewhere the number would be a process's.
    if sys.platform == "linux":
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), STEPS_BACK)


# Nothing waits here: `gate.slots` lets in as many as there are hands. Argon2 needs no interpreter's lock.
_hands = ThreadPoolExecutor(max(1, os.cpu_count() or 1), "hash", initializer=_step_back)


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: about 30 ms on ordinary hardware."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1

    def encode(self, password: str, salt: str) -> str:
        """The hash of a password."""
        return str(_hands.submit(super().encode, password, salt).result())

    def verify(self, password: str, encoded: str) -> bool:
        """Whether this is the password of a hash."""
        return bool(_hands.submit(super().verify, password, encoded).result())


def normal(password: str) -> str:
    """The one form in which a password is hashed and checked: NFC, nothing trimmed or cut."""
    return unicodedata.normalize("NFC", password)


def fits_in(password: str) -> bool:
    """Whether the password is short enough to be hashed at all (security PW-03)."""
    return len(password.encode()) <= LONGEST_BYTES
