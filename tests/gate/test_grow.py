"""A wait that grows: the first tries are free, a guesser gets slower and slower, nobody waits for ever."""

import threading

import pytest
from django.db import connections
from django.db.models import F

from clientela.core.actor import visitor
from clientela.core.errors import TooMany
from clientela.gate import actions
from clientela.gate.limits import LIMITS
from clientela.gate.models import Counter

LIMIT = "sign_in.account_network"
WHO = visitor("203.0.113.7")
QUARTER = 15 * 60


def wait_of(limit: str = LIMIT, of: str = "ann") -> int:
    """The seconds that a try has to wait; none where it passes."""
    try:
        actions.take(limit, of, by=WHO)
    except TooMany as refused:
        return int(str(refused.details["wait"]))
    return 0


def later(seconds: int) -> None:
    """Let time pass."""
    Counter.objects.update(window=F("window") - seconds)


def test_the_first_are_free_then_the_wait_doubles_up_to_a_quarter(db: None) -> None:
    """RL-03: five free, then 30 s, 60 s, 2 min … and never more than 15 minutes."""
    assert [wait_of() for _time in range(5)] == [0] * 5
    waits = []
    for _time in range(8):
        wait = wait_of()
        waits.append(wait)
        later(wait + 1)
        assert wait_of() == 0
    rounded = [30, 60, 120, 240, 480, QUARTER, QUARTER, QUARTER]
    assert all(abs(got - wanted) <= 2 for got, wanted in zip(waits, rounded, strict=True)), waits


def test_what_comes_during_the_wait_makes_it_no_longer(db: None) -> None:
    """RL-03: a stranger who keeps on guessing locks nobody out for longer."""
    for _time in range(5):
        wait_of()
    assert all(28 <= wait_of() <= 31 for _time in range(50))
    later(31)
    assert wait_of() == 0


def test_after_a_rest_all_is_forgotten(db: None) -> None:
    """RL-03: a quarter of an hour without a try, and five are free again."""
    for _time in range(5):
        wait_of()
    later(30 + QUARTER + 2)
    assert [bool(wait_of()) for _time in range(6)] == [False] * 5 + [True]


def test_a_success_clears_it(db: None) -> None:
    """RL-07: for the one key that is cleared."""
    for _time in range(6):
        wait_of()
    wait_of(of="bo")
    actions.clear(LIMIT, "ann", by=WHO)
    assert wait_of() == 0 and Counter.objects.count() == 2


def test_one_an_hour_then_fewer(db: None) -> None:
    """RL-06: the first email at once, the second after an hour, the next after two; a day at most."""
    limit, waits = "sign_in.unlock", []
    assert LIMITS[limit].most == 1 and wait_of(limit) == 0
    for _time in range(7):
        waits.append(wait_of(limit))
        later(waits[-1] + 1)
        assert wait_of(limit) == 0
    hours = [1, 2, 4, 8, 16, 24, 24]
    assert all(abs(got - 3600 * wanted) <= 2 for got, wanted in zip(waits, hours, strict=True)), waits


@pytest.mark.race
@pytest.mark.xdist_group("crowd")
def test_a_hundred_at_once_do_not_overshoot(real_db: None) -> None:
    """RL-01: 100 in parallel, five pass."""
    gate, passed, barrier = threading.BoundedSemaphore(40), [], threading.Barrier(100)

    def one() -> None:
        barrier.wait(30)
        with gate:
            if not wait_of():
                passed.append(1)
            connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(100)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert len(passed) == 5
