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


@fact("store.backed_up", _("A backup was made: {file}"), icon="archive", power=Power.SETTINGS_VIEW)
@dataclass(frozen=True)
class BackedUp:
    """Database and files were put into one file."""

    file: str
    bytes: int


@fact(
    "store.restored",
    _("A backup was brought back: the store is as it was at {made_at}"),
    icon="archive-restore",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class Restored:
    """What happened after the backup was made is gone."""

    made_at: str


@fact(
    "store.resealed",
    _("The secrets of the store were sealed with another key"),
    icon="key-round",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class Resealed:
    """A former secret key isn't needed for them any more."""

    settings: int


@fact(
    "brand.published",
    _("The look of the store was published (version {version})"),
    icon="palette",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class BrandPublished:
    """Shoppers see another look."""

    version: int


@fact(
    "brand.undone",
    _("The look of the store went back from version {undone} to version {version}"),
    icon="undo-2",
    power=Power.SETTINGS_VIEW,
)
@dataclass(frozen=True)
class BrandUndone:
    """Shoppers see the look published before."""

    undone: int
    version: int
