"""What happens around signing in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
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


@fact("account.email_change_undone", _("Change of email taken back"), icon="undo-2")
@dataclass(frozen=True)
class EmailChangeUndone:
    """The owner of the former mailbox put their address back."""


@fact("account.proved", _("Proved again who they are ({method})"), icon="shield-check")
@dataclass(frozen=True)
class Proved:
    """Within a session the customer proved by password, passkey or code who they are."""

    method: str


@fact("account.way_added", _("Way to sign in added ({way})"), icon="key-round")
@dataclass(frozen=True)
class WayAdded:
    """The customer can sign in by one more way: `way` is password, passkey or oidc."""

    way: str


@fact("account.way_removed", _("Way to sign in removed ({way})"), icon="key-round")
@dataclass(frozen=True)
class WayRemoved:
    """The customer can no longer sign in by this password, passkey or provider."""

    way: str


@fact("account.passkey_alarm", _("Passkey refused: it may have been copied"), icon="shield-x")
@dataclass(frozen=True)
class PasskeyAlarm:
    """A passkey's counter went back, which only a copy does."""


@fact(
    "accounts.changed",
    _("Customer accounts changed: {keys}"),
    icon="users",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class AccountsChanged:
    """Other rules for customer accounts: each column's value before and after, and what that did.

    `signed_out` counts browsers; `takes_back` names the earlier change that this one undid.
    """

    keys: list[str]
    before: dict[str, str]
    after: dict[str, str]
    effects: dict[str, int]
    signed_out: int
    takes_back: int | None = None


@fact("account.held_back", _("Account held back as suspicious (score {score})"), icon="shield-alert")
@dataclass(frozen=True)
class AccountHeldBack:
    """A new account looked suspicious; `reasons` are those of `accounts.guarding`."""

    score: int
    reasons: str


@fact("account.released", _("Account let go ({how})"), icon="shield-check")
@dataclass(frozen=True)
class AccountReleased:
    """The store, or a paid order, let an account go; its owner proves the mailbox once more."""

    how: str


@fact("account.unlocked", _("Unlocked by email"), icon="lock-open")
@dataclass(frozen=True)
class AccountUnlocked:
    """The owner of the mailbox opened the link that lets their browser past the brake."""


@fact("account.deactivated", _("Account deactivated"), icon="user-x", webhook="customers/disable")
@dataclass(frozen=True)
class AccountDeactivated:
    """Staff switched the account off: nobody signs in to it, and every browser was signed out."""


@fact("account.activated", _("Account activated again"), icon="user-check", webhook="customers/enable")
@dataclass(frozen=True)
class AccountActivated:
    """Staff switched the account on again."""


@fact("provider.added", _("Provider {name} added"), icon="link", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ProviderAdded:
    """Customers may sign in at one more outside provider."""

    name: str


@fact("provider.changed", _("Provider {name} changed"), icon="link", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ProviderChanged:
    """Name, issuer, client or secret of an outside provider are others."""

    name: str


@fact("provider.switched_on", _("Provider {name} switched on"), icon="link", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ProviderSwitchedOn:
    """Customers may sign in at an outside provider."""

    name: str


@fact("provider.switched_off", _("Provider {name} switched off"), icon="unlink", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ProviderSwitchedOff:
    """Customers may no longer sign in at an outside provider; who is linked stays linked."""

    name: str


@fact("provider.deleted", _("Provider {name} deleted"), icon="unlink", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class ProviderDeleted:
    """An outside provider is gone, and with it who is who there."""

    name: str


@fact(
    "account.visit_begun", _("Logged in as the customer ({mode}): {reason}"), icon="eye", personal=("reason",)
)
@dataclass(frozen=True)
class VisitBegun:
    """A member of staff is signed in as the customer for a while; `mode` is looking or changing."""

    mode: str
    reason: str


@fact("account.visit_ended", _("No longer logged in as the customer"), icon="eye-off")
@dataclass(frozen=True)
class VisitEnded:
    """The visit ended before its time was over."""
