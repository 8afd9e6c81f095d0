"""Signing in: a password and a second factor, or a passkey, which is both."""

from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, Refused
from clientela.core.networks import is_local
from clientela.gate import actions as gate
from clientela.gate.ceremony import PasskeyRefused
from clientela.journal.actions import record
from clientela.staff import passwords
from clientela.staff.actions import passkeys, sessions
from clientela.staff.actions.proving import Proof, second_factor
from clientela.staff.events import StaffSignInRefused
from clientela.staff.models import Challenge, Session, User


class SignInRefused(Refused):
    """Wrong address or password: which of the two is not told."""

    code = "sign_in_refused"
    sentence = _("This email and password don't match. Please check both.")


class SignedIn(NamedTuple):
    """Who gave the right password, the token for the cookie, and whether a second factor is still to come."""

    user: User
    token: str
    is_whole: bool


def sign_in(*, email: str, password: str, agent: str, by: Actor, replaces: str = "") -> SignedIn:
    """Check a password. The session it starts opens nothing before the second factor.

    The demo's people are in by the password alone, on this machine only (security AC-05). `replaces` is the
    token that this browser held before: its session ends (security SE-02). Unknown, wrong, invited and
    switched-off look and cost the same. Raises `SignInRefused`, `TooMany`, `Busy`.
    """
    network = gate.network(by.ip)
    key = _key(email)
    gate.take("staff.sign_in.network", network, by=by)
    gate.take("staff.sign_in.account", key, by=by)
    gate.take("staff.sign_in.account_network", f"{key}|{network}", by=by)
    user = User.objects.filter(email_key=key).first()
    fits = passwords.fits(user, password)
    if user is None or not fits or (user.is_demo and not is_local(by.ip)):
        record(StaffSignInRefused("password"), by=by)
        raise SignInRefused
    gate.clear("staff.sign_in.account_network", f"{key}|{network}", by=by)
    is_whole = not user.needs_second_factor
    with transaction.atomic():
        token = sessions.start(user, agent=agent, replaces=replaces, is_whole=is_whole, by=by)
        if is_whole:
            sessions.signed_in(user, "password", by=by)
    return SignedIn(user, token, is_whole)


def _key(email: str) -> str:
    """The canonical address; what is none counts as it was typed, and fits nobody."""
    try:
        return emails.canonical(email)
    except emails.EmailNotValid:
        return email.strip().lower()[:255]


def finish_sign_in(session: Session, proof: Proof, *, by: Actor) -> str:
    """Give the second factor. Gives the session's new token, which opens what the role allows.

    Raises `NotProved`, `PasskeyRefused`, `TooMany`.
    """
    by.anyone_may()
    if session.is_whole:
        raise NotAllowed
    user = session.user
    method = second_factor(user, proof, by=by)
    with transaction.atomic():
        token = sessions.renew(session, by=user.as_actor(by.ip))
        sessions.signed_in(user, method, by=by)
    return token


def sign_in_by_passkey(proof: Proof, *, agent: str, by: Actor, replaces: str = "") -> SignedIn:
    """Sign in by a passkey alone: it says who comes, and was unlocked by finger, face or PIN.

    Raises `PasskeyRefused`, `TooMany`.
    """
    gate.take("staff.sign_in.network", gate.network(by.ip), by=by)
    try:
        found = passkeys.judge(Challenge.Ceremony.SIGN_IN, proof.credential, browser=proof.browser, by=by)
    except PasskeyRefused:
        record(StaffSignInRefused("passkey"), by=by)
        raise
    user = found.user
    if user.is_invited or (user.is_demo and not is_local(by.ip)):
        raise PasskeyRefused
    with transaction.atomic():
        token = sessions.start(user, agent=agent, replaces=replaces, is_whole=True, by=by)
        sessions.signed_in(user, "passkey", by=by)
    return SignedIn(user, token, True)
