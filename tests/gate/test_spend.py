"""What counts once."""

import threading
from datetime import timedelta

import pytest
from django.db import connections
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.gate import actions
from clientela.gate.models import Spent

WHO = visitor("203.0.113.7")


def test_counts_once_for_its_kind(db: None) -> None:
    """A value used up for one thing is unused for another; only a digest is kept."""
    until = timezone.now() + timedelta(minutes=10)
    assert actions.spend("proof", "a-value", until, by=WHO)
    assert not actions.spend("proof", "a-value", until, by=WHO)
    assert actions.spend("multipass", "a-value", until, by=WHO)
    assert not any("a-value" in row.digest for row in Spent.objects.all())


def test_the_sweep_takes_what_is_too_old(db: None) -> None:
    actions.spend("proof", "old", timezone.now() - timedelta(seconds=1), by=WHO)
    actions.spend("proof", "new", timezone.now() + timedelta(minutes=10), by=WHO)
    assert actions.sweep(by=SYSTEM) == 1 and Spent.objects.count() == 1


@pytest.mark.race
def test_of_many_at_once_one_wins(real_db: None) -> None:
    until, won, barrier = timezone.now() + timedelta(minutes=10), [], threading.Barrier(16)

    def one() -> None:
        barrier.wait(30)
        won.append(actions.spend("proof", "a-value", until, by=WHO))
        connections.close_all()

    threads = [threading.Thread(target=one) for _number in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert won.count(True) == 1 and len(won) == 16
