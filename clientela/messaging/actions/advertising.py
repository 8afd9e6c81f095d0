"""Marketing by email: only to who agreed, with the way out in its headers."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from django.utils import translation

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.core.queue import Queue
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.messaging import links, objects
from clientela.messaging.actions.notifying import spoken, written
from clientela.messaging.kinds import KINDS
from clientela.post import actions as post
from clientela.post.letter import Letter
from clientela.post.models import Message, Stream
from clientela.store.models import Store


def advertise(
    kind: str,
    customer_id: int,
    values: Mapping[str, Any],
    *,
    by: Actor,
    dedupe_key: str | None = None,
    sender: tuple[str, str] | None = None,
    about: tuple[str, int | None] = ("", None),
) -> Message | None:
    """Queue a marketing email to a customer, in their language; its `dedupe_key` sends it once.

    `about` is what it belongs to, such as `("mailing", 3)`.
    The database holds it back from whoever isn't subscribed, when it is queued and again when it leaves.
    Raises `NotThere`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    customer = customers.find(customer_id)
    letter = advertisement(kind, customer, values, by=by, dedupe_key=dedupe_key, sender=sender)
    return post.queue(replace(letter, about=about), by=by)


def advertisement(
    kind: str,
    customer: Customer,
    values: Mapping[str, Any],
    *,
    by: Actor,
    dedupe_key: str | None = None,
    sender: tuple[str, str] | None = None,
) -> Letter:
    """A marketing email as this customer would get it. Nothing is kept."""
    by.must(Power.CUSTOMERS_EMAIL)
    store, notification = Store.current(), KINDS[kind]
    language = spoken(customer.language, store)
    with translation.override(language):
        reader = objects.customer(customer, objects.tags_of(customer.pk))
    known = {"customer": reader, **values, "unsubscribe_link": store.link(links.preferences_path(customer))}
    made = written(notification, known, language, store, by=by)
    return Letter(
        kind=kind, to=customer.email, subject=made.subject, text=made.text, html=made.html,
        language=language, queue=Queue.MAIL, customer_id=customer.pk, dedupe_key=dedupe_key,
        stream=Stream.MARKETING, unsubscribe_url=store.link(links.unsubscribe_path(customer)), sender=sender,
    )  # fmt: skip
