"""Kinds of notification: each app declares its own in `notifications.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.utils.functional import Promise

from clientela.core.queue import Queue


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
class Fresh:
    """New secrets for an email that is sent again, by the names of its kind, and until when they are good."""

    secrets: Mapping[str, str]
    expires_at: datetime | None = None


Maker = Callable[..., Fresh]
MAKERS: dict[str, Maker] = {}
M = TypeVar("M", bound=Maker)


def makes_secrets(*kinds: str) -> Callable[[M], M]:
    """List an action that makes the secrets of such emails anew: `(message, customer, *, by) -> Fresh`.

    It refuses where nobody waits for them any more.
    """

    def declare(maker: M) -> M:
        MAKERS.update(dict.fromkeys(kinds, maker))
        return maker

    return declare
