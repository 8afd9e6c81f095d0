"""Clearing away what is long over."""

from datetime import timedelta

from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.staff.models import Challenge, Link, Presence, Session

KEPT = timedelta(days=7)
SESSIONS_KEPT = timedelta(days=90)
PRESENCE_KEPT = timedelta(hours=1)


def sweep(*, by: Actor) -> int:
    """Remove links and challenges that ended a week ago, sessions of a quarter ago, and who had what open
    an hour ago. Gives how many.
    """
    by.must_be()
    challenges, _tables = Challenge.objects.filter(expires_at__lt=Now() - KEPT).delete()
    links, _tables = Link.objects.filter(expires_at__lt=Now() - KEPT).delete()
    sessions, _tables = Session.objects.filter(started_at__lt=Now() - SESSIONS_KEPT).delete()
    presences, _tables = Presence.objects.filter(seen_at__lt=Now() - PRESENCE_KEPT).delete()
    return challenges + links + sessions + presences
