"""Tidying what was never sent."""

from datetime import timedelta

from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.invitations.models import Ask, Invitation, Round

DRAFT_LASTS = timedelta(days=1)
ROUND_LASTS = timedelta(days=7)


def sweep(*, by: Actor) -> int:
    """Remove invitations and rounds that were written and never sent. Gives how many."""
    by.must_be()
    written, _each = Invitation.objects.filter(sent_at=None, written_at__lt=Now() - DRAFT_LASTS).delete()
    planned, _each = Round.objects.filter(started_at=None, made_at__lt=Now() - ROUND_LASTS).delete()
    asked, _each = Ask.objects.filter(asked_at__lt=Now() - DRAFT_LASTS).delete()
    return written + planned + asked
