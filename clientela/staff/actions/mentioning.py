"""Telling colleagues in the admin that somebody mentioned them."""

import re
from collections import Counter

from django.db.models.functions import Now

from clientela.core.actor import Actor, Kind
from clientela.staff.models import Notice, User


def mentioned(text: str) -> list[User]:
    """The colleagues whose names stand behind an @ in a text: whole names, the longest first, then the first
    names that only one of them has."""
    users = [user for user in User.objects.joined() if user.name.strip()]
    firsts = Counter(map(_first, users))
    names = [(user.name.casefold(), user) for user in sorted(users, key=lambda user: -len(user.name))]
    names += [(_first(user), user) for user in users if firsts[_first(user)] == 1]
    lower, found = text.casefold(), []
    for name, user in names:
        # Of two names one of which begins the other, the longer was meant.
        lower, times = re.subn(rf"(?<!\w)@{re.escape(name)}(?!-?\w)", " ", lower)
        if times and user not in found:
            found.append(user)
    return found


def _first(user: User) -> str:
    return user.name.split()[0].casefold()


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
