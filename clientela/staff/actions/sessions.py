"""Browsers in which staff are signed in: starting, renewing and ending them (security SE-01 to SE-07)."""

from django.db import transaction
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.journal.actions import Subject, record
from clientela.staff.events import StaffSessionsEnded, StaffSignedIn, StaffSignedOut
from clientela.staff.models import Link, Session, Token, User


def must_be_self(user_id: int, by: Actor) -> None:
    """Refuse unless the actor is this very member of staff, or may change staff. Raises `NotAllowed`."""
    if not (by.is_staff and by.id == user_id):
        by.must(Power.STAFF_EDIT)


def start(user: User, *, agent: str, replaces: str, is_whole: bool, by: Actor) -> str:
    """A new session, in the caller's transaction. Gives the token for the cookie, always a new one.

    `replaces` is the token that this browser had: it is dead from now on (security SE-02).
    """
    by.anyone_may()
    token = new_token()
    Session.objects.filter(token_hash=token_hash(replaces), ended_at=None).update(ended_at=Now())
    Session.objects.create(
        user=user, token_hash=token_hash(token), ip=by.ip, agent=agent[:200], is_whole=is_whole
    )
    return token


def signed_in(user: User, method: str, *, by: Actor) -> None:
    """Write down that somebody is signed in whole, in the caller's transaction."""
    by.anyone_may()
    User.objects.filter(pk=user.pk).update(last_login=Now())
    record(StaffSignedIn(method), by=user.as_actor(by.ip))


def renew(session: Session, *, by: Actor) -> str:
    """Give a session that was just proved a new token; the old one is dead (security SE-02).

    In the caller's transaction. Raises `NotThere` where it ended meanwhile.
    """
    must_be_self(session.user_id, by)
    token = new_token()
    same_one = Session.objects.filter(pk=session.pk, token_hash=session.token_hash, ended_at=None)
    if not same_one.update(token_hash=token_hash(token), proved_at=Now(), seen_at=Now(), is_whole=True):
        raise NotThere
    return token


def end_everything(user_id: int, *, by: Actor, keep: Session | None = None) -> tuple[int, int]:
    """End sessions, links and API tokens of a person, in the caller's transaction (security SE-05).

    Gives how many sessions and tokens ended. With `keep`, that session and the tokens go on.
    """
    must_be_self(user_id, by)
    sessions = Session.objects.filter(user_id=user_id, ended_at=None)
    Link.objects.filter(user_id=user_id, used_at=None, ended_at=None).update(ended_at=Now())
    if keep:
        return sessions.exclude(pk=keep.pk).update(ended_at=Now()), 0
    tokens = Token.objects.filter(made_by_id=user_id, ended_at=None)
    return sessions.update(ended_at=Now()), tokens.update(ended_at=Now())


def sign_out(token: str, *, by: Actor) -> None:
    """End a staff session on the server; a copy of its cookie is worthless from now on."""
    by.anyone_may()
    with transaction.atomic():
        ended = Session.objects.filter(token_hash=token_hash(token), ended_at=None).update(ended_at=Now())
        if ended:
            record(StaffSignedOut(), by=by)


def end_session(user_id: int, session_id: int, *, by: Actor) -> None:
    """Sign a person out in one browser: themselves, or an owner does it. Raises `NotThere`."""
    must_be_self(user_id, by)
    with transaction.atomic():
        found = Session.objects.filter(pk=session_id, user_id=user_id, ended_at=None)
        if not found.update(ended_at=Now()):
            raise NotThere
        record(StaffSessionsEnded(1), by=by, subject=Subject("staff", user_id))


def end_other_sessions(user_id: int, *, by: Actor, keep: Session | None = None) -> int:
    """Sign a person out everywhere, or everywhere but here. Gives in how many browsers."""
    must_be_self(user_id, by)
    with transaction.atomic():
        found = Session.objects.filter(user_id=user_id, ended_at=None)
        count = (found.exclude(pk=keep.pk) if keep else found).update(ended_at=Now())
        if count:
            record(StaffSessionsEnded(count), by=by, subject=Subject("staff", user_id))
    return count
