"""Kinds of notification: each app declares its own in `notifications.py`."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.functional import Promise

from clientela.core.queue import Queue


@dataclass(frozen=True)
class Notification:
    """One email that the system sends to people: its words in Liquid, and what they may name.

    `variables` gives each name with its meaning, `sample` a value for each; those in `secret` are masked
    wherever staff read the email. `subject` and `body` are translatable; the body is paragraphs apart by
    empty lines, a line `[Words](variable)` alone is a button, a line that starts with `# ` a heading.
    """

    kind: str
    title: str | Promise
    subject: str | Promise
    body: str | Promise
    variables: Mapping[str, str | Promise]
    sample: Mapping[str, Any]
    secret: frozenset[str] = field(default_factory=frozenset)
    queue: Queue = Queue.MAIL


KINDS: dict[str, Notification] = {}


def notification(kind: Notification) -> Notification:
    """List a kind of notification."""
    KINDS[kind.kind] = kind
    return kind
