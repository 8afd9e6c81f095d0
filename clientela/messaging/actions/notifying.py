"""Telling customers things by email."""

from collections.abc import Mapping
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils import translation

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.customers.models import Customer
from clientela.messaging import objects
from clientela.messaging.actions.wording import note_failure
from clientela.messaging.kinds import KINDS, Notification
from clientela.messaging.liquid.engine import TemplateBroken
from clientela.messaging.queries import current
from clientela.messaging.rendering import Own, Rendered, refuse_lost, render, render_own
from clientela.post import actions as post
from clientela.post.letter import Letter, marker
from clientela.post.models import Message
from clientela.store.models import Store


def notify(
    kind: str,
    to: str,
    values: Mapping[str, Any],
    *,
    by: Actor,
    language: str = "",
    customer_id: int | None = None,
    dedupe_key: str | None = None,
    expires_at: datetime | None = None,
    about: tuple[str, int | None] = ("", None),
) -> Message | None:
    """Queue a notification to one address in the caller's transaction. Gives nothing where its key was used.

    `to` is the stored address, never one just typed (security EN-04). Values that the kind calls secret stand
    in the outbox as markers, sealed beside it until the email is sent. `about` is what it tells of, such as
    `("order", 12)`.
    """
    by.anyone_may()
    notification, store = KINDS[kind], Store.current()
    secrets = {name: str(values[name]) for name in notification.secret if name in values}
    language = spoken(language, store)
    with translation.override(language):
        reader = _reader(customer_id, to)
    shown = {**values, "customer": _fuller(reader, values.get("customer", {}))}
    shown |= {name: marker(name) for name in secrets}
    made = written(notification, shown, language, store, by=by)
    letter = Letter(
        kind=kind,
        to=to,
        subject=made.subject,
        text=made.text,
        html=made.html,
        language=language,
        queue=notification.queue,
        is_essential=notification.is_essential,
        customer_id=customer_id,
        dedupe_key=dedupe_key,
        expires_at=expires_at,
        secrets=secrets,
        about=about,
    )
    return post.queue(letter, by=by)


def _reader(customer_id: int | None, to: str) -> dict[str, Any]:
    """`customer`: whole where the email goes to their own address; nobody else's mailbox learns of them."""
    # Asked for nobody, too: the work must not tell whether an address is known (security EN-02).
    rows = Customer.objects.known().select_related("default_address").filter(pk=customer_id or 0)
    found, tags = rows.first(), objects.tags_of(customer_id or 0)
    with suppress(Refused):
        if found and found.email_key == emails.canonical(to):
            return objects.customer(found, tags)
    return objects.customer(None)


def _fuller(reader: Mapping[str, Any], given: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of the reader, with what the sender says of them before it."""
    return {**reader, **{name: value for name, value in given.items() if value not in (None, "")}}


def written(
    notification: Notification, values: Mapping[str, Any], language: str, store: Store, *, by: Actor
) -> Rendered:
    """The email in the store's own words; where those fail, in the built-in ones, and staff are told.

    Words that took too long rest for an hour: codes mustn't wait behind them.
    """
    by.anyone_may()
    values = notification.whole(values)
    own = current(notification.kind, language)
    if own and not own.rests:
        try:
            made = render_own(Own.of(own), values, language, store)
            refuse_lost(notification, values, made)
            return made
        except TemplateBroken as broken:
            note_failure(own, broken.problem, by=by)
    return render(notification, values, language, store)


def spoken(language: str, store: Store) -> str:
    """The language of an email: the customer's where Clientela speaks it, else the store's."""
    known = dict(settings.LANGUAGES)
    for code in (language, language.split("-")[0], store.language):
        if code in known and translation.check_for_language(code):
            return code
    return "en"
