"""What happens to the words of emails."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "notification.changed",
    _("Notification {kind} changed ({language})"),
    icon="mail-check",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class WordingChanged:
    """An email has other words in a language."""

    kind: str
    language: str


@fact(
    "notification.reverted",
    _("Notification {kind} has its built-in words again ({language})"),
    icon="undo-2",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class WordingReverted:
    """An email has the words that came with Clientela."""

    kind: str
    language: str


@fact(
    "notification.failed",
    _("Notification {kind} could not be written in the store's own words: {problem}"),
    icon="mail-warning",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class WordingFailed:
    """The store's own words failed on a real email, so the built-in ones went out."""

    kind: str
    language: str
    problem: str
