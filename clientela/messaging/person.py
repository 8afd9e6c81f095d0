"""The messages' part when people go: what colleagues wrote, as they wrote it."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.messaging.models import Written
from clientela.post.models import Message

COVERS = {"messaging.Written.message_id": "removed with the email that was written"}


def close(people: People, *, by: Actor) -> None:
    """Remove what colleagues wrote to them, sent or not; the email itself is the outbox's."""
    by.must_be()
    theirs = Message.objects.filter(customer_id__in=people.any)
    Written.objects.filter(message_id__in=theirs.values("pk")).delete()


def forget(people: People, *, by: Actor) -> None:
    """The same: before the outbox no longer knows whose the emails were."""
    close(people, by=by)
