"""What happens to mail after it left."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact("mail.queued", _("Email"), icon="mail")
@dataclass(frozen=True)
class MailQueued:
    """An email to the customer is on its way; what became of it stands in the outbox."""

    kind: str


@fact("mail.bounced", _("An email came back"), icon="mail-x")
@dataclass(frozen=True)
class MailBounced:
    """The receiving server gave a message back for good; `kind` is the notification's."""

    kind: str


@fact("mail.complained", _("An email was marked as spam"), icon="mail-warning")
@dataclass(frozen=True)
class MailComplained:
    """The reader told their provider that a message is unwanted."""

    kind: str


@fact("mail.held", _("Emails to the address are held back ({reason})"), icon="mail-minus")
@dataclass(frozen=True)
class AddressHeld:
    """An address gets only what law or security needs from now on."""

    reason: str


@fact("mail.released", _("Emails to the address are sent again"), icon="mail-check")
@dataclass(frozen=True)
class AddressReleased:
    """An address gets mail again."""


@fact(
    "sender.added", _("Sender {email} added"), icon="at-sign", power=Power.SETTINGS_VIEW, personal=("email",)
)
@dataclass(frozen=True)
class SenderAdded:
    """Mail may come from one more address, once it is proved."""

    email: str


@fact("sender.verified", _("Sender proved"), icon="badge-check", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class SenderVerified:
    """Somebody opened the link that was sent to a sender's address."""


@fact(
    "sender.removed",
    _("Sender {email} removed"),
    icon="at-sign",
    power=Power.SETTINGS_VIEW,
    personal=("email",),
)
@dataclass(frozen=True)
class SenderRemoved:
    """No more mail comes from an address."""

    email: str


@fact("mail.tried", _("A test email was sent; taken: {went}"), icon="mail-check", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class MailTried:
    """Staff tried the mail settings."""

    went: bool
