"""Second factors: apps, passkeys and recovery codes, added and removed."""

from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.powers import Power
from clientela.gate import actions as gate
from clientela.gate import ceremony
from clientela.gate.ceremony import PasskeyRefused, Place
from clientela.journal.actions import Subject, record
from clientela.staff import letters, recovery, totp
from clientela.staff.actions import passkeys, sessions
from clientela.staff.actions.proving import NotProved
from clientela.staff.events import (
    RecoveryCodesMade,
    SecondFactorAdded,
    SecondFactorRemoved,
    SecondFactorsCleared,
)
from clientela.staff.models import App, Challenge, Passkey, RecoveryCode, Session, User
from clientela.store.models import Store

MOST = 20


class LastFactor(Refused):
    """The last second factor stays."""

    code = "last_factor"
    sentence = _("This is your last second factor. Add another one before you remove it.")


class TooManyFactors(Refused):
    """Nobody needs that many."""

    code = "too_many_factors"
    sentence = _("You have many second factors already. Remove one that you no longer use.")


@dataclass(frozen=True)
class Enrolled:
    """What adding a factor gave: the session's new token, and recovery codes where there were none."""

    token: str
    codes: list[str] = field(default_factory=list)


def add_app(session: Session, sealed: str, code: str, name: str, *, by: Actor) -> Enrolled:
    """Add an authenticator app that took over the offered secret, shown by its first code.

    Raises `OfferOver`, `NotProved`, `TooMany`.
    """
    sessions.must_be_self(session.user_id, by)
    secret = totp.offered(session.user_id, sealed)
    gate.take("staff.factor.account", str(session.user_id), by=by)
    step = totp.step_of(secret, "".join(code.split()))
    if step is None:
        raise NotProved(field="code")
    with transaction.atomic():
        user = _enrolling(session)
        kept = totp.kept(user.pk, secret)
        App.objects.create(user=user, name=_called(name, _("Authenticator app")), secret=kept, last_step=step)
        return _added(user, session, "app", name, by)


def add_passkey(session: Session, credential: str, name: str, *, browser: str, by: Actor) -> Enrolled:
    """Add a passkey that the browser made. Raises `PasskeyRefused`."""
    sessions.must_be_self(session.user_id, by)
    answer = passkeys.spend(Challenge.Ceremony.ADD, credential, browser=browser, by=by)
    made = ceremony.added(answer, Place.of_admin(Store.current()), answer.challenge)
    name = _called(name, _("Passkey"))
    passkey = Passkey(user_id=session.user_id, name=name, **ceremony.kept(answer, made))
    with transaction.atomic():
        user = _enrolling(session)
        if Passkey.objects.filter(credential_id=passkey.credential_id).exists():
            raise PasskeyRefused
        passkey.save(force_insert=True)
        return _added(user, session, "passkey", name, by)


def _called(name: str, otherwise: object) -> str:
    return " ".join(name.split())[:60] or str(otherwise)


def _enrolling(session: Session) -> User:
    """The person, locked, where this session may add a factor; before the second factor only the first."""
    user = User.objects.select_for_update().get(pk=session.user_id)
    count = user.apps.count() + user.passkeys.count()
    if not user.is_active or (count and not session.is_whole):
        raise NotAllowed
    if count >= MOST:
        raise TooManyFactors
    return user


def _added(user: User, session: Session, kind: str, name: str, by: Actor) -> Enrolled:
    record(SecondFactorAdded(kind, _called(name, kind)), by=by, subject=Subject("staff", user.pk))
    letters.notice(user, "factor_added", _called(name, kind), by=by)
    if not session.is_whole:
        sessions.signed_in(user, kind, by=by)
    has_codes = RecoveryCode.objects.filter(user=user, used_at=None).exists()
    codes = [] if has_codes else _make_codes(user, by)
    return Enrolled(sessions.renew(session, by=by), codes)


def _make_codes(user: User, by: Actor) -> list[str]:
    codes = recovery.new_codes()
    RecoveryCode.objects.filter(user=user).delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(user=user, code_mac=recovery.digest(user.pk, code)) for code in codes
    )
    record(RecoveryCodesMade(), by=by, subject=Subject("staff", user.pk))
    return codes


def new_recovery_codes(user_id: int, *, by: Actor) -> list[str]:
    """Make ten recovery codes in place of the older ones. They are told once, here."""
    sessions.must_be_self(user_id, by)
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        codes = _make_codes(user, by)
        letters.notice(user, "codes_made", by=by)
    return codes


def remove_app(user_id: int, app_id: int, *, by: Actor) -> None:
    """Take an authenticator app away. Raises `LastFactor`, `NotThere`."""
    sessions.must_be_self(user_id, by)
    _remove(App, user_id, app_id, by)


def remove_passkey(user_id: int, passkey_id: int, *, by: Actor) -> None:
    """Take a passkey away. Raises `LastFactor`, `NotThere`."""
    sessions.must_be_self(user_id, by)
    _remove(Passkey, user_id, passkey_id, by)


def _remove(kind: type[App] | type[Passkey], user_id: int, factor_id: int, by: Actor) -> None:
    with transaction.atomic():
        user = User.objects.select_for_update().get(pk=user_id)
        factor = kind.objects.filter(pk=factor_id, user=user).first()
        if factor is None:
            raise NotThere
        if user.needs_second_factor and user.apps.count() + user.passkeys.count() < 2:
            raise LastFactor
        factor.delete()
        name = "app" if kind is App else "passkey"
        record(SecondFactorRemoved(name, factor.name), by=by, subject=Subject("staff", user_id))
        letters.notice(user, "factor_removed", factor.name, by=by)


def clear_factors(user_id: int, *, by: Actor) -> None:
    """Take all second factors from a colleague who lost them; they set up a new one at the next sign-in."""
    by.must(Power.STAFF_EDIT)
    if by.is_staff and by.id == user_id:
        raise NotAllowed
    with transaction.atomic():
        user = User.objects.select_for_update().filter(pk=user_id).first()
        if user is None:
            raise NotThere
        for kind in (App, Passkey, RecoveryCode):
            kind.objects.filter(user=user).delete()
        sessions.end_everything(user_id, by=by)
        record(SecondFactorsCleared(user.name), by=by, subject=Subject("staff", user_id))
        letters.notice(user, "factors_cleared", by=by)
