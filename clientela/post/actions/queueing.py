"""Putting mail into the outbox."""

import secrets as randomness
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache
from types import MappingProxyType

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.core.queue import Queue, enqueue
from clientela.core.seals import seal
from clientela.journal.actions import Subject, record
from clientela.post.events import MailQueued
from clientela.post.letter import Letter
from clientela.post.models import Message, Sender
from clientela.store.models import Store


class SenderGone(Refused):
    """The address that an email would come from was taken out of the settings since it was written."""

    code = "sender_gone"
    sentence = _("This email would come from an address that the store no longer sends from. Change it.")


def queue(letter: Letter, *, by: Actor) -> Message | None:
    """Put an email into the outbox in the caller's transaction. Gives nothing where its key was used before.

    The address must be one mailbox. Raises `EmailNotValid`.
    """
    by.anyone_may()
    emails.canonical(letter.to)
    message = as_message(letter, Store.current())
    message.secrets = sealed_secrets(message, letter)
    with transaction.atomic():
        found = _written(message)
        if found:
            _on_its_way(found, by)
    return found


def _written(message: Message) -> Message | None:
    if message.dedupe_key is None:
        return Message.objects.bulk_create([message])[0]
    # Where its key was used already, no row comes back.
    Message.objects.bulk_create([message], ignore_conflicts=True)
    return Message.objects.filter(message_id=message.message_id).first()


def _on_its_way(message: Message, by: Actor) -> None:
    enqueue("post.deliver", Queue(message.queue), message_id=message.pk)
    # For mail to strangers too: the work must not tell whether an address is known (security EN-02).
    fact = MailQueued(message.kind)
    record(fact, by=by, customer_id=message.customer_id, subject=Subject("message", message.pk))


def draft(letter: Letter, *, by: Actor) -> Message:
    """Write an email down as it would be sent, for somebody to look at first. Raises `EmailNotValid`."""
    by.must(Power.CUSTOMERS_EMAIL)
    emails.canonical(letter.to)
    message = as_message(letter, Store.current())
    message.state = Message.State.DRAFT
    message.save(force_insert=True)
    return message


def send_draft(
    message_id: int,
    *,
    by: Actor,
    secrets: Mapping[str, str] = MappingProxyType({}),
    expires_at: datetime | None = None,
) -> bool:
    """Send what was looked at, once: of two clicks one gives true. `secrets` are what its markers stand for.

    Raises `SenderGone`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    with transaction.atomic():
        message = Message.objects.select_for_update().filter(pk=message_id, staff_id=by.id).first()
        if message is None:
            raise NotThere
        if message.state != Message.State.DRAFT:
            return False
        if not _may_come_from(message.from_email):
            raise SenderGone
        sealed = seal(dict(secrets), purpose="mail", place=place(message)) if secrets else ""
        Message.objects.filter(pk=message.pk).update(
            state=Message.State.QUEUED, queued_at=Now(), secrets=sealed, expires_at=expires_at
        )
        _on_its_way(message, by)
    return True


def _may_come_from(address: str) -> bool:
    """Whether mail may come from an address: the store's own, or one that is still proved (TP-05)."""
    key = emails.canonical(address)
    if key == emails.canonical(Store.current().email):
        return True
    return Sender.objects.filter(key=key, verified_at__isnull=False).exists()


def as_message(letter: Letter, store: Store) -> Message:
    """The row that a letter becomes, not saved yet."""
    name, address = letter.sender or (store.name, store.email)
    about_kind, about_id = letter.about
    return Message(
        message_id=f"<{randomness.token_hex(16)}@{_domain(address)}>",
        dedupe_key=letter.dedupe_key,
        kind=letter.kind,
        stream=letter.stream,
        is_essential=letter.is_essential,
        queue=letter.queue,
        customer_id=letter.customer_id,
        about_kind=about_kind,
        about_id=about_id,
        staff_id=letter.staff_id,
        again_of=letter.again_of,
        to=letter.to,
        from_name=one_line(name)[:80],
        from_email=address,
        reply_to=letter.reply_to,
        unsubscribe_url=letter.unsubscribe_url,
        subject=one_line(letter.subject),
        text=letter.text,
        html=letter.html,
        language=letter.language,
        expires_at=letter.expires_at,
    )


@lru_cache(maxsize=64)
def _domain(address: str) -> str:
    """Where an address of the store's is; many emails come from the same."""
    return emails.domain_of(emails.canonical(address))


def one_line(subject: str) -> str:
    """A subject without control characters or line ends, at most 255 letters (security TP-04)."""
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())[:255]


def place(message: Message) -> str:
    """Where a message's secrets are bound to."""
    return f"post_message|{message.message_id}|secrets"


def sealed_secrets(message: Message, letter: Letter) -> str:
    """A letter's secrets, sealed and bound to its message; empty where it has none."""
    return seal(dict(letter.secrets), purpose="mail", place=place(message)) if letter.secrets else ""
