"""Writing the cells of one customer, each by the very action that the profile uses."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.utils.translation import gettext as _

from clientela.accounts.actions import change_email
from clientela.bulk.cells import Values
from clientela.bulk.columns import ADDRESS_ID, Column
from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, Refused
from clientela.core.places import Place
from clientela.customers import actions, queries
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source
from clientela.store.models import Store


@dataclass
class Row:
    """A customer, what is wanted, what the editor started from, and what is there (its row is locked)."""

    customer: Customer
    wanted: Values
    seen: Mapping[str, str]
    now: Values
    reason: str = ""

    @property
    def id(self) -> int:
        return self.customer.pk

    def started(self, keys: Iterable[str]) -> Values:
        """What the editor saw in these cells, as far as that is known."""
        return {key: self.seen[key] for key in keys if key in self.seen}


@dataclass
class Trouble:
    """Why a customer was not saved, by column: what is wrong, and what a colleague wrote meanwhile."""

    wrong: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)
    now: Values = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.wrong or self.theirs)

    def take(self, refused: Refused, keys: list[str], now: Values) -> None:
        """Put a refusal at the cells it is about."""
        if isinstance(refused, ChangedMeanwhile):
            self.theirs |= {key: now.get(key, "") for key in keys if key in refused.theirs or len(keys) == 1}
            self.now = now
            return
        for name, sentence in refused.by_field().items():
            self.wrong.setdefault(name if name in keys else keys[0], sentence)


def write(row: Row, columns: Mapping[str, Column], *, by: Actor) -> Trouble:
    """Write all cells that are wanted, and gather all that is wrong; the caller then takes it back."""
    trouble = Trouble()
    for part, turn in _PARTS.items():
        keys = [key for key in row.wanted if columns[key].part == part]
        if keys:
            _write_part(turn, row, keys, trouble, by)
    return trouble


def _write_part(turn: "_Turn", row: Row, keys: list[str], trouble: Trouble, by: Actor) -> None:
    try:
        turn(row, keys, by)
    except Refused as refused:
        if turn in _APART and len(keys) > 1:
            # Refused together, perhaps for the first that is wrong: each is asked for itself.
            for key in keys:
                _write_part(turn, row, [key], trouble, by)
        else:
            trouble.take(refused, keys, row.now)


def _value(key: str, text: str) -> Any:
    return text == "true" if key == "tax_exempt" else text


def _profile(row: Row, keys: list[str], by: Actor) -> None:
    wanted, seen = (
        {key: _value(key, text) for key, text in each.items()}
        for each in ({key: row.wanted[key] for key in keys}, row.started(keys))
    )
    actions.edit(row.id, wanted, seen=seen, by=by)


def _email(row: Row, keys: list[str], by: Actor) -> None:
    change_email(row.id, row.wanted["email"], seen=row.seen.get("email"), by=by)


def _tags(row: Row, keys: list[str], by: Actor) -> None:
    seen = row.seen.get("tags")
    actions.set_tags(row.id, [row.wanted["tags"]], seen=None if seen is None else [seen], by=by)


def _note(row: Row, keys: list[str], by: Actor) -> None:
    actions.set_note(row.id, row.wanted["note"], seen=row.seen.get("note"), by=by)


def _fields(row: Row, keys: list[str], by: Actor) -> None:
    actions.set_fields(row.id, {key: row.wanted[key] for key in keys}, seen=row.started(keys), by=by)


def _consent(row: Row, keys: list[str], by: Actor) -> None:
    (key,) = keys
    seen = row.seen.get(key)
    # Another address in the same row ends consent for the old one: that is nobody else's change.
    seen = None if seen == row.now[key] else seen
    actions.set_consent(
        row.id, Channel(key.removesuffix("_consent")), Consent(row.wanted[key]), level=OptIn.UNKNOWN,
        source=Source.STAFF, proof={"reason": row.reason or _("Bulk edit")}, seen=seen, by=by,
    )  # fmt: skip


def _address(row: Row, keys: list[str], by: Actor) -> None:
    """Change the default address, or add one where there is none."""
    typed, there = {key: row.wanted[key] for key in keys}, row.now[ADDRESS_ID]
    if row.seen.get(ADDRESS_ID, there) != there:
        raise ChangedMeanwhile(theirs=dict.fromkeys(keys))
    if not there:
        actions.add_address(row.id, _new(row.customer, typed), make_default=True, by=by)
        return
    address = queries.address(row.id, int(there))
    seen = replace(address.place, **row.started(places.SPOT))
    try:
        actions.change_address(row.id, address.pk, replace(seen, **typed), seen=seen, by=by)
    except ChangedMeanwhile as refused:
        refused.theirs |= dict.fromkeys(keys)
        raise


def _new(customer: Customer, typed: Values) -> Place:
    start = Place(
        first_name=customer.first_name, last_name=customer.last_name, country=Store.current().country
    )
    return replace(start, **{key: text for key, text in typed.items() if text})


_Turn = Callable[[Row, list[str], Actor], None]
# The address and number come before the consent that is for them.
_PARTS: dict[str, _Turn] = {
    "email": _email,
    "profile": _profile,
    "address": _address,
    "tags": _tags,
    "note": _note,
    "field": _fields,
    "email_consent": _consent,
    "sms_consent": _consent,
}
# These take several cells at once, and may stop at the first that somebody else changed.
_APART = (_profile, _fields)
