"""What happens to the words of emails."""

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact
from clientela.messaging.kinds import KINDS
from clientela.messaging.liquid.words import said


def _title(kind: str) -> str:
    return str(KINDS[kind].title) if kind in KINDS else kind


def _spoken(language: str) -> str:
    return str(dict(settings.LANGUAGES).get(language, language))


_WORDS = {"kind": _title, "language": _spoken}


@fact(
    "notification.changed",
    _("Notification {kind} changed ({language})"),
    icon="mail-check",
    power=Power.SETTINGS_VIEW,
    words=_WORDS,
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
    words=_WORDS,
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
    words={**_WORDS, "problem": said},
)
@dataclass(frozen=True)
class WordingFailed:
    """The store's own words failed on a real email, so the built-in ones went out."""

    kind: str
    language: str
    problem: str
