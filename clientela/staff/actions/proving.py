"""Proving who sits there: by a second factor, or all over again before what asks for it (AC-05)."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotAllowed, Refused
from clientela.core.seals import SealBroken
from clientela.gate import actions as gate
from clientela.journal.actions import record
from clientela.staff import letters, passwords, recovery, totp
from clientela.staff.actions import passkeys, sessions
from clientela.staff.events import RecoveryCodeUsed, StaffProved, StaffSignInRefused
from clientela.staff.models import App, Challenge, RecoveryCode, Session, User


class NotProved(Refused):
    """The proof doesn't hold; which part of it is not told."""

    code = "not_proved"
    sentence = _("That doesn't match. Please check it and try again.")


@dataclass(frozen=True)
class Proof:
    """What somebody gave to prove themselves: some of these. `browser` is the token of their cookie."""

    password: str = ""
    code: str = ""
    credential: str = ""
    browser: str = ""


def prove(session: Session, proof: Proof, *, by: Actor) -> str:
    """Prove again, within a session, who sits there: a passkey, or password and second factor.

    Gives the session's new token; it is fresh from now on. The demo's people have a password alone.
    Raises `NotProved`, `TooMany`, `Busy`.
    """
    by.must_be(Kind.STAFF)
    user = session.user
    if by.id != user.pk or not session.is_whole:
        raise NotAllowed
    if proof.credential:
        method = second_factor(user, proof, by=by)
    else:
        _check_password(user, proof, by)
        method = second_factor(user, proof, by=by) if user.needs_second_factor else "password"
    with transaction.atomic():
        token = sessions.renew(session, by=by)
        record(StaffProved(method), by=by)
    return token


def _check_password(user: User, proof: Proof, by: Actor) -> None:
    gate.take("staff.prove.account", str(user.pk), by=by)
    if not passwords.fits(User.objects.get(pk=user.pk), proof.password):
        record(StaffSignInRefused("password"), by=by)
        raise NotProved
    gate.give_back("staff.prove.account", str(user.pk), by=by)


def second_factor(user: User, proof: Proof, *, by: Actor) -> str:
    """Check the second factor of a person whose password was right. Gives what it was.

    Every try of a code is counted before it is compared, per person and network. Raises `NotProved`,
    `PasskeyRefused`, `TooMany`.
    """
    if proof.credential:
        prove_ceremony = Challenge.Ceremony.PROVE
        passkeys.judge(prove_ceremony, proof.credential, browser=proof.browser, by=by, user=user)
        return "passkey"
    gate.take("staff.factor.network", gate.network(by.ip), by=by)
    gate.take("staff.factor.account", str(user.pk), by=by)
    gate.take("staff.factor.day", str(user.pk), by=by)
    method = _by_code(user, proof.code, by)
    if not method:
        record(StaffSignInRefused("second_factor"), by=by)
        raise NotProved(field="code")
    # Only wrong codes use up the budgets; they were raised first so that guesses at once can't overshoot.
    gate.give_back("staff.factor.account", str(user.pk), by=by)
    gate.give_back("staff.factor.day", str(user.pk), by=by)
    return method


def _by_code(user: User, typed: str, by: Actor) -> str:
    digits = "".join(typed.split())
    if len(digits) == 6 and digits.isascii() and digits.isdigit():
        return "app" if any(_takes(app, digits) for app in user.apps.all()) else ""
    return "recovery" if _spend_recovery(user, typed, by) else ""


def _takes(app: App, digits: str) -> bool:
    """Whether this is an unused code of the app; one statement decides, for two at once too."""
    try:
        step = totp.step_of(totp.known(app.user_id, app.secret), digits)
    except SealBroken:
        return False
    later = App.objects.filter(pk=app.pk, last_step__lt=step or 0)
    return step is not None and bool(later.update(last_step=step, used_at=Now()))


def _spend_recovery(user: User, typed: str, by: Actor) -> bool:
    unused = RecoveryCode.objects.filter(user=user, used_at=None)
    fitting = [code.pk for code in unused if recovery.fits(code.code_mac, user.pk, typed)]
    with transaction.atomic():
        if not unused.filter(pk__in=fitting).update(used_at=Now()):
            return False
        left = unused.all().count()
        record(RecoveryCodeUsed(left), by=user.as_actor(by.ip))
        letters.notice(user, "recovery_used", str(left), by=by)
    return True
