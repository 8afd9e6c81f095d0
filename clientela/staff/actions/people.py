"""Who works here: invited, given a role, switched off and on."""

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused, TooMany
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.staff import letters, passwords
from clientela.staff.actions import sessions
from clientela.staff.actions.links import LASTS, open_link
from clientela.staff.events import (
    InvitationWithdrawn,
    RoleChanged,
    StaffActivated,
    StaffCreated,
    StaffDeactivated,
    StaffInvited,
)
from clientela.staff.models import Link, User
from clientela.staff.roles import Role

INVITATION = Link.Purpose.INVITATION


class EmailTaken(Refused):
    """A colleague has this email already."""

    code = "email_taken"
    sentence = _("A colleague has this email already.")
    field = "email"


class LastOwner(Refused):
    """Somebody has to be the owner."""

    code = "last_owner"
    sentence = _("This is the only owner. Make somebody else an owner first.")


class NotOneself(Refused):
    """Nobody changes their own role or switches themselves off."""

    code = "not_oneself"
    sentence = _("You can't change this for yourself. Another owner can.")


class SwitchedOff(Refused):
    """A link to join would lead a colleague who is switched off nowhere."""

    code = "switched_off"
    sentence = _("This colleague is switched off. Switch them on again first.")


class AlreadyJoined(Refused):
    """The colleague accepted the invitation meanwhile."""

    code = "already_joined"
    sentence = _("This colleague has joined already.")


def create_staff(
    *,
    email: str,
    name: str,
    role: Role,
    password: str,
    by: Actor,
    is_demo: bool = False,
    language: str = "en",
) -> User:
    """Add a member of staff with a password. Raises `EmailNotValid`, `EmailTaken`, `PasswordWeak`."""
    by.must(Power.STAFF_EDIT)
    user = _new(email, name, role, language)
    user.is_demo = is_demo
    passwords.refuse_weak(password, user)
    user.password = passwords.hashed(password)
    with transaction.atomic():
        _add(user)
        record(StaffCreated(user.name, role.value), by=by, subject=Subject("staff", user.pk))
    return user


def _new(email: str, name: str, role: Role, language: str) -> User:
    name = " ".join(name.split())[:120]
    if not name:
        raise Refused(_("Enter a name."), field="name", code="name_missing")
    key = emails.canonical(email)
    return User(email=emails.as_typed(email), email_key=key, name=name, role=role, language=language)


def _add(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError as problem:
        raise EmailTaken from problem


def invite(*, email: str, name: str, role: Role, language: str, by: Actor) -> User:
    """Invite a colleague: they get a link by mail, and choose a password themselves.

    Raises `EmailNotValid`, `EmailTaken`, `TooMany` where the address got enough mail already.
    """
    by.must(Power.STAFF_EDIT)
    user = _new(email, name, role, language)
    with transaction.atomic():
        _add(user)
        _mail_invitation(user, by)
    return user


def _mail_invitation(user: User, by: Actor) -> None:
    if not letters.may_mail(user.email_key, by=by):
        raise TooMany(_("This address got several emails just now. Please wait a quarter of an hour."))
    path = open_link(INVITATION, user.pk, by=by)
    record(StaffInvited(user.name, user.role), by=by, subject=Subject("staff", user.pk))
    letters.invitation(user, path, LASTS[INVITATION], by=by)


def invite_again(user_id: int, *, by: Actor) -> User:
    """Send an invitation anew; the link before is dead.

    Raises `AlreadyJoined`, `SwitchedOff`, `NotThere`, `TooMany`.
    """
    by.must(Power.STAFF_EDIT)
    with transaction.atomic():
        user = _invited(user_id)
        if not user.is_active:
            raise SwitchedOff
        _mail_invitation(user, by)
    return user


def withdraw(user_id: int, *, by: Actor) -> None:
    """Take an invitation back. Raises `AlreadyJoined`, `NotThere`."""
    by.must(Power.STAFF_EDIT)
    with transaction.atomic():
        user = _invited(user_id)
        user.delete()
        record(InvitationWithdrawn(user.name), by=by, subject=Subject("staff", user_id))


def _invited(user_id: int) -> User:
    user = _locked(user_id)
    if not user.is_invited:
        raise AlreadyJoined
    return user


def _locked(user_id: int) -> User:
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is None:
        raise NotThere
    return user


def _changeable(user_id: int, by: Actor) -> User:
    """The colleague, with all owners locked: two owners can't remove each other at the same moment."""
    if by.is_staff and by.id == user_id:
        raise NotOneself
    list(User.objects.select_for_update().filter(role=Role.OWNER).order_by("pk"))
    return _locked(user_id)


def _refuse_last_owner(user: User) -> None:
    others = User.objects.joined().filter(role=Role.OWNER).exclude(pk=user.pk)
    if user.role == Role.OWNER and user.is_active and not user.is_invited and not others.exists():
        raise LastOwner


def change_role(user_id: int, role: Role, *, by: Actor) -> User:
    """Give a colleague another role; they sign in anew (security SE-02).

    Raises `NotOneself`, `LastOwner`, `NotThere`.
    """
    by.must(Power.STAFF_EDIT)
    with transaction.atomic():
        user = _changeable(user_id, by)
        before = user.role
        if before == role:
            return user
        _refuse_last_owner(user)
        User.objects.filter(pk=user_id).update(role=role)
        user.sessions.filter(ended_at=None).update(ended_at=Now())
        record(RoleChanged(user.name, before, role.value), by=by, subject=Subject("staff", user_id))
        user.role = role
    return user


def deactivate(user_id: int, *, by: Actor) -> User:
    """Switch a colleague off: sessions, links and API tokens end at once (security SE-05).

    Raises `NotOneself`, `LastOwner`, `NotThere`.
    """
    by.must(Power.STAFF_EDIT)
    with transaction.atomic():
        user = _changeable(user_id, by)
        _refuse_last_owner(user)
        if user.is_active:
            User.objects.filter(pk=user_id).update(is_active=False)
            ended = sessions.end_everything(user_id, by=by)
            record(StaffDeactivated(user.name, *ended), by=by, subject=Subject("staff", user_id))
            user.is_active = False
    return user


def activate(user_id: int, *, by: Actor) -> User:
    """Switch a colleague on again; they sign in with the password and second factor they had."""
    by.must(Power.STAFF_EDIT)
    with transaction.atomic():
        user = _changeable(user_id, by)
        if User.objects.filter(pk=user_id, is_active=False).update(is_active=True):
            record(StaffActivated(user.name), by=by, subject=Subject("staff", user_id))
            user.is_active = True
    return user
