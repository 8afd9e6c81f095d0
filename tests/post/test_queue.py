"""Putting mail into the outbox."""

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from clientela.core.actor import SYSTEM
from clientela.core.emails import EmailNotValid
from clientela.post import actions
from clientela.post.letter import MASK, masked
from clientela.post.models import Message
from clientela.store.models import Store
from tests.post.letters import CODE, code_letter, letter, queued, tasks


def test_queued_with_its_task_in_one_transaction(db: None) -> None:
    """The task stands on the queue of the letter's urgency, with an id alone."""
    message = actions.queue(code_letter(), by=SYSTEM)
    assert message and message.state == Message.State.QUEUED
    (task,) = tasks(message)
    assert (task.queue_name, task.args) == ("codes", {"message_id": message.pk})


def test_rolled_back_nothing_is_mailed(db: None) -> None:
    """An outbox: where the caller's change is undone, so is its mail."""
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        message = queued()
        raise ZeroDivisionError
    assert not Message.objects.exists() and not tasks(message)


@pytest.mark.parametrize(
    "to",
    [
        "ann@example.com, evil@example.com",
        "ann@example.com,evil@example.com",
        "ann@example.com;evil@example.com",
        "ann@example.com evil@example.com",
        "Ann <ann@example.com>",
        "ann@example.com\r\nBcc: evil@example.com",
        "ann@example.com\u2028evil@example.com",
        "=?utf-8?q?ann?=@example.com, x@example.com",
        "",
        "ann",
    ],
)
def test_one_mailbox_and_no_more(db: None, to: str) -> None:
    """TP-04: each recipient field holds exactly one mailbox."""
    with pytest.raises(EmailNotValid):
        actions.queue(letter(to=to), by=SYSTEM)
    assert not Message.objects.exists()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Hello\r\nBcc: evil@example.com", "Hello Bcc: evil@example.com"),
        ("Hello\u2028World\u2029x\x85y\x0bz", "Hello World x y z"),
        ("Tab\there\x00\x1b[31m", "Tab here [31m"),
        ("\u202eright to left\u200b", "right to left"),
        ("x" * 300, "x" * 255),
        ("=?utf-8?q?=0d=0aBcc:?=", "=?utf-8?q?=0d=0aBcc:?="),
        ("Blåbær 🫐", "Blåbær 🫐"),
    ],
)
def test_a_subject_is_one_line(db: None, typed: str, kept: str) -> None:
    """TP-04: no control characters and line ends of any kind, at most 255 letters."""
    assert queued(subject=typed).subject == kept


def test_a_key_mails_once(db: None) -> None:
    """F08: whatever is done twice mails once."""
    first = actions.queue(letter(dedupe_key="order-7"), by=SYSTEM)
    assert first and actions.queue(letter(dedupe_key="order-7"), by=SYSTEM) is None
    assert Message.objects.count() == 1 and len(tasks(first)) == 1
    assert queued(dedupe_key="order-8") and queued() and queued()


def test_message_ids_are_unlike_and_of_the_store(db: None) -> None:
    Store.objects.update(email="post@Bücher.example")
    one, other = queued(), queued()
    assert one.message_id != other.message_id
    assert one.message_id.endswith("@xn--bcher-kva.example>") and one.message_id.isascii()


def test_secrets_stand_sealed(db: None) -> None:
    """CD-02, LK-01, SC-01: the code is nowhere in the outbox or the queue; staff see dots."""
    message = actions.queue(code_letter(), by=SYSTEM)
    assert message
    with connection.cursor() as cursor:
        for table in ("post_message", "procrastinate_jobs", "journal_event"):
            cursor.execute(f"SELECT string_agg(t::text, ' ') FROM {table} t")
            assert CODE not in (cursor.fetchone()[0] or "")
    assert message.secrets
    assert masked(message.subject) == f"Your code: {MASK}"
    assert masked(message.html) == f"<p>{MASK}</p>"


def test_tables_are_in_step_with_the_code(db: None) -> None:
    call_command("makemigrations", "post", check=True, dry_run=True, verbosity=0)
