"""The outbox's part when people go: what waits isn't sent, and later nothing of what was sent is left."""

from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.post.models import MailboxMessage, Message, Suppression

COVERS = {"post.Message.customer_id": "emptied: that an email was sent stays, without whom and what"}
_WORDS: dict[str, Any] = {
    "to": "",
    "reply_to": "",
    "unsubscribe_url": "",
    "subject": "",
    "text": "",
    "html": "",
    "secrets": "",
    "error": "",
    "dedupe_key": None,
}


def close(people: People, *, by: Actor) -> None:
    """Hold back what waits to be sent to them, and remove what colleagues were still writing."""
    by.must_be()
    theirs = Message.objects.filter(customer_id__in=people.any)
    theirs.filter(state=Message.State.DRAFT).delete()
    waiting = theirs.filter(state=Message.State.QUEUED)
    waiting.update(state=Message.State.SUPPRESSED, problem="gone", secrets="")


def forget(people: People, *, by: Actor) -> None:
    """Empty every email to them or to an address of theirs, also in the built-in mailbox."""
    by.must_be()
    theirs = _theirs(people)
    MailboxMessage.objects.filter(message_id__in=theirs.values("message_id")).delete()
    MailboxMessage.objects.filter(to_key__in=people.any_email).delete()
    ids = list(theirs.values_list("pk", flat=True))
    Message.objects.filter(pk__in=ids).update(**_WORDS, customer_id=None)
    Suppression.objects.filter(key__in=people.any_email).delete()


def _theirs(people: People) -> Any:
    # Codes to register go out before there is a customer: they are found by the address alone.
    addressed = Q(customer_id=None, address__in=people.any_email)
    rows = Message.objects.annotate(address=Lower("to"))
    return rows.filter(Q(customer_id__in=people.any) | addressed)
