"""One notification to many customers at once, and one to look at before it is sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import translation

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.core.queue import Queue
from clientela.customers.models import Customer
from clientela.messaging import objects
from clientela.messaging.actions.notifying import spoken, written
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.queries import built_in, current
from clientela.messaging.rendering import Rendered
from clientela.post import actions as post
from clientela.post.letter import Letter, marker
from clientela.post.models import Message
from clientela.store.models import Store

# What a template's signs say of its reader: `customer.first_name`, or `customer` in some other way.
_SIGNS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SAID = re.compile(r"\bcustomer\b(?:\.([a-z_]+))?")
_PLAIN = frozenset({"first_name", "last_name", "name", "email"})


@dataclass(frozen=True)
class Reader:
    """A customer whom an email goes to, the secrets in theirs, and what it says to them alone."""

    customer: Customer
    secrets: Mapping[str, str]
    expires_at: datetime | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Circular:
    """What goes to all of them: the kind, the values for everybody, perhaps a subject of its own."""

    kind: str
    values: Mapping[str, Any] = field(default_factory=dict)
    subject: str = ""
    queue: Queue | None = None
    staff_id: int | None = None

    @property
    def notification(self) -> Notification:
        return KINDS[self.kind]


def circulate(
    circular: Circular, readers: Sequence[Reader], *, by: Actor, job_id: int | None = None
) -> dict[int, int]:
    """Queue an email for each of these customers, in the caller's transaction. Gives messages by customer.

    Words are filled once for all whom they say the same to. Their rows have `default_address` at hand.
    """
    by.must(Power.CUSTOMERS_INVITE)
    store, sheets = Store.current(), _Sheets(circular, by)
    letters = [_letter(circular, reader, sheets.of(reader, store)) for reader in readers]
    ids = post.queue_each(letters, by=by, job_id=job_id)
    return {reader.customer.pk: pk for reader, pk in zip(readers, ids, strict=True)}


def _letter(circular: Circular, reader: Reader, sheet: tuple[Rendered, str]) -> Letter:
    made, language = sheet
    return Letter(
        kind=circular.kind, to=reader.customer.email, subject=circular.subject or made.subject,
        text=made.text, html=made.html, language=language,
        queue=circular.queue or circular.notification.queue, customer_id=reader.customer.pk,
        expires_at=reader.expires_at, secrets=reader.secrets,
        is_essential=circular.notification.is_essential, staff_id=circular.staff_id,
    )  # fmt: skip


class _Sheets:
    """Filled emails, each kept for the next reader whom it says the same to."""

    def __init__(self, circular: Circular, by: Actor) -> None:
        self.circular, self.by = circular, by
        self.marks = {name: marker(name) for name in circular.notification.secret}
        self.names: dict[str, frozenset[str] | None] = {}
        self.made: dict[tuple[Any, ...], Rendered] = {}

    def of(self, reader: Reader, store: Store) -> tuple[Rendered, str]:
        """The email for one reader, and its language."""
        language = spoken(reader.customer.language, store)
        if language not in self.names:
            self.names[language] = _names(self.circular.notification, language)
        said = _said(reader.customer, self.names[language])
        key = (language, said, tuple(sorted(reader.values.items())))
        if key not in self.made:
            self.made[key] = self._fill(reader, language, store)
        return self.made[key], language

    def _fill(self, reader: Reader, language: str, store: Store) -> Rendered:
        with translation.override(language):
            who = objects.customer(reader.customer, objects.tags_of(reader.customer.pk))
        values = {**self.circular.values, **reader.values, "customer": who, **self.marks}
        return written(self.circular.notification, values, language, store, by=self.by)


def _names(notification: Notification, language: str) -> frozenset[str] | None:
    """What the words in force say of their reader; nothing where that can't be told from them."""
    own, stock = current(notification.kind, language), built_in(notification, language)
    # Where their own words fail, the built-in ones go out instead.
    sources = [stock.subject, stock.body, *([own.subject, own.body] if own else [])]
    signs = [sign for source in sources for sign in _SIGNS.findall(source)]
    found = {match[1] for sign in signs for match in _SAID.finditer(sign)}
    return frozenset(found & _PLAIN) if found <= _PLAIN | _other_names(notification) else None


def _other_names(notification: Notification) -> set[str]:
    """Names under `customer` that stand for the kind's own values."""
    return {name.removeprefix("customer.") for name in notification.also if name.startswith("customer.")}


def _said(customer: Customer, names: frozenset[str] | None) -> object:
    if names is None:
        return customer.pk
    return tuple(getattr(customer, name) for name in sorted(names))


def draft_notification(circular: Circular, customer: Customer, *, by: Actor) -> Message:
    """Write a notification to a customer down as it would be sent; `send_draft` gives it its secrets.

    Raises `EmailNotValid`.
    """
    by.must(Power.CUSTOMERS_INVITE)
    made, language = _Sheets(circular, by).of(Reader(customer, {}), Store.current())
    return post.draft(_letter(circular, Reader(customer, {}), (made, language)), by=by)


def sample(circular: Circular, customer: Customer | None, *, by: Actor) -> Rendered:
    """The email as this customer would read it; a made-up one where there is none. Nothing is kept."""
    by.must(Power.CUSTOMERS_INVITE)
    store = Store.current()
    someone = customer or Customer(first_name="Anna", last_name="Berg", email="anna@store.example")
    return _Sheets(circular, by).of(Reader(someone, {}), store)[0]
