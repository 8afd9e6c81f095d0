"""The way back from an import: who was added goes into the bin, what was changed is put back.

A value goes back only where it is still as the import wrote it; what anybody changed since stays, and each
line's result names it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from clientela.bulk import brought
from clientela.bulk.import_now import Chunk, Now, Told, hold, look
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.addresses import digest
from clientela.customers.actions.putting_back import SOURCE, Agreement, Return, put_back
from clientela.customers.actions.tags import tag_key
from clientela.customers.field_values import read
from clientela.customers.models import (
    MOST_TAGS,
    AccountState,
    Address,
    Channel,
    Consent,
    ConsentEntry,
    OptIn,
)
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item, Job
from clientela.privacy.actions.deleting import delete

SKIPPED, DONE, GONE = Item.Outcome.SKIPPED, Item.Outcome.DONE, "gone"
# Before the names of what stayed as it is: `stayed:phone,note`.
STAYED = "stayed:"
_CONTACTS = {"email": Channel.EMAIL, "phone": Channel.SMS}


def back(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Take back what an import did by some lines of its file."""
    by.must(Power.CUSTOMERS_IMPORT)
    by.must(Power.CUSTOMERS_DELETE)
    undone = Job.objects.get(pk=job.params["job"])
    rows = Item.objects.filter(job=undone, key__gte=keys[0], key__lte=keys[-1], outcome=DONE)
    # What a customer was is no longer known once they were forgotten.
    told = {key: before for key, before in rows.values_list("key", "before") if before}
    added = {key: int(was["added"]) for key, was in told.items() if "added" in was}
    changed = {key: was for key, was in told.items() if "id" in was}
    held = hold([*added.values(), *(was["id"] for was in changed.values())])
    chunk = look(held, list(changed.values()), undone)
    results = _binned(added, by, job) | _put_back(changed, chunk, by, job)
    return {key: results.get(key, Result(SKIPPED, GONE)) for key in keys}


def _binned(added: Mapping[int, int], by: Actor, job: Job) -> dict[int, Result]:
    """Delete whom the import added, but those with whom the store has something since."""
    staying = brought.staying(list(added.values()))
    reasons: dict[int, str] = dict(staying)
    going = [pk for pk in added.values() if pk not in staying]
    reasons |= {pk: reason.value for pk, reason in delete(going, by=by, job_id=job.pk).items()}
    return {key: Result(SKIPPED, reasons[pk]) if reasons[pk] else Result() for key, pk in added.items()}


def _put_back(changed: Mapping[int, Told], chunk: Chunk, by: Actor, job: Job) -> dict[int, Result]:
    ways = {
        key: way_back(was, chunk.people[was["id"]], chunk)
        for key, was in changed.items()
        if was["id"] in chunk.people
    }
    why = {"undo_of_job": job.params["job"]}
    put_back([way.back for way in ways.values()], by=by, job_id=job.pk, why=why)
    return {key: _result(way) for key, way in ways.items()}


@dataclass
class Way:
    """One customer's way back, and the names of what stays since somebody changed it."""

    back: Return
    stayed: list[str] = field(default_factory=list)


def _result(way: Way) -> Result:
    if not way.stayed:
        return Result()
    outcome = SKIPPED if way.back.is_empty else DONE
    return Result(outcome, f"{STAYED}{','.join(way.stayed)}")


def way_back(was: Told, now: Now, chunk: Chunk) -> Way:
    """What of a customer goes back. Nothing is written here."""
    way, made = Way(Return(now.customer.pk)), was.get("made", {})
    _values(way, was["values"], made.get("values", {}), now, chunk)
    if "address" in was:
        _address(way, was, Place(**made["address"]) if "address" in made else None, now)
    _tags(way, was, now)
    for channel, state in was.get("consent", {}).items():
        _consent(way, Channel(channel), state, made.get("consent", {}).get(channel), now, chunk)
    _fields(way, was.get("fields", {}), made.get("fields", {}), now, chunk)
    return way


def _values(way: Way, before: Told, made: Told, now: Now, chunk: Chunk) -> None:
    for name, old in before.items():
        value: Any = getattr(now.customer, name)
        value = value.isoformat() if hasattr(value, "isoformat") else value
        if name == "email_key" or value == old:
            continue
        if name not in made or value != made[name] or _is_kept(name, old, now, chunk):
            way.stayed.append(name)
            continue
        way.back.before[name], way.back.values[name] = value, old
        if name == "email" and "email_key" in before:
            way.back.values["email_key"] = before["email_key"]


