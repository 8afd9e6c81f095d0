"""One-time links by mail: joining, and a new password (security LK-01 to LK-07)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.seals import new_token, token_hash
from clientela.gate import actions as gate
from clientela.journal.actions import Subject, record
from clientela.staff import letters, passwords, queries
from clientela.staff.actions import sessions
from clientela.staff.events import StaffJoined, StaffPasswordChanged, StaffResetRequested
from clientela.staff.models import Link, User

LASTS = {Link.Purpose.INVITATION: timedelta(days=7), Link.Purpose.RESET: timedelta(minutes=60)}
PATHS = {Link.Purpose.INVITATION: "/admin/join", Link.Purpose.RESET: "/admin/reset"}

# For an unknown person the same statement runs and adds nothing (security EN-02).
_OPEN = """
INSERT INTO staff_link (purpose, user_id, token_hash, expires_at)
SELECT %s, id, %s, statement_timestamp() + make_interval(secs => %s) FROM staff_user
WHERE id = %s AND is_active
"""


class LinkOver(Refused):
    """The link was used, replaced, or its time is over."""

    code = "link_over"
    sentence = _("This link is no longer valid. Ask for a new one.")


def open_link(purpose: Link.Purpose, user_id: int, *, by: Actor) -> str:
    """Put a new link in place of older ones of its kind, in the caller's transaction. Gives its path."""
    by.anyone_may()
    token = new_token()
    older = Link.objects.filter(user_id=user_id, purpose=purpose, used_at=None, ended_at=None)
    older.update(ended_at=Now())
    with connection.cursor() as cursor:
        lasts = LASTS[purpose].total_seconds()
        cursor.execute(_OPEN, [purpose, token_hash(token), lasts, user_id])
    return f"{PATHS[purpose]}/{user_id}/{token}"


def request_reset(email: str, *, language: str, by: Actor) -> None:
    """Mail a link to set a new password, or word that nobody signs in with this address.

    The page says the same for all; counters, statements and emails are the same for every address. Raises
    `EmailNotValid`, `TooMany`.
    """
    by.anyone_may()
    key = emails.canonical(email)
    gate.take("staff.reset.network", gate.network(by.ip), by=by)
    if not letters.may_mail(key, by=by):
        return
    lasts = LASTS[Link.Purpose.RESET]
    with transaction.atomic():
        user = User.objects.joined().filter(email_key=key).first()
        path = open_link(Link.Purpose.RESET, user.pk if user else 0, by=by)
        record(StaffResetRequested(), by=by, subject=Subject("staff", user.pk if user else 0))
        if user:
            letters.reset(user, path, lasts, by=by)
        else:
            letters.nobody(emails.as_typed(email), language, lasts, by=by)


@contextmanager
def _spent(purpose: Link.Purpose, user_id: int, token: str, password: str, by: Actor) -> Iterator[User]:
    """Use up a link for a new password, in one transaction with what is done besides.

    What the password may not be is said before the link is spent; the hash is made outside the transaction.
    """
    found = queries.link_of(purpose, user_id, token)
    if found is None:
        raise LinkOver
    passwords.refuse_weak(password, found.user)
    gate.take("staff.reset.network", gate.network(by.ip), by=by)
    password_hash = passwords.hashed(password)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        if not Link.objects.open().filter(pk=found.pk).update(used_at=Now()):
            raise LinkOver
        User.objects.filter(pk=user_id).update(password=password_hash)
        user.password = password_hash
        sessions.end_everything(user_id, by=user.as_actor(by.ip))
        yield user


def finish_reset(user_id: int, token: str, password: str, *, by: Actor) -> User:
    """Set the password behind a reset link, once. Nobody is signed in by it, and the second factor stays.

    Sessions, links and API tokens end (security SE-05, LK-07). Raises `LinkOver`, `PasswordWeak`, `TooMany`.
    """
    by.anyone_may()
    with _spent(Link.Purpose.RESET, user_id, token, password, by) as user:
        record(StaffPasswordChanged("reset"), by=user.as_actor(by.ip), subject=Subject("staff", user.pk))
        letters.notice(user, "password_changed", by=by)
    return user


def join(user_id: int, token: str, password: str, *, agent: str, by: Actor, replaces: str = "") -> str:
    """Accept an invitation with a password. Gives the token of a session that sets up a second factor next.

    Raises `LinkOver`, `PasswordWeak`, `TooMany`.
    """
    by.anyone_may()
    with _spent(Link.Purpose.INVITATION, user_id, token, password, by) as user:
        record(StaffJoined(user.name), by=user.as_actor(by.ip), subject=Subject("staff", user.pk))
        return sessions.start(user, agent=agent, replaces=replaces, is_whole=False, by=by)
