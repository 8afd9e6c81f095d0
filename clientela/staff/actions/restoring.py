"""After a restored backup: what was open when it was made may have been ended since, so all ends."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.staff.models import Challenge, Link, Session, Token


@dataclass(frozen=True)
class Ended:
    """How many there were."""

    sessions: int
    links: int
    tokens: int


def end_everything(*, by: Actor) -> Ended:
    """Sign all staff out, end their one-time links, and end all API tokens (security F34, SE-05)."""
    by.must_be()
    with transaction.atomic():
        Challenge.objects.filter(used_at=None).update(used_at=Now())
        return Ended(
            sessions=Session.objects.filter(ended_at=None).update(ended_at=Now()),
            links=Link.objects.filter(used_at=None, ended_at=None).update(ended_at=Now()),
            tokens=Token.objects.filter(ended_at=None).update(ended_at=Now()),
        )
