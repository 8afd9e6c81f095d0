"""A letter before it is queued, and the markers that stand for secrets in its body."""

import html
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from clientela.core.queue import Queue
from clientela.post.models import Stream

_MARKER = re.compile(r"xsecret-([a-z_]+)-[0-9a-f]{8}x")
MASK = "••••••"


@dataclass(frozen=True)
class Letter:
    """One email: whom to, what, and the secrets that its markers stand for (`marker` makes them).

    `about` is what it tells of, such as `("order", 12)`; `sender` name and address, else the store's own;
    `staff_id` who wrote it or sent it again, `again_of` the message it repeats. What law or security needs is
    `is_essential`: it goes out even to an address that mail is held back from.
    """

    kind: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    queue: Queue = Queue.MAIL
    customer_id: int | None = None
    dedupe_key: str | None = None
    expires_at: datetime | None = None
    secrets: Mapping[str, str] = field(default_factory=dict)
    stream: Stream = Stream.TRANSACTIONAL
    is_essential: bool = False
    about: tuple[str, int | None] = ("", None)
    sender: tuple[str, str] | None = None
    reply_to: str = ""
    unsubscribe_url: str = ""
    staff_id: int | None = None
    again_of: int | None = None


def marker(name: str) -> str:
    """A text that stands for a secret until it is sent; letters and digits, so that nothing escapes it."""
    return f"xsecret-{name}-{secrets.token_hex(4)}x"


def revealed(body: str, values: Mapping[str, str], *, escape: bool) -> str:
    """The body with every marker replaced by its secret; in HTML the secret is escaped."""

    def value(match: re.Match[str]) -> str:
        text = values.get(match[1], MASK)
        return html.escape(text) if escape else text

    return _MARKER.sub(value, body)


def masked(body: str) -> str:
    """The body as staff may see it: dots where a secret stood."""
    return _MARKER.sub(MASK, body)
