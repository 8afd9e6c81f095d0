"""Queueing mail and sending it: at least once, always with the same Message-ID."""

import secrets
from datetime import timedelta

import structlog
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.queue import Queue, enqueue
from clientela.core.seals import seal, unseal
from clientela.post import letter as letters
from clientela.post.letter import Letter
from clientela.post.models import Message
from clientela.post.providers import Outgoing, Permanent, Temporary, provider
from clientela.store.models import Store

log = structlog.get_logger()

MOST_ATTEMPTS = 9
# A worker that died while sending leaves its letter claimed; after this it is sent again.
CLAIM_LASTS = timedelta(minutes=2)
# One that waits longer than this may have lost its task; asking twice does no harm.
QUEUE_LASTS = timedelta(minutes=10)


def queue(letter: Letter, *, by: Actor) -> Message | None:
    """Put an email into the outbox in the caller's transaction. Gives nothing where its key was used before.

    The address must be one mailbox. Raises `EmailNotValid`.
    """
    by.anyone_may()
    emails.canonical(letter.to)
    store = Store.current()
    message = Message(
        message_id=f"<{secrets.token_hex(16)}@{emails.domain_of(emails.canonical(store.email))}>",
        dedupe_key=letter.dedupe_key,
        kind=letter.kind,
        queue=letter.queue,
        customer_id=letter.customer_id,
        to=letter.to,
        from_name=one_line(store.name)[:80],
        from_email=store.email,
        subject=one_line(letter.subject),
        text=letter.text,
        html=letter.html,
        language=letter.language,
        expires_at=letter.expires_at,
    )
    message.secrets = _sealed(message, letter)
    with transaction.atomic():
        made = Message.objects.bulk_create([message], ignore_conflicts=letter.dedupe_key is not None)
        found = Message.objects.filter(message_id=made[0].message_id).first()
        if found:
            enqueue("post.deliver", letter.queue, message_id=found.pk)
    return found


def one_line(subject: str) -> str:
    """A subject without control characters or line ends, at most 255 letters (security TP-04)."""
    return " ".join("".join(c if c.isprintable() else " " for c in subject).split())[:255]


def _place(message: Message) -> str:
    return f"post_message|{message.message_id}|secrets"


def _sealed(message: Message, letter: Letter) -> str:
    return seal(dict(letter.secrets), purpose="mail", place=_place(message)) if letter.secrets else ""


def deliver(message_id: int, *, by: Actor) -> None:
    """Send one email that waits. Safe to call twice: whoever claims it first sends it."""
    by.must_be()
    message = _claim(message_id)
    if message is None:
        return
    if Message.objects.filter(pk=message.pk, expires_at__lte=Now()).exists():
        _end(message, Message.State.EXPIRED)
    elif message.attempts > MOST_ATTEMPTS:
        # Only a mail that ended its worker each time gets here.
        _end(message, Message.State.FAILED, message.error or "worker lost")
    else:
        _send(message)


def _send(message: Message) -> None:
    store = Store.current()
    try:
        provider(store).deliver(_outgoing(message), store)
    except Temporary as problem:
        _try_again(message, str(problem))
    except Permanent as problem:
        _end(message, Message.State.FAILED, str(problem))
    except Exception as problem:
        log.exception("mail_broke", kind=message.kind)
        _try_again(message, type(problem).__name__)
    else:
        _end(message, Message.State.SENT)


def _claim(message_id: int) -> Message | None:
    waiting = Message.objects.filter(pk=message_id, state=Message.State.QUEUED)
    claimed = waiting.update(state=Message.State.SENDING, claimed_at=Now(), attempts=F("attempts") + 1)
    return Message.objects.get(pk=message_id) if claimed else None


def _outgoing(message: Message) -> Outgoing:
    values = unseal(message.secrets, purpose="mail", place=_place(message)) if message.secrets else {}
    return Outgoing(
        message_id=message.message_id,
        sender=(message.from_name, message.from_email),
        to=message.to,
        subject=letters.revealed(message.subject, values, escape=False),
        text=letters.revealed(message.text, values, escape=False),
        html=letters.revealed(message.html, values, escape=True),
        language=message.language,
    )


def _try_again(message: Message, problem: str) -> None:
    if message.attempts >= MOST_ATTEMPTS:
        _end(message, Message.State.FAILED, problem)
        return
    later = timezone.now() + timedelta(seconds=min(15 * 2**message.attempts, 3600))
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
            state=Message.State.QUEUED, next_try_at=later, error=problem[:2000]
        )
        enqueue("post.deliver", Queue(message.queue), at=later, message_id=message.pk)


def _end(message: Message, state: Message.State, problem: str = "") -> None:
    Message.objects.filter(pk=message.pk, state=Message.State.SENDING).update(
        state=state, error=problem[:2000], secrets="", sent_at=Now() if state is Message.State.SENT else None
    )
    log.info("mail_ended", message=message.pk, kind=message.kind, state=str(state), attempts=message.attempts)


def sweep(*, by: Actor) -> int:
    """Queue again what a dead worker left half-sent, and what lost its place in the queue."""
    by.must_be()
    half_sent = Q(state=Message.State.SENDING, claimed_at__lt=Now() - CLAIM_LASTS)
    waits_long = Q(queued_at__lt=Now() - QUEUE_LASTS) & (
        Q(next_try_at=None) | Q(next_try_at__lt=Now() - QUEUE_LASTS)
    )
    with transaction.atomic():
        open_ones = Message.objects.select_for_update(skip_locked=True)
        stuck = open_ones.filter(half_sent | (Q(state=Message.State.QUEUED) & waits_long))
        ids = dict(stuck.values_list("pk", "queue")[:1000])
        Message.objects.filter(pk__in=ids).update(state=Message.State.QUEUED)
        for pk, name in ids.items():
            enqueue("post.deliver", Queue(name), once=f"mail-{pk}", message_id=pk)
    return len(ids)