def _is_kept(name: str, old: Any, now: Now, chunk: Chunk) -> bool:
    """Whether an email address or a phone number is in use since, or the old number is somebody else's."""
    if name not in _CONTACTS:
        return False
    entries = now.ledger.get(_CONTACTS[name], [])
    if any(entry.recorded_at > chunk.ended and entry.source != SOURCE for entry in entries):
        return True
    if name == "phone":
        return old in chunk.phones
    return now.customer.account_state != AccountState.NONE or bool(now.customer.email_verified_at)


def _address(way: Way, was: Told, made: Place | None, now: Now) -> None:
    default = now.addresses.get(now.customer.default_address_id or 0)
    if made is None or not _moved_back(way.back, was, digest(made), default, now):
        way.stayed.append("address")


def _moved_back(back: Return, was: Told, made: str, default: Address | None, now: Now) -> bool:
    """Put the default address back: out of an address, to another one, or away. Gives whether that can be."""
    if not was["address_id"]:
        return _dropped(back, made, default, now)
    old, place = now.addresses.get(was["address_id"]), Place(**was["address"])
    if old and old.digest == digest(place):
        if default and default.pk != old.pk:
            back.default = old.pk if default.digest == made else None
        return default is None or default.pk == old.pk or default.digest == made
    if not old or old.digest != made or _is_used(old, now):
        return False
    if digest(place) in {each.digest for each in now.addresses.values()}:
        return False
    back.place, back.address_id = place, old.pk
    return True


def _dropped(back: Return, made: str, default: Address | None, now: Now) -> bool:
    """Where there was no address before: the one that came goes again, and another may be the default."""
    if now.written is None:
        if default and default.digest == made:
            back.default = 0
        return default is None or default.digest == made
    new = now.addresses.get(now.written.address_id)
    if new is None:
        return True
    if new.digest != made or new.is_pinned or _is_used(new, now):
        return False
    back.dropped = new.pk
    if default is new:
        back.default = next((pk for pk in now.addresses if pk != new.pk), 0)
    return True


def _is_used(address: Address, now: Now) -> bool:
    """Whether somebody took this address since, at checkout or by entering it again."""
    return bool(now.written and address.used_at > now.written.at)


def _tags(way: Way, was: Told, now: Now) -> None:
    gone = [name for name in was.get("tags_on", ()) if tag_key(name) in now.tags]
    again = [name for name in was.get("tags_off", ()) if tag_key(name) not in now.tags]
    way.back.tags_off = [now.tags[tag_key(name)] for name in gone]
    if len(now.tags) - len(gone) + len(again) > MOST_TAGS:
        way.stayed.append("tags")
    else:
        way.back.tags_on = again


def _consent(way: Way, channel: Channel, old: str, made: str | None, now: Now, chunk: Chunk) -> None:
    """The newest word wins: consent goes back only where the import's is still the last one."""
    column = f"{channel.value}_consent"
    state = getattr(now.customer, column)
    if state == old:
        return
    ledger, agreement = now.ledger.get(channel, []), None
    if ledger and state == made == ledger[0].state and chunk.is_imports(ledger[0]):
        agreement = _agreement(channel, Consent(old), ledger, _contact(way.back, channel, now))
    if agreement:
        way.back.consents.append(agreement)
    else:
        way.stayed.append(column)


def _contact(back: Return, channel: Channel, now: Now) -> str:
    """The address or number that the customer has once they are put back."""
    name = "email" if channel is Channel.EMAIL else "phone"
    return str(back.values.get(name, getattr(now.customer, name)) or "")


def _agreement(
    channel: Channel, old: Consent, ledger: Sequence[ConsentEntry], contact: str
) -> Agreement | None:
    """Consent as it was; nobody is subscribed again for another address than the one they agreed for."""
    earlier = ledger[1] if ledger[1:] else None
    level = OptIn(earlier.level) if earlier else OptIn.UNKNOWN
    if old is not Consent.SUBSCRIBED:
        return Agreement(channel, old, level, ledger[0].contact)
    if earlier is None or earlier.state != old or earlier.contact.casefold() != contact.casefold():
        return None
    return Agreement(channel, old, level, contact)


def _fields(way: Way, before: Told, made: Told, now: Now, chunk: Chunk) -> None:
    for key, old in before.items():
        definition, value = chunk.definitions.get(int(key)), now.fields.get(int(key), "")
        if value == old:
            continue
        if definition is None or value != made.get(key) or not _fits(definition, old):
            way.stayed.append(definition.full_name if definition else "metafield")
        else:
            way.back.fields[int(key)] = old


def _fits(definition: Any, text: str) -> bool:
    try:
        read(definition, text)
    except Refused:
        return False
    return True
