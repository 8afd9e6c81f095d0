"""A settings page as a form, drawn from the settings themselves."""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any
from zoneinfo import available_timezones

from babel import Locale
from babel.numbers import get_territory_currencies
from django import forms
from django.conf import settings as django_settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _

from clientela.core import money, places
from clientela.core.errors import Refused
from clientela.store import keys
from clientela.store.keys import Setting
from clientela.store.models import SettingsRow
from clientela.ui.forms import Form

_OWN = "own_language"
_MISSING = {"required": _("Fill this in.")}


@lru_cache(maxsize=8)
def _currencies(locale: str) -> list[tuple[str, str]]:
    """The currencies that some country pays with today."""
    names = Locale.parse(locale).currencies
    used = {code for country in places.country_codes() for code in get_territory_currencies(country)}
    return [(code, f"{code} · {names.get(code, code)}") for code in sorted(used)]


def _zones() -> list[tuple[str, str]]:
    return [(name, name.replace("_", " ")) for name in sorted(available_timezones())]


class SettingsForm(Form):
    """The settings of one page. Everything is read as text and checked by the setting itself."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self, chosen: list[Setting], row: SettingsRow, data: Mapping[str, Any] | None = None, *, locked: bool
    ) -> None:
        super().__init__(data, initial={"version": row.version})
        self.chosen, self.row, self.locked = chosen, row, locked
        for setting in chosen:
            self._add(setting)
        if locked:
            for field in self.fields.values():
                field.disabled = True

    def _add(self, setting: Setting) -> None:
        value = getattr(self.row, setting.column)
        field = _field(setting)
        field.label, field.help_text = str(setting.label), str(setting.help)
        field.initial = keys.HIDDEN if setting.is_secret and value else value
        self.fields[setting.column] = field
        if isinstance(setting.field, ArrayField):
            own = forms.ChoiceField(label=_("The store's own language"), choices=django_settings.LANGUAGES)
            self.fields[_OWN], own.initial = own, value[0] if value else "en"

    def names(self, column: str) -> list[str]:
        """The fields that stand for a column."""
        has_own = column in self.fields and isinstance(self.fields[column], forms.MultipleChoiceField)
        return [column, _OWN] if has_own else [column]

    def texts(self) -> dict[str, str]:
        """The values by key, as the settings read them."""
        return {setting.key: self._text(setting) for setting in self.chosen}

    def _text(self, setting: Setting) -> str:
        value = self.cleaned_data[setting.column]
        if isinstance(value, bool):
            return "true" if value else "false"
        if isinstance(value, list):
            own = self.cleaned_data[_OWN]
            return ",".join([own, *(code for code in value if code != own)])
        return str(value)

    def show(self, refused: Refused) -> None:
        """Put what can't be saved beside its field."""
        columns = {setting.key: setting.column for setting in self.chosen}
        for key, sentence in refused.by_field().items():
            self.add_error(columns.get(key), sentence)


def _field(setting: Setting) -> forms.Field:
    column = setting.field
    if isinstance(column, ArrayField):
        return forms.MultipleChoiceField(
            choices=django_settings.LANGUAGES, widget=forms.CheckboxSelectMultiple, required=False
        )
    if isinstance(column, models.BooleanField):
        return forms.BooleanField(required=False, widget=forms.CheckboxInput({"role": "switch"}))
    choices = _choices(setting)
    if choices:
        wide = len(choices) > 4
        return forms.ChoiceField(choices=choices, widget=forms.Select if wide else forms.RadioSelect)
    return forms.CharField(
        required=not column.blank,
        strip=not setting.is_secret,
        widget=_widget(setting, column),
        error_messages=_MISSING,
    )


def _choices(setting: Setting) -> list[tuple[str, Any]]:
    if setting.column == "country":
        return list(places.countries())
    if setting.column == "time_zone":
        return _zones()
    if setting.column == "currency":
        return _currencies(money.locale())
    return list(setting.field.choices or ())


def _widget(setting: Setting, column: Any) -> forms.Widget:
    if setting.is_secret:
        # Dots stand for the secret: it never leaves the server.
        return forms.PasswordInput(render_value=True, attrs={"autocomplete": "new-password"})
    if isinstance(column, models.IntegerField):
        return forms.NumberInput(attrs={"inputmode": "numeric"})
    attributes = {"autocomplete": "off", "maxlength": column.max_length}
    return forms.TextInput({name: value for name, value in attributes.items() if value})
