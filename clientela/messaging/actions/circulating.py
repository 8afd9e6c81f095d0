"""One notification to many customers at once, and one to look at before it is sent."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from html import escape
from secrets import token_hex
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
from clientela.messaging.rendering import Rendered, in_one_line
from clientela.post import actions as post
from clientela.post.letter import Letter, marker
from clientela.post.models import Message
from clientela.store.models import Store

# What a template's signs say of its reader: `customer.first_name`, or `customer` in some other way.
_SIGNS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}", re.DOTALL)
_SAID = re.compile(r"\bcustomer\b(?:\.([a-z_]+))?")
# Signs that only write such a name as it is, or ask whether there is one.
_AS_IT_IS = re.compile(
    r"\{\{-?\s*customer\.\w+\s*-?\}\}"
    r"|\{%-?\s*(?:if|unless|elsif)\s+customer\.\w+(?:\s*[!=]=\s*(?:blank|empty|nil))?\s*-?%\}"
)
_NAMES = frozenset({"first_name", "last_name", "name", "email"})


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


@dataclass(frozen=True)
class _Told:
    """What the words of a kind say of their reader: names written as they are, and names they reckon with."""

    as_it_is: tuple[str, ...] = ()
    reckoned: tuple[str, ...] = ()
    # They say something else of them, so everybody's email is filled apart.
    is_own: bool = False

    @classmethod
    def of(cls, notification: Notification, language: str) -> "_Told":
        """Read it off the words in force, and off the built-in ones that go out where those fail."""
        own, stock = current(notification.kind, language), built_in(notification, language)
        sources = [stock.subject, stock.body, *([own.subject, own.body] if own else [])]
        others = {n.removeprefix("customer.") for n in notification.also if n.startswith("customer.")}
        plain: set[str | None] = set()
        reckoned: set[str | None] = set()
        for sign in (sign for source in sources for sign in _SIGNS.findall(source)):
            found = {match[1] for match in _SAID.finditer(sign)} - others
            if not found <= _NAMES:
                return cls(is_own=True)
            # HTML of their own is cleaned after it is filled: a name must be in its place by then.
            is_plain = _AS_IT_IS.fullmatch(sign) and not (own and own.is_html)
            (plain if is_plain else reckoned).update(found)
        return cls(tuple(sorted(map(str, plain - reckoned))), tuple(sorted(map(str, reckoned))))

    def careful(self) -> "_Told":
        """The same, every name reckoned with."""
        return _Told((), (*self.as_it_is, *self.reckoned), self.is_own)

    def key(self, customer: Customer) -> tuple[object, ...]:
        """Equal for all whose emails differ in nothing but names that are written as they are."""
        if self.is_own:
            return (customer.pk,)
        known = tuple(bool(getattr(customer, name)) for name in self.as_it_is)
        return (*known, *(getattr(customer, name) for name in self.reckoned))


class _Sheets:
    """Filled emails, each kept for the next reader whom it says the same to."""

    def __init__(self, circular: Circular, by: Actor) -> None:
        self.circular, self.by = circular, by
        self.marks = {name: marker(name) for name in circular.notification.secret}
        self.places = {name: f"xname{token_hex(8)}x" for name in _NAMES}
        self.told: dict[str, _Told] = {}
        self.made: dict[tuple[Any, ...], Rendered] = {}

    def of(self, reader: Reader, store: Store) -> tuple[Rendered, str]:
        """The email for one reader, and its language."""
        language = spoken(reader.customer.language, store)
        if language not in self.told:
            self.told[language] = _Told.of(self.circular.notification, language)
        key = self._key(reader, language)
        if key not in self.made:
            made = self._fill(reader, self.told[language], language, store)
            if self._is_in_tag(made):
                # Part of an address, say: what stands there is judged with the name in it.
                self.told[language] = self.told[language].careful()
                key, made = (
                    self._key(reader, language),
                    self._fill(reader, self.told[language], language, store),
                )
            self.made[key] = made
        return self._named(self.made[key], reader.customer, self.told[language]), language

    def _key(self, reader: Reader, language: str) -> tuple[Any, ...]:
        told = self.told[language].key(reader.customer)
        return (language, told, tuple(sorted(reader.values.items())))

    def _is_in_tag(self, made: Rendered) -> bool:
        tags = re.findall(r"<[^<>]*>", made.html)
        return any(place in tag for place in self.places.values() for tag in tags if "xname" in tag)

    def _fill(self, reader: Reader, told: _Told, language: str, store: Store) -> Rendered:
        """The email with places where names come."""
        with translation.override(language):
            who = objects.customer(reader.customer, objects.tags_of(reader.customer.pk))
        who |= {name: self.places[name] for name in told.as_it_is if who[name]}
        values = {**self.circular.values, **reader.values, "customer": who, **self.marks}
        return written(self.circular.notification, values, language, store, by=self.by)

    def _named(self, sheet: Rendered, customer: Customer, told: _Told) -> Rendered:
        subject, text, html = sheet.subject, sheet.text, sheet.html
        for name in told.as_it_is:
            place, value = self.places[name], in_one_line(getattr(customer, name))
            subject, text = subject.replace(place, value), text.replace(place, value)
            html = html.replace(place, escape(value))
        return Rendered(subject, text, html)


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
