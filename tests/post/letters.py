"""Letters for the tests of the post."""

from typing import Any

from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.core.actor import SYSTEM
from clientela.core.queue import Queue
from clientela.post import actions
from clientela.post.letter import Letter, marker
from clientela.post.models import Message

CODE = "907314"


def letter(**changes: Any) -> Letter:
    """A plain letter, as a test wants it."""
    values: dict[str, Any] = {
        "kind": "order.confirmation",
        "to": "Ann.Berg@example.com",
        "subject": "Your order",
        "text": "Hello Ann\nblåbær\n",
        "html": "<p>Hello Ann, <b>blåbær</b></p>",
        "language": "en",
    }
    return Letter(**values | changes)


def code_letter(**changes: Any) -> Letter:
    """A letter with a secret in subject and body."""
    code = marker("code")
    return letter(
        kind="account.code", subject=f"Your code: {code}", text=f"{code}\n", html=f"<p>{code}</p>",
        queue=Queue.CODES, secrets={"code": CODE}, **changes,
    )  # fmt: skip


def queued(**changes: Any) -> Message:
    """A letter in the outbox."""
    message = actions.queue(letter(**changes), by=SYSTEM)
    assert message
    return message


def delivered(message: Message) -> Message:
    """The message after one try to send it."""
    actions.deliver(message.pk, by=SYSTEM)
    message.refresh_from_db()
    return message


def tasks(message: Message) -> list[ProcrastinateJob]:
    """What the queue holds for this message, in order."""
    found = ProcrastinateJob.objects.filter(task_name="post.deliver", args={"message_id": message.pk})
    return list(found.order_by("id"))
