"""Adding staff, signing them in and out."""

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import emails, hashing
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.core.seals import new_token, token_hash
from clientela.gate import actions as gate
from clientela.gate.slots import hash_slot
from clientela.journal.actions import record
from clientela.staff.events import StaffCreated, StaffSignedIn, StaffSignedOut, StaffSignInRefused
from clientela.staff.models import Session, User
from clientela.staff.roles import Role


class SignInRefused(Refused):
    """Wrong address or password: which of the two is not told."""

    code = "sign_in_refused"
    sentence = _("This email and password don't match. Please check both.")


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
    """Add a member of staff. Raises `EmailNotValid`, or `Refused` for a taken address or a weak password."""
    by.must(Power.STAFF_EDIT)
    key = emails.canonical(email)
    user = User(
        email=emails.as_typed(email), email_key=key, name=name, role=role, is_demo=is_demo, language=language
    )
    try:
        validate_password(password, user)
    except ValidationError as error:
        raise Refused(" ".join(error.messages), field="password", code="password_weak") from error
    with transaction.atomic():
        if User.objects.filter(email_key=key).exists():
            raise Refused(_("A colleague has this email already."), field="email", code="email_taken")
        user.set_password(hashing.normal(password))
        user.save(force_insert=True)
        record(StaffCreated(user.name, role.value), by=by)
    return user


def sign_in(*, email: str, password: str, agent: str, by: Actor, replaces: str = "") -> tuple[User, str]:
    """Sign a member of staff in by password. Gives them and the token for the cookie.

    `replaces` is the token this browser held before: its session ends (security SE-02). Unknown, wrong and
    switched-off look and cost the same. Raises `SignInRefused`, `TooMany`, `Busy`.
    """
    network = gate.network(by.ip)
    key = email.strip().lower()[:255]
    gate.take("staff.sign_in.network", network, by=by)
    gate.take("staff.sign_in.account", key, by=by)
    gate.take("staff.sign_in.account_network", f"{key}|{network}", by=by)
    user = User.objects.filter(email_key=key).first()
    if not _password_fits(user, password) or user is None or not user.is_active:
        record(StaffSignInRefused("password"), by=by)
        raise SignInRefused
    gate.clear("staff.sign_in.account_network", f"{key}|{network}", by=by)
    return user, _start_session(user, agent, by, replaces)


def _password_fits(user: User | None, password: str) -> bool:
    if not hashing.fits_in(password):
        return False
    with hash_slot():
        if user is None:
            make_password(hashing.normal(password))
            return False
        plain = hashing.normal(password)
        return check_password(plain, user.password, setter=lambda again: _rehash(user, again))


def _rehash(user: User, plain: str) -> None:
    """Keep the password by today's parameters, now that it is known for a moment (security PW-01)."""
    User.objects.filter(pk=user.pk).update(password=make_password(plain))


def _start_session(user: User, agent: str, by: Actor, replaces: str) -> str:
    token = new_token()
    with transaction.atomic():
        Session.objects.filter(token_hash=token_hash(replaces), ended_at=None).update(ended_at=Now())
        Session.objects.create(user=user, token_hash=token_hash(token), ip=by.ip, agent=agent[:200])
        User.objects.filter(pk=user.pk).update(last_login=Now())
        record(StaffSignedIn(), by=user.as_actor(by.ip))
    return token


def sign_out(token: str, *, by: Actor) -> None:
    """End a staff session on the server; a copy of its cookie is worthless from now on."""
    by.anyone_may()
    with transaction.atomic():
        ended = Session.objects.filter(token_hash=token_hash(token), ended_at=None).update(ended_at=Now())
        if ended:
            record(StaffSignedOut(), by=by)
