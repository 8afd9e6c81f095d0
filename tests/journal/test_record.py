"""The log: appended to, never changed, read without loss."""

import threading
import time
from datetime import timedelta

import psycopg
import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from clientela.core.actor import SYSTEM
from clientela.customers.events import CustomerCreated, CustomerEdited
from clientela.journal import actions, sealing
from clientela.journal.models import Details, Event
from clientela.journal.queries import reading, settled_before, timeline
from tests import ground


def _settled() -> None:
    """Wait until no older transaction runs, also not one of another test on the same server."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text::bigint")
        (mine,) = cursor.fetchone()
    deadline = time.monotonic() + 60
    while settled_before() <= mine:
        assert time.monotonic() < deadline
        time.sleep(0.02)


def _edited() -> CustomerEdited:
    return CustomerEdited(["first_name"], {"first_name": "Ann"}, {"first_name": "Anna"})


def test_personal_values_stand_in_a_side_row_that_forgetting_blanks(db: None) -> None:
    event = actions.record(_edited(), by=SYSTEM, customer_id=7)
    assert event.data == {"fields": ["first_name"]}
    assert Details.objects.get(event=event).personal["after"] == {"first_name": "Anna"}
    assert actions.forget([7], by=SYSTEM) == 1
    assert Details.objects.get(event=event).personal == {}
    assert Event.objects.filter(pk=event.pk).exists()


def test_the_database_refuses_changes_for_app_and_owner(real_db: None) -> None:
    """PR-07: append-only by rights for the app's role, by a trigger for everybody."""
    event = actions.record(CustomerCreated("staff"), by=SYSTEM, customer_id=1)
    for change in ("UPDATE journal_event SET name = 'x'", "DELETE FROM journal_event"):
        with pytest.raises(DatabaseError), connection.cursor() as cursor:
            cursor.execute(change)
    url = ground.CLUSTER.url("owner", ground.DATABASE)
    with psycopg.connect(url) as owner, pytest.raises(psycopg.errors.InsufficientPrivilege):
        owner.execute("UPDATE journal_event SET name = 'x' WHERE id = %s", [event.pk])


def test_timeline_is_newest_first_by_when_it_happened(db: None) -> None:
    now = timezone.now()
    old = actions.record(CustomerCreated("import"), by=SYSTEM, customer_id=3, at=now - timedelta(days=400))
    new = actions.record(_edited(), by=SYSTEM, customer_id=3)
    assert list(timeline([3])) == [new, old]


def test_reader_misses_nothing_that_commits_late(real_db: None) -> None:
    started, go_on = threading.Event(), threading.Event()

    def slow() -> None:
        with transaction.atomic():
            actions.record(CustomerCreated("staff"), by=SYSTEM, customer_id=1)
            started.set()
            go_on.wait(10)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    started.wait(10)
    actions.record(CustomerCreated("staff"), by=SYSTEM, customer_id=2)
    with reading("test") as early:
        # The later fact waits for the earlier transaction, or the cursor would pass it by.
        assert [event.customer_id for event in early] == []
    go_on.set()
    thread.join()
    _settled()
    with reading("test") as both:
        assert [event.customer_id for event in both] == [1, 2]
    with reading("test") as none:
        assert none == []


def test_reader_stays_when_its_work_fails(real_db: None) -> None:
    actions.record(CustomerCreated("staff"), by=SYSTEM, customer_id=1)
    _settled()
    with pytest.raises(ZeroDivisionError), reading("broken") as events:
        assert len(events) == 1
        raise ZeroDivisionError
    with reading("broken") as events:
        assert len(events) == 1


def test_sealed_blocks_show_tampering_and_survive_forgetting(real_db: None) -> None:
    """PR-07: each block is chained to the one before; blanking personal rows breaks nothing."""
    for number in range(3):
        actions.record(_edited(), by=SYSTEM, customer_id=number)
        _settled()
        assert sealing.seal_next(by=SYSTEM) == 1
    actions.forget([0, 1, 2], by=SYSTEM)
    assert sealing.first_broken() is None
    with psycopg.connect(ground.CLUSTER.url("superuser", ground.DATABASE), autocommit=True) as superuser:
        superuser.execute("SET session_replication_role = replica")
        superuser.execute("UPDATE journal_event SET customer_id = 99 WHERE customer_id = 1")
    broken = sealing.first_broken()
    assert broken is not None
    assert broken.events == 1
