"""Clearing away what is long over."""

from datetime import timedelta

from django.db.models.functions import Now

from clientela.accounts.models import Attempt, Ceremony, Challenge, Link
from clientela.accounts.watched import KEPT as WATCHED
from clientela.core.actor import Actor

KEPT = timedelta(days=7)


def sweep(*, by: Actor) -> int:
    """Remove codes and links that ended a week ago, and what was watched three months ago. Gives how many."""
    by.must_be()
    long_over = Now() - KEPT
    codes, _tables = Challenge.objects.filter(expires_at__lt=long_over).delete()
    links, _tables = Link.objects.filter(expires_at__lt=long_over).delete()
    asked, _tables = Ceremony.objects.filter(expires_at__lt=long_over).delete()
    attempts, _tables = Attempt.objects.filter(at__lt=Now() - WATCHED).delete()
    return codes + links + asked + attempts
