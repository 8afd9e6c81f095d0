"""Telling colleagues in the admin that somebody mentioned them."""

from django.db.models.functions import Now

from clientela.core.actor import Actor, Kind
from clientela.staff.models import Notice, User


def mentioned(text: str) -> list[User]:
    """The colleagues whose whole names stand behind an @ in a text, the longest name first."""
    lower, found = text.casefold(), []
    for user in sorted(User.objects.joined(), key=lambda user: -len(user.name)):
        sign = f"@{user.name.casefold()}"
        if user.name and sign in lower:
            found.append(user)
            # Of two names one of which begins the other, the longer was meant.
            lower = lower.replace(sign, " ")
    return found


def mention(text: str, customer_id: int, *, by: Actor, besides: str = "") -> int:
    """Tell whoever a text mentions (and `besides` didn't) that it stands on this customer's timeline."""
    by.anyone_may()
    known = {user.pk for user in mentioned(besides)} if besides else set()
    own = by.id if by.kind is Kind.STAFF else 0
    new = [user for user in mentioned(text) if user.pk not in known and user.pk != own]
    Notice.objects.bulk_create(
        [Notice(user=user, customer_id=customer_id, author_id=own, text=text[:300]) for user in new]
    )
    return len(new)


def retell(before: str, after: str, customer_id: int, *, by: Actor) -> None:
    """Let the notices of a text say what it says now; of one that was taken back nothing is left."""
    by.must_be(Kind.STAFF)
    told = Notice.objects.filter(customer_id=customer_id, author_id=by.id, text=before[:300])
    if after:
        told.update(text=after[:300])
    else:
        told.delete()


def read_notices(*, by: Actor) -> None:
    """Take note of all that somebody was told."""
    by.must_be(Kind.STAFF)
    Notice.objects.filter(user=by.id, read_at=None).update(read_at=Now())
