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

    `variables` gives each name with its meaning, `sample` a value for each (moments as in "21 November 2025,
    14:05" or "21 November 2025": they are shown as the language writes them); those in `secret` are masked
    wherever staff read the email; `also` gives other names under which templates of the hosted platform ask
    for the same, such as `order_name` for `order.name`. `subject` and `body` are translatable; the body is
    paragraphs apart by empty lines, a line `[Words](variable)` alone is a button, a line that starts with
    `# ` a heading. What law or security needs is `is_essential`: it also goes to addresses that mail is held
    back from.
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
    also: Mapping[str, str] = field(default_factory=dict)

    def whole(self, values: Mapping[str, Any]) -> dict[str, Any]:
        """The values with the other names that templates may use for them."""
        found = {name: dict(value) if isinstance(value, Mapping) else value for name, value in values.items()}
        for name, source in self.also.items():
            value = _at(found, source)
            if value is not _NOTHING:
                _put(found, name, value)
        return found

    @property
    def needs(self) -> frozenset[str]:
        """The secrets without which this email is of no use: the code or link that somebody waits for."""
        is_awaited = self.queue is Queue.CODES
        return frozenset(name for name in self.secret if is_awaited and f"{{{{ {name} }}}}" in str(self.body))

    def hides(self, name: str) -> bool:
        """Whether this variable is a secret."""
        return self.also.get(name, name) in self.secret

    @property
    def group(self) -> str:
        """The topic under which staff find it: accounts, orders, marketing or other."""
        return _GROUPS.get(self.kind.partition(".")[0], "other")


_GROUPS = {
    "account": "accounts", "company": "accounts", "order": "orders", "draft": "orders",
    "checkout": "orders", "subscription": "orders",
    "marketing": "marketing", "staff": "staff",
}  # fmt: skip
_NOTHING = object()


def _at(values: Mapping[str, Any], path: str) -> Any:
    found: Any = values
    for name in path.split("."):
        found = found.get(name, _NOTHING) if isinstance(found, Mapping) else _NOTHING
    return found


def _put(values: dict[str, Any], path: str, value: Any) -> None:
    head, _dot, name = path.partition(".")
    if not name:
        values.setdefault(head, value)
        return
    inner = values.setdefault(head, {})
    if isinstance(inner, dict) and inner.get(name) in (None, ""):
        inner[name] = value


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


Real = Callable[[int], Mapping[str, Any] | None]
REAL: dict[str, Real] = {}
R = TypeVar("R", bound=Real)


def shown_with(*kinds: str) -> Callable[[R], R]:
    """List what such an email would newest be about for a customer, by their id; nothing where there is
    nothing of the kind. Secrets of the kind are left out by whoever asks.
    """

    def declare(found: R) -> R:
        REAL.update(dict.fromkeys(kinds, found))
        return found

    return declare


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
