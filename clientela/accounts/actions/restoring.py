"""After a restored backup: what was open when it was made may have been ended since, so all ends."""

from django.db import transaction
from django.db.models.functions import Now

from clientela.accounts.models import Challenge, Link, Session
from clientela.core.actor import Actor


def end_everything(*, by: Actor) -> tuple[int, int]:
    """Sign every customer out, and end all one-time links and codes (security F34). Gives both counts."""
    by.must_be()
    with transaction.atomic():
        sessions = Session.objects.filter(ended_at=None).update(ended_at=Now())
        links = Link.objects.filter(used_at=None, ended_at=None).update(ended_at=Now())
        codes = Challenge.objects.filter(used_at=None, ended_at=None).update(ended_at=Now())
    return sessions, links + codes
