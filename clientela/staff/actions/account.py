"""One's own name, language and password."""

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.gate import actions as gate
from clientela.journal.actions import Subject, record
from clientela.staff import letters, passwords
from clientela.staff.actions import sessions
from clientela.staff.events import StaffPasswordChanged, StaffProfileChanged, StaffSignInRefused
from clientela.staff.models import Session, User


class WrongPassword(Refused):
    """The current password was not right."""

    code = "wrong_password"
    sentence = _("This isn't your current password.")
    field = "current"


def edit_own(user_id: int, *, name: str, language: str, by: Actor) -> None:
    """Change one's own name and language."""
    sessions.must_be_self(user_id, by)
    name = " ".join(name.split())[:120]
    if not name:
        raise Refused(_("Enter a name."), field="name", code="name_missing")
    if language not in dict(settings.LANGUAGES):
        raise Refused(_("Choose a language from the list."), field="language", code="language_unknown")
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        wanted = {"name": name, "language": language}
        changed = [column for column, value in wanted.items() if getattr(user, column) != value]
        if changed:
            User.objects.filter(pk=user_id).update(**wanted)
            record(StaffProfileChanged(changed), by=by, subject=Subject("staff", user_id))


def change_password(session: Session, current: str, new: str, *, by: Actor) -> str:
    """Change one's own password, knowing the current one. Gives the session's new token.

    Every other browser is signed out, and an email tells of it (security PW-05, SE-02). Raises
    `PasswordWeak`, `WrongPassword`, `TooMany`, `Busy`.
    """
    sessions.must_be_self(session.user_id, by)
    user = User.objects.get(pk=session.user_id)
    passwords.refuse_weak(new, user)
    gate.take("staff.prove.account", str(user.pk), by=by)
    if not passwords.fits(user, current):
        record(StaffSignInRefused("change"), by=by)
        raise WrongPassword
    gate.give_back("staff.prove.account", str(user.pk), by=by)
    password_hash = passwords.hashed(new)
    with transaction.atomic():
        User.objects.filter(pk=user.pk).update(password=password_hash)
        sessions.end_everything(user.pk, by=by, keep=session)
        token = sessions.renew(session, by=by)
        record(StaffPasswordChanged("change"), by=by, subject=Subject("staff", user.pk))
        letters.notice(user, "password_changed", by=by)
    return token
