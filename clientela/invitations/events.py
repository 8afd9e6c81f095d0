"""What happens around invitations; that an account was opened by one, `accounts` tells."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.journal.facts import fact


@fact(
    "account.invited", _("Invited to have an account ({how})"), icon="mail-plus", webhook="customers/invite"
)
@dataclass(frozen=True)
class AccountInvited:
    """An invitation went out; `how` says by what: single, round, asked (for a new link) or reminder."""

    how: str


@fact("account.invitation_opened", _("Opened the invitation"), icon="mail-open")
@dataclass(frozen=True)
class InvitationOpened:
    """The link of an invitation was opened for the first time."""


@fact("account.declined", _("Declined the invitation"), icon="user-x")
@dataclass(frozen=True)
class AccountDeclined:
    """The customer doesn't want an account."""
