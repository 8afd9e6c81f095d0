"""Clearing away what is long over."""

from datetime import timedelta

from django.db.models.functions import Now

from clientela.accounts.models import Challenge, Link
from clientela.core.actor import Actor

KEPT = timedelta(days=7)


def sweep(*, by: Actor) -> int:
    """Remove codes and links that ended more than seven days ago. Gives how many."""
    by.must_be()
    long_over = Now() - KEPT
    codes, _tables = Challenge.objects.filter(expires_at__lt=long_over).delete()
    links, _tables = Link.objects.filter(expires_at__lt=long_over).delete()
    return codes + links
