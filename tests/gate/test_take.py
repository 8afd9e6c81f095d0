"""Brakes: counted before the step they guard, never overshot, never a hard lock."""

import threading
from collections.abc import Callable

import pytest
from django.db import connection, connections
from hypothesis import given
from hypothesis import strategies as st

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, TooMany
from clientela.gate import actions
from clientela.gate.actions.counting import _key
from clientela.gate.limits import LIMITS
from clientela.gate.models import Counter

LIMIT = "staff.sign_in.account_network"
WHO = visitor("203.0.113.7")


def passes(times: int, of: str = "ann", limit: str = LIMIT) -> int:
    """How many of so many tries get through."""
    through = 0
    for _ in range(times):
        try:
            actions.take(limit, of, by=WHO)
            through += 1
        except TooMany:
            pass
    return through


def at_once(threads: int, work: Callable[[], object]) -> list[object]:
    """What each of many threads gets, all starting together."""
    barrier, results = threading.Barrier(threads), []

    def run() -> None:
        barrier.wait(30)
        try:
            results.append(work())
        except TooMany as refused:
            results.append(refused)
        finally:
            connections.close_all()

    started = [threading.Thread(target=run) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join(60)
    return results


@pytest.mark.race
@pytest.mark.xdist_group("crowd")
def test_a_hundred_at_once_do_not_overshoot(real_db: None) -> None:
    """RL-01: the counter rises before the step, in one statement: 100 in parallel, 5 pass."""
    gate = threading.BoundedSemaphore(40)  # the database takes so many connections

    def one() -> int:
        with gate:
            count = actions.take(LIMIT, "ann", by=WHO)
            connections.close_all()
            return count

    results = at_once(100, one)
    passed = [result for result in results if isinstance(result, int)]
    assert sorted(passed) == [1, 2, 3, 4, 5]
    assert len(results) == 100
    assert Counter.objects.get().count == 100


def test_each_key_has_its_own_counter(db: None) -> None:
    """RL-02: per limit and per key."""
    assert passes(7, "ann") == LIMITS[LIMIT].most == 5
    assert passes(7, "bo") == 5
    assert passes(3, "ann", "staff.sign_in.account") == 3


def test_refusal_says_how_long(db: None) -> None:
    """RL-03: an ordinary sentence and the seconds to wait, never longer than the window."""
    passes(5)
    with pytest.raises(TooMany) as refused:
        actions.take(LIMIT, "ann", by=WHO)
    assert 0 < int(refused.value.details["wait"]) <= LIMITS[LIMIT].seconds
    assert str(refused.value.sentence)


def test_a_window_passes(db: None) -> None:
    """RL-03: what was counted in a past window counts no more."""
    assert passes(8) == 5
    Counter.objects.update(window=Counter.objects.get().window - 1)
    assert passes(8) == 5


def test_success_clears_only_its_own_key(db: None) -> None:
    """RL-07: address and network together are forgiven, the address alone and the network are not."""
    for limit in (LIMIT, "sign_in.account", "sign_in.network"):
        passes(4, "ann", limit)
    actions.clear(LIMIT, "ann", by=WHO)
    counts = {row.key.split(":")[0]: row.count for row in Counter.objects.all()}
    assert counts == {LIMIT: 0, "sign_in.account": 4, "sign_in.network": 4}


def test_the_system_is_counted_but_not_stopped(db: None) -> None:
    for _ in range(9):
        actions.take(LIMIT, "ann", by=SYSTEM)
    assert Counter.objects.get().count == 9


def test_no_address_stands_in_the_table(db: None) -> None:
    """PR-06: keys are digests."""
    actions.take(LIMIT, "ann.berg@example.com|203.0.113.7", by=WHO)
    assert "ann" not in Counter.objects.get().key and "203" not in Counter.objects.get().key


def test_sweep_takes_what_is_past_and_leaves_the_rest(db: None) -> None:
    for limit in LIMITS:
        actions.take(limit, "old", by=WHO)
        actions.take(limit, "new", by=WHO)
    old = [_key(limit, "old") for limit in LIMITS]
    with connection.cursor() as cursor:
        cursor.execute('UPDATE gate_counter SET "window" = 2 WHERE key = ANY(%s)', [old])
    assert actions.sweep(by=SYSTEM) == len(LIMITS)
    assert Counter.objects.count() == len(LIMITS) and not Counter.objects.filter(pk__in=old).exists()
    with pytest.raises(NotAllowed):
        actions.sweep(by=WHO)


@pytest.mark.parametrize(
    ("ip", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::", "2001:db8:1:2::"),
        ("2001:0DB8:0001:0002:ffff:ffff:ffff:ffff", "2001:db8:1:2::"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("::1", "::"),
        ("fe80::1%eth0", "fe80::"),
        ("", "unknown"),
        ("localhost", "unknown"),
        ("203.0.113.7:80", "unknown"),
        ("1" * 1000, "unknown"),
    ],
)
def test_networks_that_count_as_one(ip: str, network: str) -> None:
    """RL-02: an IPv4 address by itself, an IPv6 one with its /64."""
    assert actions.network(ip) == network


@given(st.integers(0, 2**64 - 1), st.integers(0, 2**64 - 1))
def test_a_whole_64_is_one_network(one: int, other: int) -> None:
    """RL-02: hopping through one's own /64 helps nobody."""
    prefix = 0x20010DB800010002 << 64
    texts = [f"{prefix | host:032x}" for host in (one, other)]
    first, second = (":".join(text[i : i + 4] for i in range(0, 32, 4)) for text in texts)
    assert actions.network(first) == actions.network(second)
