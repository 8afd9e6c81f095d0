"""Codes of authenticator apps (RFC 6238): six digits, another one every thirty seconds."""

import time
from dataclasses import dataclass

import pyotp
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused
from clientela.core.seals import SealBroken, same, seal, unseal

SECONDS = 30
# A clock may be a step off, in either direction.
STEPS = (0, -1, 1)
OFFER_LASTS = 30 * 60


class OfferOver(Refused):
    """The secret on the page was for somebody else, or is too old to be taken."""

    code = "offer_over"
    sentence = _("This page was open for too long. Scan the new code and try again.")


@dataclass(frozen=True)
class Offer:
    """A secret that an app may take over: to scan, to type, and sealed for the way through the form."""

    secret: str
    sealed: str
    uri: str

    @property
    def typed(self) -> str:
        """The secret in groups of four letters, for typing."""
        return " ".join(self.secret[at : at + 4] for at in range(0, len(self.secret), 4))


def offer(user_id: int, email: str, store: str, sealed: str = "") -> Offer:
    """A new secret for an app, or the one that stands sealed on the page already."""
    try:
        secret = offered(user_id, sealed)
    except OfferOver:
        secret = pyotp.random_base32()
        sealed = seal([secret, int(time.time())], purpose="offer", place=f"staff_user|{user_id}|offer")
    return Offer(secret, sealed, pyotp.TOTP(secret).provisioning_uri(name=email, issuer_name=store))


def offered(user_id: int, sealed: str) -> str:
    """The secret that was offered to this person half an hour ago at most. Raises `OfferOver`."""
    try:
        secret, made = unseal(sealed, purpose="offer", place=f"staff_user|{user_id}|offer")
    except (SealBroken, UnicodeError) as problem:
        raise OfferOver from problem
    if time.time() - made > OFFER_LASTS:
        raise OfferOver
    return str(secret)


def kept(user_id: int, secret: str) -> str:
    """The secret as the database keeps it."""
    return seal(secret, purpose="second_factor", place=f"staff_app|{user_id}|secret")


def known(user_id: int, sealed: str) -> str:
    """The secret in plain text. Raises `SealBroken`."""
    return str(unseal(sealed, purpose="second_factor", place=f"staff_app|{user_id}|secret"))


def step_of(secret: str, code: str) -> int | None:
    """The step whose code this is, now or a step beside; nothing where it is none."""
    app, now = pyotp.TOTP(secret), int(time.time()) // SECONDS
    fits = [step for step in STEPS if same(app.generate_otp(now + step), code)]
    return now + fits[0] if fits else None
