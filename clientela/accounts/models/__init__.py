"""How a customer signs in: settings, account, ways in, open browsers, one-time links and codes."""

from clientela.accounts.models.accounts import Account, Challenge, Link, Session
from clientela.accounts.models.settings import (
    AccountSettings,
    Method,
    Policy,
    Registration,
)
from clientela.accounts.models.watching import Attempt
from clientela.accounts.models.ways import Ceremony, Identity, Passkey, Provider

__all__ = [
    "Account",
    "AccountSettings",
    "Attempt",
    "Ceremony",
    "Challenge",
    "Identity",
    "Link",
    "Method",
    "Passkey",
    "Policy",
    "Provider",
    "Registration",
    "Session",
]
