"""Showing colleagues that one has a page open."""

from django.db.models.functions import Now

from clientela.core.actor import Actor, Kind
from clientela.staff.models import Presence


def be_here(kind: str, subject_id: int, mode: Presence.Mode, *, by: Actor) -> None:
    """Let colleagues see for half a minute that one has something open. Asked for again and again."""
    by.must_be(Kind.STAFF)
    Presence.objects.bulk_create(
        [Presence(user_id=by.id, kind=kind, subject_id=subject_id, mode=mode, seen_at=Now())],
        update_conflicts=True,
        unique_fields=["kind", "subject_id", "user", "mode"],
        update_fields=["seen_at"],
    )
