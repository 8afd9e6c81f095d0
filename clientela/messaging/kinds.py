"""Kinds of notification: each app declares its own in `notifications.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.utils.functional import Promise

from clientela.core.actor import Actor
from clientela.core.queue import Queue
from clientela.post.models import Message


@dataclass(frozen=True)
class Notification:
    """One email that the system sends to people: its words in Liquid, and what they may name.

    `variables` gives each name with its meaning, `sample` a value for each; those in `secret` are masked
    wherever staff read the email. `subject` and `body` are translatable; the body is paragraphs apart by
    empty lines, a line `[Words](variable)` alone is a button, a line that starts with `# ` a heading. What
    law or security needs is `is_essential`: it also goes to addresses that mail is held back from.
    """

    kind: str
    title: str | Promise
    subject: str | Promise
    body: str | Promise
    variables: Mapping[str, str | Promise]
    sample: Mapping[str, Any]
    secret: frozenset[str] = field(default_factory=frozenset)
    queue: Queue = Queue.MAIL
    is_essential: bool = False


KINDS: dict[str, Notification] = {}


def notification(kind: Notification) -> Notification:
    """List a kind of notification."""
    KINDS[kind.kind] = kind
    return kind


@dataclass(frozen=True)
class Again:
    """That a message repeats another one, and the member of staff who wanted it."""

    message_id: int
    staff_id: int | None


Writer = Callable[[Message, Again, Actor], Message | None]
WRITERS: dict[str, Writer] = {}
W = TypeVar("W", bound=Writer)


def writes_anew(*kinds: str) -> Callable[[W], W]:
    """List an action that writes emails of these kinds anew, with fresh secrets, from what they tell of.

    It gets the message to repeat, and gives the new one; it refuses where there is nothing to tell any more.
    """

    def declare(writer: W) -> W:
        WRITERS.update(dict.fromkeys(kinds, writer))
        return writer

    return declare
