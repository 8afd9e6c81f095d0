"""Changing the rules for customer accounts: planned, shown, then done; and taken back."""

import copy
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from clientela.accounts import whom
from clientela.accounts.actions.ending import end_everywhere
from clientela.accounts.effects import effects
from clientela.accounts.events import AccountsChanged
from clientela.accounts.models import AccountSettings
from clientela.accounts.plan import Plan, Step
from clientela.core import clock, seals
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.journal.models import Event
from clientela.store import keys
from clientela.store.actions import change_settings

_SUBJECT = Subject(whom.SUBJECT, 1)


class PlanChanged(Refused):
    """What the change would do isn't what the page showed."""

    code = "plan_changed"
    sentence = _("Things have changed since you looked. See again what this would do.")


class WouldStrand(Refused):
    """The change would leave customers without a way in."""

    code = "would_strand"
    sentence = _("This would leave customers without a way to sign in.")


class NothingToTakeBack(Refused):
    """The settings have changed again since, or the change was taken back already."""

    code = "nothing_to_take_back"
    sentence = _("This can't be taken back: the settings were changed again since then.")


def plan_accounts(texts: Mapping[str, str], *, by: Actor) -> Plan:
    """What these settings would do to whom, given as text by key; nothing is done.

    Raises `NoSuchSetting`, and `SeveralRefused` with a sentence for each key that can't have its value.
    """
    by.must(Power.SETTINGS_VIEW)
    return _drawn(AccountSettings.current(), texts)


def change_accounts(
    texts: Mapping[str, str], *, by: Actor, seen: str = "", takes_back: int | None = None
) -> Plan:
    """Give customer accounts other rules, and do at once what that means: off, everybody is signed out.

    `seen` is the digest of the plan that was shown. Raises `PlanChanged` where it would do something else by
    now, `WouldStrand`, and what `plan_accounts` raises.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        before = AccountSettings.objects.select_for_update().get(pk=1)
        drawn = _drawn(before, texts)
        if seen and drawn.digest != seen:
            raise PlanChanged
        if drawn.forbidden:
            raise WouldStrand(drawn.forbidden[0].sentence)
        if change_settings(texts, by=by):
            moment = clock.now()
            after = AccountSettings.current()
            ended = end_everywhere(moment, by=by) if after.is_off or before.is_off else 0
            record(_fact(drawn, ended, takes_back), by=by, subject=_SUBJECT, at=moment)
    return drawn


def plan_taking_back(event_id: int, *, by: Actor) -> Plan:
    """What taking a change back would do to whom. Raises `NotThere`, `NothingToTakeBack`."""
    by.must(Power.SETTINGS_VIEW)
    return _drawn(AccountSettings.current(), _before(event_id, AccountSettings.current()))


def take_back(event_id: int, *, by: Actor, seen: str = "") -> Plan:
    """Put back what a change of the account settings replaced, where that still stands.

    Raises `NotThere`, `NothingToTakeBack`, and what `change_accounts` raises.
    """
    by.must(Power.SETTINGS_EDIT)
    with transaction.atomic():
        row = AccountSettings.objects.select_for_update().get(pk=1)
        return change_accounts(_before(event_id, row), by=by, seen=seen, takes_back=event_id)


def new_multipass_secret(*, by: Actor) -> str:
    """Make a new secret for Multipass and give it, this once; the one before is taken until it is emptied."""
    by.must(Power.SETTINGS_EDIT)
    secret = seals.new_token()
    with transaction.atomic():
        row = AccountSettings.objects.select_for_update().get(pk=1)
        former = {"accounts.multipass_former": row.secret("multipass_secret")} if row.multipass_secret else {}
        change_settings({"accounts.multipass_secret": secret, **former}, by=by)
    return secret


def stands(event: Event, row: AccountSettings) -> bool:
    """Whether what a change set is still so, so that it can be taken back."""
    now = {setting.column: setting.text(row) for setting in keys.group("accounts")}
    after: dict[str, str] = event.data["after"]
    return bool(after) and all(now.get(column) == value for column, value in after.items())


def _before(event_id: int, row: AccountSettings) -> dict[str, str]:
    event = whom.history().filter(pk=event_id).first()
    if event is None:
        raise NotThere
    if not stands(event, row):
        raise NothingToTakeBack
    return {f"accounts.{column}": value for column, value in event.data["before"].items()}


def _drawn(before: AccountSettings, texts: Mapping[str, str]) -> Plan:
    """The plan; secrets are no part of it."""
    wanted = {setting.column: setting for setting in map(keys.find, texts)}
    if any(setting.model is not AccountSettings for setting in wanted.values()):
        raise keys.NoSuchSetting
    after, wrong = copy.copy(before), {}
    plain = [setting for setting in wanted.values() if not setting.is_secret]
    for setting in plain:
        try:
            setattr(after, setting.column, setting.parse(texts[setting.key]))
        except ValidationError as error:
            wrong[setting.key] = " ".join(error.messages)
    wrong |= _wrong(after)
    if wrong:
        raise SeveralRefused(dict(wrong))
    steps = (Step(s.key, s.label, s.text(before), s.text(after)) for s in plain)
    changed = tuple(step for step in steps if step.before != step.after)
    return Plan(before.version, changed, effects(before, after) if changed else ())


def _wrong(row: AccountSettings) -> dict[str, str]:
    try:
        row.full_clean()
    except ValidationError as error:
        # The last sentence is ours, where the database's own rule speaks too.
        return {f"accounts.{column}": words[-1] for column, words in error.message_dict.items()}
    return {}


def _fact(drawn: Plan, ended: int, takes_back: int | None) -> AccountsChanged:
    return AccountsChanged(
        keys=[step.column for step in drawn.steps],
        before={step.column: step.before for step in drawn.steps},
        after={step.column: step.after for step in drawn.steps},
        effects={effect.code: effect.count for effect in drawn.effects},
        signed_out=ended,
        takes_back=takes_back,
    )
