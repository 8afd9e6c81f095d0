"""The worker is killed in the middle of sending a thousand emails; none is lost, and no news comes twice."""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import psutil
import pytest
from django.db import connection
from django.db.models import F

from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.post import actions
from clientela.post.letter import Letter
from clientela.post.models import Message, Stream
from tests.post.smtp_server import Desk, serving

ROOT = Path(__file__).resolve().parent.parent.parent
EACH, KILLS, SEED = 500, 6, 907
OPEN = (Message.State.QUEUED, Message.State.SENDING)
State = Message.State


class Worker:
    """The worker as users run it, that can be ended without any word beforehand."""

    def __init__(self) -> None:
        self.start()

    def start(self) -> None:
        """Begin to work."""
        command = [sys.executable, "-m", "clientela", "worker", "--concurrency", "8"]
        self.process = subprocess.Popen(command, cwd=ROOT, env=os.environ | {"CLIENTELA_LOG": "critical"})

    def kill(self) -> None:
        """SIGKILL, for it and what it started."""
        with suppress(psutil.Error):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                child.kill()
        self.process.kill()
        self.process.wait(30)


@pytest.fixture
def worker(real_db: None) -> Iterator[Worker]:
    """A worker on this database."""
    made = Worker()
    yield made
    made.kill()


def _letter(number: int, customer_id: int, **more: object) -> Letter:
    return Letter(
        kind="order.confirmation", to=f"reader{number}@example.com", subject=f"Letter {number}", text="Hi\n",
        html="<p>Hello</p>", language="en", customer_id=customer_id, **more,
    )  # type: ignore[arg-type]  # fmt: skip


def _fill() -> None:
    """A thousand letters to subscribers, of either kind by turns."""
    people = [
        Customer(
            email=f"reader{n}@example.com", email_key=f"reader{n}@example.com", email_consent="subscribed"
        )
        for n in range(2 * EACH)
    ]
    Customer.objects.bulk_create(people)
    for number, person in enumerate(people):
        news = {"stream": Stream.MARKETING, "unsubscribe_url": f"https://holm.example/n/{number}"}
        actions.queue(_letter(number, person.pk, **(news if number % 2 else {})), by=SYSTEM)


def _wait_for_mails(desk: Desk, count: int) -> None:
    deadline = time.monotonic() + 60
    while len(desk.raw) < count and time.monotonic() < deadline:
        time.sleep(0.01)
    assert len(desk.raw) >= count, f"only {len(desk.raw)} of {count} mails went out"


def _let_time_pass() -> None:
    """As if the minutes were over after which a claim, or a place in the queue, counts as lost."""
    past = timedelta(minutes=30)
    Message.objects.filter(state=State.SENDING).update(claimed_at=F("claimed_at") - past)
    Message.objects.filter(state=State.QUEUED).update(queued_at=F("queued_at") - past)
    Message.objects.filter(state=State.QUEUED, next_try_at__isnull=False).update(
        next_try_at=F("next_try_at") - past
    )
    actions.sweep(by=SYSTEM)


def _in_flight() -> set[str]:
    return set(Message.objects.filter(state=State.SENDING).values_list("message_id", flat=True))


def _empty_outbox() -> None:
    """Wait until nothing is on its way any more; what was due later is due now."""
    deadline = time.monotonic() + 120
    while Message.objects.filter(state__in=OPEN).exists():
        assert time.monotonic() < deadline, Counter(Message.objects.values_list("state", flat=True))
        with connection.cursor() as cursor:
            cursor.execute("UPDATE procrastinate_jobs SET scheduled_at = NULL WHERE status = 'todo'")
        time.sleep(0.2)


@pytest.mark.race
def test_a_killed_worker_loses_no_mail(worker: Worker) -> None:
    """F08, F12: marketing at most once, the missing unknown; the rest at least once, under one Message-ID."""
    chance, in_flight = random.Random(SEED), set()
    with serving() as desk:
        desk.delay = 0.03
        _fill()
        for _ in range(KILLS):
            _wait_for_mails(desk, min(len(desk.raw) + chance.randrange(20, 160), 2 * EACH - 60))
            time.sleep(chance.random() / 50)
            worker.kill()
            in_flight |= _in_flight()
            _let_time_pass()
            worker.start()
        _empty_outbox()
        arrived = Counter(mail["Message-ID"] for mail in desk.mails)
    rows = list(Message.objects.values_list("message_id", "stream", "state"))
    assert len(rows) == 2 * EACH and set(arrived) <= {message_id for message_id, _s, _st in rows}
    news = {m: state for m, stream, state in rows if stream == Stream.MARKETING}
    owed = {m: state for m, stream, state in rows if stream == Stream.TRANSACTIONAL}
    assert set(news.values()) <= {State.SENT, State.UNKNOWN} and set(owed.values()) == {State.SENT}
    assert all(arrived[m] == 1 for m, state in news.items() if state == State.SENT)
    assert all(arrived[m] <= 1 for m in news)
    unknown = {m for m, state in news.items() if state == State.UNKNOWN}
    assert unknown <= in_flight
    assert all(arrived[m] >= 1 for m in owed)
    assert {m for m in owed if arrived[m] > 1} <= in_flight
    # The kills hit what they were meant for.
    assert in_flight and unknown and max(arrived.values()) > 1
    assert max(arrived.values()) <= 1 + KILLS
