"""Who is signed in to the admin, who works here, and what tokens may do."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from clientela.core import words
from clientela.core.actor import Actor, Kind
from clientela.core.networks import is_local
from clientela.core.seals import token_hash
from clientela.journal import queries as journal
from clientela.journal.facts import KINDS
from clientela.staff import tokens
from clientela.staff.models import Link, Notice, Presence, Session, Token, User
from clientela.staff.roles import Role

# How long after a page last asked its reader still counts as there; it asks every five seconds.
HERE_FOR = timedelta(seconds=25)
# A hidden page doesn't ask: of two pages of one reader, both are seen if both asked within this time.
ASKED_TOGETHER = timedelta(seconds=8)


def session_of(token: str, ip: str, *, counts: bool = True) -> Session | None:
    """The live session of a cookie's token, with its member of staff; it may still lack the second factor.

    Those of the demo's people are good on this machine only (security AC-05). What a page asks by itself
    doesn't count as use (`counts`): an unwatched browser is signed out in time.
    """
    session = Session.objects.alive().select_related("user").filter(token_hash=token_hash(token)).first()
    if session and session.user.is_demo and not is_local(ip):
        return None
    if session and counts and session.wants_touch:
        Session.objects.filter(pk=session.pk).update(seen_at=Now())
    return session


def sessions_of(user: User) -> list[Session]:
    """The browsers in which somebody is signed in, the latest used first."""
    return list(Session.objects.alive().filter(user=user, is_whole=True).order_by("-seen_at", "-pk"))


def everybody() -> list[User]:
    """All staff by name, those switched off last."""
    return list(User.objects.order_by("-is_active", "name", "pk").prefetch_related("apps", "passkeys"))


def found(text: str) -> list[User]:
    """The staff whose names and email addresses have all these words, each as the beginning of a word."""
    asked = words.split(text)
    return [
        user
        for user in User.objects.order_by("-is_active", "name", "pk")
        if words.fit(asked, words.split(f"{user.name} {user.email}"))
    ]


def addresses_of_others(user: User) -> list[str]:
    """The canonical addresses of all staff but one."""
    return list(User.objects.exclude(pk=user.pk).values_list("email_key", flat=True))


def notices(user: User, most: int = 50) -> list[Notice]:
    """What colleagues mentioned somebody in, newest first."""
    return list(Notice.objects.filter(user=user).order_by("-pk")[:most])


def names(user_ids: Collection[int]) -> dict[int, str]:
    """What these members of staff are called."""
    return dict(User.objects.filter(pk__in=user_ids).values_list("pk", "name"))


def colleagues(user: User, most: int = 200) -> list[str]:
    """What the others who work here are called."""
    others = User.objects.joined().exclude(pk=user.pk).exclude(name="").order_by("name", "pk")
    return list(others.values_list("name", flat=True)[:most])


def unread(user: User) -> int:
    """How many mentions somebody hasn't seen yet."""
    return Notice.objects.filter(user=user, read_at=None).count()


@dataclass(frozen=True)
class Colleague:
    """Somebody else who has the same page open."""

    name: str
    is_editing: bool


def others_here(kind: str, subject_id: int, actor: Actor) -> list[Colleague]:
    """The colleagues who have something open right now, those who change it first."""
    here = Presence.objects.filter(kind=kind, subject_id=subject_id, seen_at__gt=Now() - HERE_FOR)
    rows = (
        here.exclude(user=actor.id).filter(user__is_active=True).order_by("-seen_at").select_related("user")
    )
    last: dict[User, datetime] = {}
    editing = set()
    for row in rows:
        newest = last.setdefault(row.user, row.seen_at)
        if row.mode == Presence.Mode.EDIT and newest - row.seen_at < ASKED_TOGETHER:
            editing.add(row.user)
    found = [
        Colleague(user.name, user in editing) for user in sorted(last, key=lambda user: (user.name, user.pk))
    ]
    return sorted(found, key=lambda colleague: not colleague.is_editing)


def has_factor(user: User) -> bool:
    """Whether somebody has an app or a passkey."""
    return user.apps.exists() or user.passkeys.exists()


def without_second_factor() -> QuerySet[User]:
    """Who may sign in but has set up no second factor yet; the demo's people don't count."""
    return User.objects.lacking_second_factor()


def link_of(purpose: Link.Purpose, user_id: int, token: str) -> Link | None:
    """The open link of this kind, person and token, with the person."""
    found = Link.objects.open().select_related("user")
    return found.filter(purpose=purpose, user_id=user_id, token_hash=token_hash(token)).first()


def invited_until(user: User) -> Link | None:
    """The invitation that is open for somebody, if one still is."""
    return user.links.open().filter(purpose=Link.Purpose.INVITATION).first()


def all_tokens() -> list[Token]:
    """Every API token that wasn't revoked, the newest first, with who made it."""
    return list(Token.objects.filter(ended_at=None).select_related("made_by").order_by("-pk"))


def ending_tokens() -> QuerySet[Token]:
    """API tokens that work now and not two weeks from now."""
    soon = Token.objects.alive().filter(expires_at__lt=Now() + timedelta(days=14))
    return soon.select_related("made_by")


def token_of(text: str, ip: str) -> Actor | None:
    """Whom a token speaks for, from this address; nothing where it opens nothing.

    Its powers are read anew each time: its scopes, within what its maker may do today. Send it in a header,
    never in an address.
    """
    if not tokens.looks_right(text):
        return None
    found = Token.objects.alive().select_related("made_by").filter(token_hash=token_hash(text)).first()
    if found is None or not tokens.comes_from(ip, found.networks):
        return None
    long_ago = Q(used_at=None) | Q(used_at__lt=Now() - timedelta(minutes=1))
    Token.objects.filter(long_ago, pk=found.pk).update(used_at=Now())
    return Actor(Kind.TOKEN, found.pk, found.name, found.powers, ip=ip)


@dataclass(frozen=True)
class Told:
    """One line of what happened to a colleague."""

    at: datetime
    icon: str
    words: str


def story_of(user: User, most: int = 20) -> list[Told]:
    """What happened around a member of staff, the newest first."""
    roles: dict[str, object] = dict(Role.choices)
    found = journal.about("staff", user.pk)[:most]
    told = []
    for event in found:
        kind = KINDS[event.name]
        values = {name: roles.get(str(value), value) for name, value in kind.told(event.data).items()}
        told.append(Told(event.at, kind.icon, str(kind.sentence).format(**values)))
    return told
