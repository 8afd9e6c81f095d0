"""Writing to one customer: looked at first, then sent once; and sending an email again."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.core.queue import Queue
from clientela.core.seals import token_hash
from clientela.customers import queries as customers
from clientela.customers.actions.consent import NothingToSendTo
from clientela.customers.models import Customer
from clientela.gate import actions as gate
from clientela.messaging import objects
from clientela.messaging.actions.notifying import spoken, written
from clientela.messaging.kinds import KINDS, MAKERS, Fresh
from clientela.messaging.models import Written
from clientela.messaging.rich import rich
from clientela.post import actions as post
from clientela.post.letter import Letter, masked
from clientela.post.models import Message, Sender, Stream
from clientela.post.queries import message as message_of
from clientela.staff.models import User
from clientela.store.models import Store

CONTACT = "customer.contact"
LONGEST = 20_000


class SenderUnknown(Refused):
    """The address isn't one of the store's, or nobody has proved it yet (security TP-05)."""

    code = "sender_unknown"
    sentence = _("Choose one of the store's proved addresses.")
    field = "sender"


class CantRepeat(Refused):
    """An email can't be sent again."""

    code = "cant_repeat"
    sentence = _("This email held a secret that is used up, so it can't be sent again.")


def compose(customer_id: int, *, subject: str, text: str, by: Actor, sender_id: int | None = None) -> Message:
    """Write an email to a customer down as it would be sent; `send_draft` of the post sends it.

    `text` is paragraphs with simple formatting (`messaging.rich`). Without a sender it comes from the store's
    own address. Raises `NothingToSendTo`, `SenderUnknown`, `NotThere`, `Refused`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    by.must_be(Kind.STAFF)
    customer, store = customers.find(customer_id), Store.current()
    if not customer.email:
        raise NothingToSendTo
    refuse_empty(subject, text)
    language = spoken(customer.language, store)
    values: Mapping[str, Any] = {
        "email_title": subject,
        "custom_message": rich(text),
        "email_body": rich(text),
        "customer": objects.customer(customer, objects.tags_of(customer.pk)),
    }
    made = written(KINDS[CONTACT], values, language, store, by=by)
    letter = Letter(
        kind=CONTACT, to=customer.email, subject=made.subject, text=made.text, html=made.html,
        language=language, customer_id=customer.pk, staff_id=by.id, sender=sender_of(sender_id),
    )  # fmt: skip
    with transaction.atomic():
        draft = post.draft(letter, by=by)
        # Only what may still be changed is kept: the post throws drafts away after a day.
        Written.objects.filter(staff_id=by.id, written_at__lt=Now() - timedelta(days=1)).delete()
        Written.objects.create(
            message_id=draft.pk, staff_id=by.id, sender_id=sender_id, subject=subject[:255], text=text
        )
    return draft


def refuse_empty(subject: str, text: str) -> None:
    """Refuse an email without a subject or words, or with too many. Raises `Refused`."""
    if not subject.strip():
        raise Refused(_("Write a subject."), field="subject", code="empty")
    if not text.strip():
        raise Refused(_("Write a message."), field="message", code="empty")
    if len(text) > LONGEST:
        raise Refused(_("This message is too long for an email."), field="message", code="too_long")


def sender_of(sender_id: int | None) -> tuple[str, str] | None:
    """Name and address of a proved sender; nothing for the store's own. Raises `SenderUnknown`."""
    if not sender_id:
        return None
    found = Sender.objects.filter(pk=sender_id, verified_at__isnull=False).first()
    if found is None:
        raise SenderUnknown
    return found.name or Store.current().name, found.email


def resend(message_id: int, *, to_me: bool, by: Actor, key: str = "") -> Message:
    """Send an email again: to its customer, at the address they have now and with secrets made anew; or to
    whoever asks, with dots for secrets. A `key`, made when the button was drawn, sends once however often it
    is pressed. Raises `CantRepeat`, `NothingToSendTo`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    by.must_be(Kind.STAFF)
    found = message_of(message_id)
    # Who may not read an email mustn't have it sent to them either (security AC-03).
    may_read = found.staff_id == by.id or by.can(Power.CUSTOMERS_ADDRESSES)
    if found.state == Message.State.DRAFT or not may_read:
        raise NotThere
    once = f"again-{by.id}-{found.pk}-{'me' if to_me else 'customer'}-{token_hash(key)[:32]}" if key else None
    with transaction.atomic():
        # Of two presses at once, the second waits here: its fresh link would end that of the first.
        Message.objects.select_for_update().get(pk=found.pk)
        before = Message.objects.filter(dedupe_key=once).first() if once else None
        return before or _again(_for_me(found, by) if to_me else _for_customer(found, by), once, by)


def _again(letter: Letter, once: str | None, by: Actor) -> Message:
    sent = post.queue(replace(letter, dedupe_key=once), by=by)
    assert sent
    return sent


def _for_me(found: Message, by: Actor) -> Letter:
    me = User.objects.get(pk=by.id)
    return Letter(
        kind=found.kind, to=me.email, subject=masked(found.subject), text=masked(found.text),
        html=masked(found.html), language=found.language, staff_id=by.id, again_of=found.pk,
    )  # fmt: skip


def _for_customer(found: Message, by: Actor) -> Letter:
    if found.customer_id is None:
        raise NotThere
    customer = customers.find(found.customer_id)
    if not customer.email:
        raise NothingToSendTo
    fresh = _fresh(found, customer, by)
    return Letter(
        kind=found.kind, to=customer.email, subject=found.subject, text=found.text, html=found.html,
        language=found.language, queue=Queue(found.queue), customer_id=customer.pk,
        about=(found.about_kind, found.about_id), staff_id=by.id, again_of=found.pk,
        secrets=fresh.secrets, expires_at=fresh.expires_at, stream=Stream(found.stream),
        is_essential=found.is_essential, sender=_still(found),
        reply_to=found.reply_to, unsubscribe_url=found.unsubscribe_url,
    )  # fmt: skip


def _still(found: Message) -> tuple[str, str] | None:
    """Whom it came from, if mail may still come from there (security TP-05); else the store itself."""
    senders = Sender.objects.filter(email=found.from_email, verified_at__isnull=False)
    return (found.from_name, found.from_email) if senders.exists() else None


def _fresh(found: Message, customer: Customer, by: Actor) -> Fresh:
    if masked(found.html) == found.html and masked(found.text) == found.text:
        return Fresh({})
    maker = MAKERS.get(found.kind)
    if maker is None:
        raise CantRepeat
    # Nobody's mailbox is filled with codes and links, whoever asks for them (security RL-06).
    gate.take("mail.recipient_quarter", customer.email_key or "", by=by)
    gate.take("mail.recipient_day", customer.email_key or "", by=by)
    made: Fresh = maker(found, customer, by=by)
    return made
