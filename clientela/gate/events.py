"""What the gate records."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact("gate.blocked", _("Kept out: {value}"), icon="ban", power=Power.ACCOUNTS_GUARD)
@dataclass(frozen=True)
class Blocked:
    """Staff keep a network or an email domain out of the shoppers' doors."""

    kind: str
    value: str


@fact("gate.unblocked", _("Let in again: {value}"), icon="undo-2", power=Power.ACCOUNTS_GUARD)
@dataclass(frozen=True)
class Unblocked:
    """A network or domain may come in again."""

    kind: str
    value: str
