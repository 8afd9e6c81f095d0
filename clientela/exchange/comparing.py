"""What a line of a file would change about a customer: nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from clientela.customers.actions.amending import Amendment
from clientela.customers.actions.intake import Agreed
from clientela.customers.actions.tags import tag_key
from clientela.customers.models import MOST_TAGS, Consent, MetafieldDefinition
from clientela.exchange.known import Known
from clientela.exchange.wanted import Wanted

_GONE = {Consent.REDACTED, Consent.INVALID}


@dataclass(frozen=True)
class Manner:
    """How a file is brought in."""

    fills_only: bool
    tags: Sequence[str]
    has_permission: bool
    now: datetime
    definitions: Mapping[int, MetafieldDefinition]


@dataclass(frozen=True)
class Change:
    """What changes about a customer; custom fields by definition, as plain text."""

    amendment: Amendment
    own: Mapping[int, str]


def change(wanted: Wanted, known: Known, manner: Manner) -> Change | None:
    """What changes about a customer; nothing where all is so already. Raises `ValueError` with a problem."""
    values, place = _values(wanted, known, manner), _place(wanted, known, manner)
    on, off = _tags(wanted, known, manner)
    before = {name: known.values[name] for name in values}
    address_id = known.address_id if place else None
    consents = _consents(wanted, known, manner, values)
    found = Amendment(known.id, values, before, place, address_id, on, off, consents)
    own = _metafields(wanted, known, manner)
    return None if found.is_empty and not own else Change(found, own)


def _values(wanted: Wanted, known: Known, manner: Manner) -> dict[str, Any]:
    changed = {
        name: value
        for name, value in wanted.values.items()
        if value != known.values[name] and not (manner.fills_only and _is_filled(name, known.values[name]))
    }
    if wanted.key and not known.key:
        changed |= {"email": wanted.email, "email_key": wanted.key}
    return changed


def _is_filled(name: str, value: Any) -> bool:
    return name == "tax_exempt" or bool(value)


def _place(wanted: Wanted, known: Known, manner: Manner) -> Any:
    """The default address as it becomes; a file that has only some of its parts leaves the others."""
    place, now = wanted.place, known.place
    if place is None or (now and manner.fills_only):
        return None
    if now is None:
        named = place if place.name else replace(place, first_name=_own(wanted, known, "first_name"))
        return named if named.last_name else replace(named, last_name=_own(wanted, known, "last_name"))
    given = {name: value for name, value in vars(place).items() if value}
    if now.name:
        given = {name: value for name, value in given.items() if name not in {"first_name", "last_name"}}
    merged = replace(now, **given)
    return None if merged == now else merged


def _own(wanted: Wanted, known: Known, name: str) -> str:
    return str(wanted.values.get(name) or known.values[name])


def _tags(wanted: Wanted, known: Known, manner: Manner) -> tuple[list[str], list[str]]:
    """Tags that come and go. Raises `ValueError` past 250."""
    have = {tag_key(name) for name in known.tags}
    files = [] if manner.fills_only and have else wanted.tags
    always = {tag_key(name) for name in manner.tags}
    keys = {tag_key(name) for name in files}
    on = {tag_key(name): name for name in (*files, *manner.tags) if tag_key(name) not in have}
    off = [name for name in known.tags if files and tag_key(name) not in keys | always]
    if len(have) + len(on) - len(off) > MOST_TAGS:
        raise ValueError("too_many_tags@tags")
    return list(on.values()), off


def _consents(
    wanted: Wanted, known: Known, manner: Manner, values: dict[str, Any]
) -> list[tuple[str, Agreed, str]]:
    contacts = {
        "email": values.get("email") or known.values["email"],
        "sms": values.get("phone") or known.values["phone"] or "",
    }
    asked = {"email": wanted.email_consent, "sms": wanted.sms_consent}
    return [
        (channel, decided, contacts[channel])
        for channel, agreed in asked.items()
        if agreed and contacts[channel] and (decided := _decided(agreed, known, channel, manner))
    ]


def _decided(agreed: Agreed, known: Known, channel: str, manner: Manner) -> Agreed | None:
    """What becomes of consent: the newest word wins, and a file without a time never subscribes anew."""
    now, since = Consent(known.consent[channel]), known.decided_at.get(channel)
    if agreed.state == now or now in _GONE:
        return None
    if agreed.state == Consent.SUBSCRIBED:
        is_newer = agreed.at > since if agreed.at and since else since is None
        may = manner.has_permission and is_newer
        return replace(agreed, at=agreed.at or manner.now) if may else None
    if agreed.at:
        return agreed if since is None or agreed.at > since else None
    ends = now == Consent.SUBSCRIBED and (agreed.state == Consent.UNSUBSCRIBED or not manner.fills_only)
    return Agreed(Consent.UNSUBSCRIBED, agreed.level, manner.now) if ends else None


def first_consent(agreed: Agreed | None, contact: str, manner: Manner) -> Agreed:
    """Consent of somebody new."""
    if agreed is None or not contact or agreed.state == Consent.NOT_SUBSCRIBED:
        return Agreed()
    if agreed.state == Consent.SUBSCRIBED and not manner.has_permission:
        return Agreed()
    return replace(agreed, at=agreed.at or manner.now)


def _metafields(wanted: Wanted, known: Known, manner: Manner) -> dict[int, str]:
    return {
        definition: text
        for definition, text in wanted.metafields.items()
        if text != (now := known.metafields.get(definition, "")) and not (manner.fills_only and now)
    }
