"""What happens around staff."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact("staff.created", _("{name} joined as {role}"), icon="user-plus", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffCreated:
    """A member of staff was added."""

    name: str
    role: str


@fact("staff.signed_in", _("Signed in to the admin"), icon="log-in", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSignedIn:
    """A member of staff signed in; `method` says by what."""

    method: str = "password"


@fact("staff.sign_in_refused", _("Sign-in to the admin refused"), icon="shield-x", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSignInRefused:
    """Somebody tried to sign in to the admin and failed."""

    reason: str


@fact("staff.signed_out", _("Signed out of the admin"), icon="log-out", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSignedOut:
    """A member of staff signed out."""


@fact("staff.invited", _("{name} was invited as {role}"), icon="mail-plus", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffInvited:
    """A colleague was sent a link to join."""

    name: str
    role: str


@fact(
    "staff.invitation_withdrawn",
    _("The invitation of {name} was withdrawn"),
    icon="mail-x",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class InvitationWithdrawn:
    """A colleague who hadn't joined yet is no longer asked to."""

    name: str


@fact("staff.joined", _("{name} accepted the invitation"), icon="user-check", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffJoined:
    """An invited colleague chose a password."""

    name: str


@fact(
    "staff.role_changed",
    _("The role of {name} changed from {before} to {after}"),
    icon="user-cog",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class RoleChanged:
    """A member of staff may do other things than before."""

    name: str
    before: str
    after: str


@fact("staff.deactivated", _("{name} was switched off"), icon="user-x", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffDeactivated:
    """A member of staff can't sign in any more; sessions and tokens ended."""

    name: str
    sessions: int
    tokens: int


@fact("staff.activated", _("{name} was switched on again"), icon="user-check", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffActivated:
    """A member of staff can sign in again."""

    name: str


@fact("staff.profile_changed", _("Changed their own {fields}"), icon="pencil", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffProfileChanged:
    """A member of staff changed their own name or language."""

    fields: list[str]


@fact("staff.password_changed", _("Password changed ({how})"), icon="key-round", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffPasswordChanged:
    """A member of staff has another password."""

    how: str


@fact(
    "staff.reset_requested",
    _("A link to set a new password was asked for"),
    icon="mail-question-mark",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class StaffResetRequested:
    """Somebody asked for a new password to the admin."""


@fact(
    "staff.second_factor_added", _("Second factor added: {name}"), icon="shield-plus", power=Power.STAFF_VIEW
)
@dataclass(frozen=True)
class SecondFactorAdded:
    """A member of staff can prove themselves by one more app or passkey."""

    kind: str
    name: str


@fact(
    "staff.second_factor_removed",
    _("Second factor removed: {name}"),
    icon="shield-minus",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class SecondFactorRemoved:
    """An app or passkey opens nothing any more."""

    kind: str
    name: str


@fact(
    "staff.second_factors_cleared",
    _("All second factors of {name} were removed"),
    icon="shield-off",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class SecondFactorsCleared:
    """Somebody who lost theirs starts anew at the next sign-in."""

    name: str


@fact(
    "staff.recovery_codes_made",
    _("New recovery codes were made"),
    icon="list-restart",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class RecoveryCodesMade:
    """Ten new recovery codes; older ones are dead."""


@fact(
    "staff.recovery_code_used",
    _("A recovery code was used, {left} are left"),
    icon="life-buoy",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class RecoveryCodeUsed:
    """Somebody proved themselves by a recovery code."""

    left: int


@fact(
    "staff.passkey_alarm",
    _("The passkey {name} may have been copied: its counter went back"),
    icon="siren",
    power=Power.STAFF_VIEW,
)
@dataclass(frozen=True)
class PasskeyAlarm:
    """A passkey's counter went back, which only a copy of it does."""

    name: str


@fact("staff.proved", _("Proved again who they are"), icon="badge-check", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffProved:
    """A member of staff proved who they are before something that asks for it."""

    method: str


@fact("staff.sessions_ended", _("Signed out of {count} browsers"), icon="log-out", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSessionsEnded:
    """Sessions of a member of staff were ended."""

    count: int


@fact("token.created", _("API token {name} made"), icon="key-square", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class TokenCreated:
    """A program got a key."""

    name: str
    scopes: list[str]


@fact("token.revoked", _("API token {name} revoked"), icon="key-square", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class TokenRevoked:
    """A program's key opens nothing any more."""

    name: str
