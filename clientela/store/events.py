"""What the store's settings record."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "settings.changed",
    _("Setting {key} changed from “{before}” to “{after}”"),
    icon="settings",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class SettingChanged:
    """A setting has another value; secrets show only that they changed."""

    key: str
    before: str
    after: str
