"""What providers tell about a message after they took it."""

from enum import StrEnum

from django.db import transaction
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.journal.actions import Subject, record
from clientela.post import problems
from clientela.post.actions.suppressing import hold
from clientela.post.events import MailBounced, MailComplained
from clientela.post.models import Message, Suppression

State = Message.State


class What(StrEnum):
    """What became of a message out there."""

    DELIVERED = "delivered"
    BOUNCED = "bounced"
    COMPLAINED = "complained"


# A later word counts only where it says more: nobody can undo a complaint.
_AFTER = {
    What.DELIVERED: (State.SENDING, State.SENT, State.UNKNOWN),
    What.BOUNCED: (State.SENDING, State.SENT, State.UNKNOWN, State.DELIVERED),
    What.COMPLAINED: (State.SENDING, State.SENT, State.UNKNOWN, State.DELIVERED, State.BOUNCED),
}


def report(
    what: What,
    *,
    by: Actor,
    message_id: str = "",
    provider: str = "",
    provider_id: str = "",
    words: str = "",
    for_good: bool = True,
) -> bool:
    """Write down a delivery report, found by our Message-ID or the provider's. Gives whether it said more.

    Mail that came back `for_good`, or was called spam, holds the address back from further mail.
    """
    by.must_be()
    words = problems.printed(words)
    with transaction.atomic():
        message = _found(*map(problems.printed, (message_id, provider, provider_id)))
        if message is None or message.state not in _AFTER[what]:
            return False
        Message.objects.filter(pk=message.pk).update(
            state=what.value, reported_at=Now(), secrets="", error=words,
            problem="" if what is What.DELIVERED else _problem(what, words),
        )  # fmt: skip
        if what is not What.DELIVERED:
            _consequences(what, message, words, by, for_good=for_good)
    return True


def _found(message_id: str, provider: str, provider_id: str) -> Message | None:
    rows = Message.objects.select_for_update()
    if message_id:
        return rows.filter(message_id=message_id).first()
    return rows.filter(provider=provider, provider_id=provider_id).first() if provider_id else None


def _problem(what: What, words: str) -> str:
    return problems.of_words(words) if what is What.BOUNCED else "complained"


def _consequences(what: What, message: Message, words: str, by: Actor, *, for_good: bool) -> None:
    fact = MailBounced(message.kind) if what is What.BOUNCED else MailComplained(message.kind)
    record(fact, by=by, customer_id=message.customer_id, subject=Subject("message", message.pk))
    if not for_good:
        return
    hold(
        message.to, Suppression.Reason(what.value), by=by, words=words, message_id=message.pk,
        customer_id=message.customer_id,
    )  # fmt: skip
