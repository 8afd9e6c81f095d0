"""Who is signed in to the admin, and who works here."""

from django.db.models.functions import Now

from clientela.core.seals import token_hash
from clientela.staff.models import Session, User


def session_of(token: str) -> Session | None:
    """The live session of a cookie's token, with its member of staff."""
    session = Session.objects.alive().select_related("user").filter(token_hash=token_hash(token)).first()
    if session and session.wants_touch:
        Session.objects.filter(pk=session.pk).update(seen_at=Now())
    return session


def everybody() -> list[User]:
    """All staff by name, those switched off last."""
    return list(User.objects.order_by("-is_active", "name", "pk"))
