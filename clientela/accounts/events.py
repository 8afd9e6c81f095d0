"""What happens around signing in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.journal.facts import fact


@fact("account.enabled", _("Account active ({how})"), icon="user-check", webhook="customers/enable")
@dataclass(frozen=True)
class AccountEnabled:
    """The customer can sign in from now on; `how` says by what it came about (registration, reset)."""

    how: str


@fact("account.signed_in", _("Signed in ({method})"), icon="log-in")
@dataclass(frozen=True)
class SignedIn:
    """The customer signed in, by password or code."""

    method: str


@fact("account.sign_in_refused", _("Sign-in refused ({reason})"), icon="shield-x")
@dataclass(frozen=True)
class SignInRefused:
    """Somebody tried to sign in and failed; without a customer where the address is unknown."""

    reason: str


@fact("account.signed_out", _("Signed out"), icon="log-out")
@dataclass(frozen=True)
class SignedOut:
    """The customer signed out."""


@fact("account.sessions_ended", _("Signed out in {count} browsers"), icon="log-out")
@dataclass(frozen=True)
class SessionsEnded:
    """Browsers were signed out without a word of theirs."""

    count: int


@fact("account.code_refused", _("Code refused"), icon="shield-x")
@dataclass(frozen=True)
class CodeRefused:
    """A six-digit code didn't match."""


@fact("account.reset_requested", _("Asked to reset the password"), icon="key-round")
@dataclass(frozen=True)
class ResetRequested:
    """Somebody asked for a link to set a new password."""


@fact("account.password_changed", _("Password changed ({how})"), icon="key-round")
@dataclass(frozen=True)
class PasswordChanged:
    """The customer has another password; `how` says by what (change, reset, registration)."""

    how: str
