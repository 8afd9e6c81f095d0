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
    """A member of staff signed in."""


@fact("staff.sign_in_refused", _("Sign-in to the admin refused"), icon="shield-x", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSignInRefused:
    """Somebody tried to sign in to the admin and failed."""

    reason: str


@fact("staff.signed_out", _("Signed out of the admin"), icon="log-out", power=Power.STAFF_VIEW)
@dataclass(frozen=True)
class StaffSignedOut:
    """A member of staff signed out."""
