"""Costly hashes: so many at once and no more."""

import threading

import pytest

from clientela.core.errors import Busy
from clientela.gate import slots
from clientela.gate.slots import hash_slot


def test_beyond_the_slots_the_answer_is_busy(monkeypatch: pytest.MonkeyPatch) -> None:
    """The flood waits shortly and is told to come back; afterwards every slot is free again."""
    monkeypatch.setattr(slots, "WAIT_SECONDS", 0.05)
    size = slots._slots._initial_value  # type: ignore[attr-defined]
    taken, release = threading.Semaphore(0), threading.Event()

    def hold() -> None:
        with hash_slot():
            taken.release()
            release.wait(20)

    threads = [threading.Thread(target=hold) for _ in range(size)]
    for thread in threads:
        thread.start()
    for _ in threads:
        assert taken.acquire(timeout=10)
    with pytest.raises(Busy), hash_slot():
        pass
    release.set()
    for thread in threads:
        thread.join(10)
    with hash_slot():
        pass


def test_a_failing_hash_gives_its_slot_back() -> None:
    for _ in range(50):
        with pytest.raises(ZeroDivisionError), hash_slot():
            raise ZeroDivisionError
