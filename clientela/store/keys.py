"""Every setting by a stable key such as `store.currency`; apps list their own settings rows here."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused
from clientela.store.models import SettingsRow, Store

Row = TypeVar("Row", bound=type[SettingsRow])
HIDDEN = "••••••••"


class NoSuchSetting(Refused):
    """No setting has this key."""

    code = "no_such_setting"
    sentence = _("There is no setting of this name.")


@dataclass(frozen=True)
class Setting:
    """One setting: its key, the column that holds it, and its words on the page."""

    key: str
    column: str
    model: type[SettingsRow]
    label: str | Promise
    help: str | Promise
    # More words that a search finds it by.
    words: str | Promise = ""

    @property
    def field(self) -> Any:
        return self.model._meta.get_field(self.column)

    @property
    def is_secret(self) -> bool:
        return self.column in self.model.SEALED

    def text(self, row: SettingsRow) -> str:
        """The value as text for the command line and the log; a secret shows only that it is there."""
        value = getattr(row, self.column)
        if self.is_secret:
            return HIDDEN if value else ""
        if isinstance(value, bool):
            return "true" if value else "false"
        return ",".join(value) if isinstance(value, list) else str(value)

    def parse(self, text: str) -> Any:
        """The value that a text stands for. Raises `ValidationError`."""
        if isinstance(self.field, ArrayField):
            return [part.strip() for part in text.split(",") if part.strip()]
        if isinstance(self.field, models.BooleanField):
            if text.lower() not in {"true", "false", "on", "off", "yes", "no"}:
                raise ValidationError(_("Write true or false."))
            return text.lower() in {"true", "on", "yes"}
        return self.field.to_python(text.strip())


_GROUPS: dict[str, type[SettingsRow]] = {}


def settings_group(name: str) -> Callable[[Row], Row]:
    """Declare a settings row; its columns become the settings `<name>.<column>`."""

    def declare(model: Row) -> Row:
        _GROUPS[name] = model
        return model

    return declare


settings_group("store")(Store)


def group(name: str) -> list[Setting]:
    """The settings of one group, in the order of its columns."""
    model = _GROUPS.get(name)
    if model is None:
        raise NoSuchSetting
    return [
        Setting(
            f"{name}.{field.name}",
            field.name,
            model,
            field.verbose_name,
            field.help_text,
            model.WORDS.get(field.name, ""),
        )
        for field in model._meta.concrete_fields
        if field.editable and field.name not in {"id", "version"}
    ]


def every() -> Iterator[Setting]:
    """All settings, group by group."""
    for name in _GROUPS:
        yield from group(name)


def find(key: str) -> Setting:
    """The setting of this key. Raises `NoSuchSetting`."""
    for setting in every():
        if setting.key == key:
            return setting
    raise NoSuchSetting
