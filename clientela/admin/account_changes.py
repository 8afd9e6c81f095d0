"""Changes of the account settings in words: planned ones, and those of before."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from clientela.accounts import whom
from clientela.accounts.actions.policy import stands
from clientela.accounts.models import AccountSettings, Method
from clientela.accounts.plan import Effect, Plan, Weight
from clientela.accounts.sentences import many
from clientela.checkout.queries import guests_under_way
from clientela.core.actor import Kind
from clientela.journal.models import Event
from clientela.staff import queries as staff
from clientela.store import keys
from clientela.store.keys import Setting

SHOWN = 20
_TONES = {Weight.FORBIDS: "critical", Weight.WARNS: "attention", Weight.TELLS: "info"}
_ICONS = {Weight.FORBIDS: "circle-alert", Weight.WARNS: "triangle-alert", Weight.TELLS: "info"}


class Line(NamedTuple):
    """One setting with its value before and after."""

    label: str
    before: str
    after: str


class Told(NamedTuple):
    """One thing that a change does, as a line with an icon."""

    words: str
    tone: str
    icon: str


class Change(NamedTuple):
    """One change of before: who, when, what; and whether it can be taken back."""

    id: int
    at: datetime
    who: str
    lines: list[Line]
    signed_out: int
    takes_back: bool
    can_go: bool


def value(setting: Setting, text: str) -> str:
    """A setting's value as people read it."""
    if setting.column == "methods":
        names = {method.value: str(method.label) for method in Method}
        return ", ".join(names.get(name, name) for name in text.split(",") if name)
    if text in {"true", "false"}:
        return _("On") if text == "true" else _("Off")
    labels = {str(code): str(label) for code, label in setting.field.choices or ()}
    return labels.get(text, text)


def lines(before: dict[str, str], after: dict[str, str]) -> list[Line]:
    """What changes, setting by setting."""
    known = {setting.column: setting for setting in keys.group("accounts")}
    pairs = [(known[column], text, after[column]) for column, text in before.items() if column in known]
    return [Line(str(s.label), value(s, was), value(s, now)) for s, was, now in pairs]


def of_plan(plan: Plan) -> list[Line]:
    """What a plan would change."""
    before = {step.column: step.before for step in plan.steps}
    return lines(before, {step.column: step.after for step in plan.steps})


def told(plan: Plan) -> list[Told]:
    """What a plan would do to whom, with what it does to checkouts that are under way."""
    found: list[Effect] = list(plan.effects)
    if plan.texts.get("accounts.policy") == "required":
        found += many("guests_at_checkout", guests_under_way())
    found.sort(key=lambda effect: list(Weight).index(effect.weight))
    return [Told(str(e.sentence), _TONES[e.weight], _ICONS[e.weight]) for e in found]


def history() -> list[Change]:
    """The last changes, newest first."""
    events, row = list(whom.history()[:SHOWN]), AccountSettings.current()
    names = staff.names({event.actor_id for event in events if event.actor_kind == Kind.STAFF})
    undone = {event.data.get("takes_back") for event in events}
    return [_change(event, row, names, undone) for event in events]


def _change(event: Event, row: AccountSettings, names: dict[int, str], undone: set[int | None]) -> Change:
    who = names.get(event.actor_id, "") if event.actor_kind == Kind.STAFF else _("Command line")
    data = event.data
    can_go = event.pk not in undone and stands(event, row)
    return Change(
        event.pk, event.at, who, lines(data["before"], data["after"]),
        data["signed_out"], data.get("takes_back") is not None, can_go,
    )  # fmt: skip


def policies(events: Sequence[Event]) -> list[Event]:
    """Those changes that gave the store another policy, newest first."""
    return [event for event in events if "policy" in event.data["after"]]
