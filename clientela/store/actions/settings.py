"""Changing settings."""

from collections.abc import Mapping
from datetime import datetime

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.store import keys
from clientela.store.actions.branding import recolour
from clientela.store.events import BackedUp, Resealed, Restored, SettingChanged
from clientela.store.keys import Setting
from clientela.store.models import SettingsRow, Store

BACKUP = Subject("backup", 1)


def change_settings(texts: Mapping[str, str], *, by: Actor, version: int | None = None) -> list[str]:
    """Give settings (all of one group) new values, read from text. Gives the keys that changed.

    `version` is the row's when the page was drawn: a later one refuses with `ChangedMeanwhile`. Raises
    `NoSuchSetting`, and `SeveralRefused` with a sentence for each key that can't have its value.

    """
    by.must(Power.SETTINGS_EDIT)
    wanted = {keys.find(key): text for key, text in texts.items()}
    changed: list[str] = []
    with transaction.atomic():
        for model in {setting.model for setting in wanted}:
            row = model._default_manager.select_for_update().get(pk=1)
            if version is not None and row.version != version:
                raise ChangedMeanwhile
            changed += _change(row, {s: t for s, t in wanted.items() if s.model is model}, by)
    return changed


def _change(row: SettingsRow, wanted: dict[Setting, str], by: Actor) -> list[str]:
    before = {setting: setting.text(row) for setting in wanted}
    wrong: dict[str, str] = {}
    for setting, text in wanted.items():
        try:
            _put(row, setting, text)
        except ValidationError as error:
            wrong[setting.key] = " ".join(error.messages)
    wrong |= _told_elsewhere(row, before, wanted)
    try:
        row.full_clean()
    except ValidationError as error:
        names = {setting.column: setting.key for setting in keys.every() if setting.model is type(row)}
        for column, sentences in error.message_dict.items():
            wrong.setdefault(names.get(column, ""), " ".join(sentences))
    if wrong:
        raise SeveralRefused(dict(wrong))
    return _save(row, before, wanted, by)


def _told_elsewhere(
    row: SettingsRow, before: dict[Setting, str], wanted: dict[Setting, str]
) -> dict[str, str]:
    """Secrets that a changed address would send to another server: they have to be given again."""
    moved = {setting.column for setting in wanted if setting.text(row) != before[setting]}
    given = {s.column for s, text in wanted.items() if s.is_secret and text != keys.HIDDEN}
    found = {}
    for setting in keys.every():
        places = row.GOES_TO.get(setting.column, frozenset()) if setting.model is type(row) else frozenset()
        if places & moved and setting.column not in given and setting.text(row):
            found[setting.key] = str(_("Enter it again: it would go to another server now."))
    return found


def _put(row: SettingsRow, setting: Setting, text: str) -> None:
    if not setting.is_secret:
        setattr(row, setting.column, setting.parse(text))
    elif text != keys.HIDDEN:
        row.put_secret(setting.column, text)


def _save(row: SettingsRow, before: dict[Setting, str], wanted: dict[Setting, str], by: Actor) -> list[str]:
    changed = []
    for setting, text in wanted.items():
        fresh_secret = setting.is_secret and text not in {keys.HIDDEN, ""}
        if setting.text(row) != before[setting] or fresh_secret:
            changed.append(setting.key)
            record(SettingChanged(setting.key, before[setting], setting.text(row)), by=by)
    if changed:
        row.version += 1
        if isinstance(row, Store) and "store.accent" in changed:
            recolour(row, by=by)
        row.save()
    return changed


def note_sale(*, by: Actor) -> None:
    """Write down that the store has sold something, which fixes its currency. Safe for every order."""
    by.anyone_may()
    Store.objects.filter(pk=1, has_sold=False).update(has_sold=True)


def reseal(*, by: Actor) -> int:
    """Seal the secrets among the settings with today's key (security SC-01). Gives how many.

    Raises `SealBroken` where neither that key nor a former one opens one of them.
    """
    by.must_be()
    count = 0
    with transaction.atomic():
        for model in {setting.model for setting in keys.every() if setting.is_secret}:
            row = model._default_manager.select_for_update().get(pk=1)
            filled = [column for column in model.SEALED if getattr(row, column)]
            for column in filled:
                row.put_secret(column, row.secret(column))
            row.save(update_fields=filled)
            count += len(filled)
        record(Resealed(count), by=by)
    return count


def note_backup(file: str, size: int, *, by: Actor) -> None:
    """Write down that a backup was made: the file's name, and its size in bytes."""
    by.must_be()
    record(BackedUp(file, size), by=by, subject=BACKUP)


def note_restored(made_at: datetime, *, by: Actor) -> None:
    """Write down that the store is again as it was when the backup was made."""
    by.must_be()
    record(Restored(made_at.isoformat()), by=by, subject=BACKUP)
