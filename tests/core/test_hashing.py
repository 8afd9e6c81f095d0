"""Hashing in threads that yield to those that draw pages."""

import os
import sys
import threading

from django.contrib.auth.hashers import check_password, make_password

from clientela.core import hashing


def test_hashing_steps_back_and_nothing_else_does() -> None:
    """The hands have a lower priority than the thread that asks, where a thread has its own (Linux)."""
    before = os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    def own() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    wanted = hashing.STEPS_BACK if sys.platform == "linux" else before
    assert hashing._hands.submit(own).result() == wanted
    assert own() == before


def test_a_hash_is_made_and_checked_there() -> None:
    """PW-01: what comes back is what Argon2 says, also of a wrong password."""
    made = make_password("tall-ships-at-dusk")
    assert check_password("tall-ships-at-dusk", made) and not check_password("tall-ships-at-dawn", made)
