"""Who is signed in to the admin."""

from django.db.models.functions import Now

from clientela.core.seals import token_hash
from clientela.staff.models import Session


def session_of(token: str) -> Session | None:
    """The live session of a cookie's token, with its member of staff."""
    session = Session.objects.alive().select_related("user").filter(token_hash=token_hash(token)).first()
    if session and session.wants_touch:
        Session.objects.filter(pk=session.pk).update(seen_at=Now())
    return session
