"""Sending one email, and keeping the truth about it.

What concerns a customer's own affairs is sent at least once, always with the same Message-ID. Marketing is
sent at most once: where nobody can know whether the server took it, its fate is *unknown* for good.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils import timezone

from clientela.core.actor import Actor
from clientela.core.queue import Queue, enqueue
from clientela.core.seals import unseal
from clientela.post import letter as letters
from clientela.post import pacing
from clientela.post.actions.queueing import place
from clientela.post.actions.suppressing import held
from clientela.post.models import Message, Stream
from clientela.post.providers import (
    Outgoing,
    Permanent,
    SenderRefused,
    Temporary,
    Trouble,
    Unclear,
    provider,
)
from clientela.store.models import Store

log = structlog.get_logger()

# With the waits below, a day's outage of the mail server loses nothing.
MOST_ATTEMPTS = 32
LONGEST_WAIT = 3600
State = Message.State


def deliver(message_id: int, *, by: Actor) -> None:
    """Send one email that waits. Safe to call twice: whoever claims it first sends it."""
    by.must_be()
    store = Store.current()
    waiting = Message.objects.filter(pk=message_id, state=State.QUEUED).first()
    if waiting is None:
        return
    if turn := pacing.wait(waiting, store):
        _put_off(waiting, turn)
        return
    message = _claim(message_id)
    if message is None:
        return
    if Message.objects.filter(pk=message.pk, expires_at__lte=Now()).exists():
        _end(message, State.EXPIRED, problem="expired")
    elif reason := held(message):
        _end(message, State.SUPPRESSED, problem=f"held_{reason}")
    elif message.attempts > MOST_ATTEMPTS:
        # Only a mail that ended its worker each time gets here.
        _end(message, State.FAILED, message.error or "worker lost", message.problem or "broken")
    else:
        _send(message, store)


def _claim(message_id: int) -> Message | None:
    """Take the letter. Marketing to whoever wants none any more is stopped here, by the database."""
    waiting = Message.objects.filter(pk=message_id, state=State.QUEUED)
    if not waiting.update(state=State.SENDING, claimed_at=Now(), attempts=F("attempts") + 1):
        return None
    return Message.objects.filter(pk=message_id, state=State.SENDING).first()


def _send(message: Message, store: Store) -> None:
    try:
        known_as = provider(store).deliver(outgoing(message), store)
    except SenderRefused as trouble:
        pacing.pause(store)
        _put_off(message, timezone.now() + timedelta(seconds=pacing.PAUSE_SECONDS), trouble)
    except Temporary as trouble:
        _try_again(message, trouble)
    except Permanent as trouble:
        _end(message, State.FAILED, str(trouble), trouble.problem)
    except Unclear as trouble:
        _unclear(message, trouble)
    except Exception as problem:
        log.exception("mail_broke", kind=message.kind)
        _unclear(message, Unclear(type(problem).__name__, "broken"))
    else:
        Message.objects.filter(pk=message.pk).update(provider=store.mail_via, provider_id=known_as[:255])
        _end(message, State.SENT)


def outgoing(message: Message) -> Outgoing:
    """The email as it leaves the house, secrets in their places."""
    values = unseal(message.secrets, purpose="mail", place=place(message)) if message.secrets else {}
    return Outgoing(
        message_id=message.message_id,
        sender=(message.from_name, message.from_email),
        to=message.to,
        subject=letters.revealed(message.subject, values, escape=False),
        text=letters.revealed(message.text, values, escape=False),
        html=letters.revealed(message.html, values, escape=True),
        language=message.language,
        reply_to=message.reply_to,
        headers=_headers(message),
    )


def _headers(message: Message) -> dict[str, str]:
    if message.stream == Stream.MARKETING:
        return {
            "List-Unsubscribe": f"<{message.unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    # What a person wrote may be answered by a person's holiday notice.
    return {} if message.staff_id and not message.again_of else {"Auto-Submitted": "auto-generated"}


def _unclear(message: Message, trouble: Unclear) -> None:
    """Nobody knows whether the server took it."""
    if message.stream == Stream.MARKETING:
        _end(message, State.UNKNOWN, str(trouble), trouble.problem)
    else:
        _try_again(message, trouble)


def _try_again(message: Message, trouble: Trouble) -> None:
    if message.attempts >= MOST_ATTEMPTS:
        _end(message, State.FAILED, str(trouble), trouble.problem)
        return
    seconds = min(15 * 2 ** min(message.attempts, 10), LONGEST_WAIT)
    _back(message, timezone.now() + timedelta(seconds=seconds), trouble, attempts=message.attempts)


def _put_off(message: Message, until: datetime, trouble: Trouble | None = None) -> None:
    """Let a letter wait for its turn, which counts as no attempt."""
    attempts = message.attempts - 1 if trouble else message.attempts
    _back(message, until, trouble, attempts=attempts)


def _back(message: Message, until: datetime, trouble: Trouble | None, *, attempts: int) -> None:
    changes = {"error": str(trouble)[:2000], "problem": trouble.problem, "paced_at": None} if trouble else {}
    with transaction.atomic():
        Message.objects.filter(pk=message.pk, state=message.state, attempts=message.attempts).update(
            state=State.QUEUED, next_try_at=until, attempts=attempts, **changes
        )
        enqueue("post.deliver", Queue(message.queue), at=until, message_id=message.pk)


def _end(message: Message, state: Message.State, error: str = "", problem: str = "") -> None:
    """Write down what became of a letter, its secrets gone. A worker taken for dead may say *sent* late."""
    before = [State.SENDING, State.UNKNOWN] if state is State.SENT else [State.SENDING]
    Message.objects.filter(pk=message.pk, state__in=before, attempts=message.attempts).update(
        state=state,
        error=error[:2000],
        problem=problem,
        secrets="",
        sent_at=Now() if state is State.SENT else None,
    )
    log.info("mail_ended", message=message.pk, kind=message.kind, state=str(state), attempts=message.attempts)
