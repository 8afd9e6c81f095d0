"""Bringing lines of a file in, a chunk at a time, or saying what would become of them."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from clientela.core.actor import Actor
from clientela.core.copying import new_ids
from clientela.core.powers import Power
from clientela.customers.actions import intake
from clientela.customers.actions.amending import CHANGES, amend
from clientela.customers.actions.filling import fill_fields
from clientela.customers.actions.intake import Intake, Numbered
from clientela.customers.models import MOST_TAGS, Source
from clientela.exchange import known as knowing
from clientela.exchange.comparing import Change, Manner, change, first_consent
from clientela.exchange.headings import CONSENT, metafields
from clientela.exchange.known import Known, People
from clientela.exchange.models import Import, ImportLine
from clientela.exchange.wanted import Reader, Wanted
from clientela.jobs.kinds import Result
from clientela.jobs.models import Item
from clientela.journal.models import Event
from clientela.store.models import Store

ADDED, CHANGED, UNCHANGED, REPLACED, REFUSED = "added", "changed", "unchanged", "replaced", "refused"
# Of those added and changed, how many have an address that can't be right.
NOTED = "noted"
_TRIES = 3
Results = dict[int, Result]
_FAILED, _SKIPPED = Item.Outcome.FAILED, Item.Outcome.SKIPPED


@dataclass
class _Chunk:
    """What is to become of the lines of a chunk."""

    results: dict[int, Result] = field(default_factory=dict)
    new: list[Wanted] = field(default_factory=list)
    changed: list[Change] = field(default_factory=list)


def bring(
    source: Import, numbers: Sequence[int], *, by: Actor, job_id: int, writes: bool
) -> dict[int, Result]:
    """Bring these lines in, all or none; without `writes` say what would become of each.

    What was there before stands in each result, for an undo. Somebody who registers with one of the
    addresses at this very moment is found at the next try.
    """
    by.must(Power.CUSTOMERS_IMPORT)
    for left in reversed(range(_TRIES)):
        try:
            with transaction.atomic():
                return _bring(source, numbers, by=by, job_id=job_id, writes=writes)
        except IntegrityError:
            if not left:
                raise
    raise AssertionError


def _bring(
    source: Import, numbers: Sequence[int], *, by: Actor, job_id: int, writes: bool
) -> dict[int, Result]:
    manner, chunk = _manner(source), _Chunk()
    wanted = _read(source, numbers, chunk)
    people = knowing.find(wanted, locks=writes)
    _look_up(source, people, manner)
    handled = _handled(people, job_id) if writes else {}
    _decide(wanted, people, manner, chunk, handled)
    if writes:
        _write(chunk, manner, by, job_id)
    else:
        # Nothing was changed, so what somebody was before isn't kept either.
        done = {n: r for n, r in chunk.results.items() if r.outcome == Item.Outcome.DONE}
        chunk.results |= {number: Result(reason=result.reason) for number, result in done.items()}
        chunk.results |= {line.line: Result(reason=_noting(ADDED, line)) for line in chunk.new}
    return {number: chunk.results[number] for number in numbers}


def _own(outcome: Item.Outcome, reason: str) -> Result:
    """A result whose reason hardly any other line has: with a `before`, jobs write all of them at once."""
    return Result(outcome, reason, before={})


def _noting(result: str, line: Wanted) -> str:
    """What became of a line whose address was taken, with what can't be right in it."""
    return f"{result}:{','.join(line.doubts)}" if line.doubts else result


def _manner(source: Import) -> Manner:
    mapped = {name: definition for name, definition in metafields().items() if name in source.places}
    definitions = {definition.pk: definition for definition in mapped.values()}
    return Manner(source.fills_only, source.tags, source.has_permission, timezone.now(), definitions)


def _read(source: Import, numbers: Sequence[int], chunk: _Chunk) -> list[Wanted]:
    """The lines that count, read; what becomes of the others is said."""
    known = {name: found for name, found in metafields().items() if name in source.places}
    reader, wanted = Reader(source.places, Store.current().country, known), []
    rows = ImportLine.objects.filter(source=source, line__gte=numbers[0], line__lte=numbers[-1])
    for number, later, cells in rows.order_by("line").values_list("line", "later", "cells"):
        if later:
            chunk.results[number] = _own(_SKIPPED, f"{REPLACED}:{later}")
            continue
        line = reader.read(number, cells)
        if line.problems:
            chunk.results[number] = _own(_FAILED, " ".join(line.problems))
        else:
            wanted.append(line)
    return wanted


def _look_up(source: Import, people: People, manner: Manner) -> None:
    """What the lines are held against besides the rows themselves, where the file speaks of it."""
    everybody = _everybody(people)
    if everybody and CONSENT & source.places.keys():
        knowing.look_up_consent(everybody)
    if everybody and manner.definitions:
        knowing.look_up_metafields(everybody, list(manner.definitions))


def _everybody(people: People) -> list[Known]:
    found = (*people.by_email.values(), *people.by_phone.values(), *people.by_name.values())
    return list({known.id: known for known in found}.values())


def _handled(people: People, job_id: int) -> dict[int | str, int]:
    """Customers whom an earlier line of this job changed, by another of their contacts."""
    ids = [known.id for known in _everybody(people)]
    facts = Event.objects.filter(job_id=job_id, name__in=CHANGES, customer_id__in=ids)
    return {pk: 0 for pk in facts.values_list("customer_id", flat=True) if pk}


def _decide(
    lines: Sequence[Wanted], people: People, manner: Manner, chunk: _Chunk, taken: dict[int | str, int]
) -> None:
    for line in lines:
        try:
            _decide_one(line, people, manner, chunk, taken)
        except ValueError as problem:
            chunk.results[line.line] = _own(_FAILED, str(problem))


def _decide_one(
    line: Wanted, people: People, manner: Manner, chunk: _Chunk, taken: dict[int | str, int]
) -> None:
    """What becomes of one line. Raises `ValueError` with what is wrong."""
    known = people.found(line)
    if known and line.key and known.key and known.key != line.key:
        raise ValueError("phone_of_another@phone")
    who = known.id if known else line.key or line.phone or f"{line.name}"
    if who in taken:
        raise ValueError(f"same_as:{taken[who]}@email")
    _refuse_phone(line, known, people, manner, taken)
    if known is None and len(_tags(line, manner)) > MOST_TAGS:
        raise ValueError("too_many_tags@tags")
    found = change(line, known, manner) if known else None
    taken[who] = line.line
    if line.phone:
        taken.setdefault(line.phone, line.line)
    if known is None:
        chunk.new.append(line)
    elif found is None:
        chunk.results[line.line] = Result(_SKIPPED, UNCHANGED)
    else:
        chunk.changed.append(found)
        reason = _noting(CHANGED, line) if found.amendment.place else CHANGED
        chunk.results[line.line] = Result(reason=reason, before=_before(found, known))


def _refuse_phone(
    line: Wanted, known: Known | None, people: People, manner: Manner, taken: Mapping[int | str, int]
) -> None:
    """A phone number is one customer's."""
    if not line.phone or (known and (known.phone == line.phone or (known.phone and manner.fills_only))):
        return
    owner = people.by_phone.get(line.phone)
    if (owner and (known is None or owner.id != known.id)) or line.phone in taken:
        raise ValueError("phone_of_another@phone")


def _before(found: Change, known: Known) -> dict[str, Any]:
    """What an undo puts back, and under `made` what it must still find there."""
    change, made = found.amendment, dict[str, Any]()
    was: dict[str, Any] = {"id": known.id, "values": _plain(change.before), "made": made}
    if change.values:
        made["values"] = _plain(change.values)
    if change.place:
        was |= {"address_id": change.address_id, "address": known.place and known.place.as_dict()}
        made["address"] = change.place.as_dict()
    if change.tags_on or change.tags_off:
        was |= {"tags_on": list(change.tags_on), "tags_off": list(change.tags_off)}
    if change.consents:
        was["consent"] = {channel: known.consent[channel] for channel, _agreed, _contact in change.consents}
        made["consent"] = {channel: agreed.state.value for channel, agreed, _contact in change.consents}
    if found.own:
        was["fields"] = {str(pk): known.metafields.get(pk, "") for pk in found.own}
        made["fields"] = {str(pk): text for pk, text in found.own.items()}
    return was


def _plain(values: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: value.isoformat() if hasattr(value, "isoformat") else value for name, value in values.items()
    }


def _write(chunk: _Chunk, manner: Manner, by: Actor, job_id: int) -> None:
    ids = _add(chunk.new, manner, by)
    for line, pk in zip(chunk.new, ids, strict=True):
        chunk.results[line.line] = Result(reason=_noting(ADDED, line), before={"added": pk})
    changes = [each.amendment for each in chunk.changed if not each.amendment.is_empty]
    amend(changes, by=by, job_id=job_id)
    own = {pk: line.metafields for pk, line in zip(ids, chunk.new, strict=True)}
    own |= {each.amendment.customer_id: dict(each.own) for each in chunk.changed}
    for definition in manner.definitions:
        texts = {pk: given[definition] for pk, given in own.items() if definition in given}
        if texts:
            fill_fields(texts, definition, by=by)


def _add(lines: Sequence[Wanted], manner: Manner, by: Actor) -> list[int]:
    """Add the customers of these lines. Gives their ids."""
    people = [_intake(line, manner) for line in lines]
    ids = new_ids("customers_customer_id_seq", len(people))
    addresses = iter(new_ids("customers_address_id_seq", sum(len(person.addresses) for person in people)))
    numbered = [
        Numbered(pk, line.key, [next(addresses) for _place in person.addresses], person)
        for pk, line, person in zip(ids, lines, people, strict=True)
    ]
    tags = intake.tag_ids((name for person in people for name in person.tags), by=by)
    intake.take_in_numbered(numbered, tags, by=by)
    return ids


def _tags(line: Wanted, manner: Manner) -> dict[str, str]:
    """The tags of somebody new: those of the whole import and their own, by what makes two the same."""
    return {name.casefold(): name for name in (*manner.tags, *line.tags)}


def _intake(line: Wanted, manner: Manner) -> Intake:
    given = line.values
    return Intake(
        line.email,
        manner.now,
        Source.IMPORT,
        first_name=given.get("first_name", ""),
        last_name=given.get("last_name", ""),
        phone=given.get("phone"),
        language=given.get("language", ""),
        birthday=given.get("birthday"),
        note=given.get("note", ""),
        tax_exempt=given.get("tax_exempt", False),
        tags=tuple(_tags(line, manner).values()),
        addresses=(line.place,) if line.place else (),
        email_consent=first_consent(line.email_consent, line.email, manner),
        sms_consent=first_consent(line.sms_consent, line.phone, manner),
    )


def counted(results: Mapping[int, Result], before: Mapping[str, int]) -> dict[str, int]:
    """The counts so far, with these results added."""
    kinds = Counter(REFUSED if r.outcome == _FAILED else r.reason.partition(":")[0] for r in results.values())
    kinds[NOTED] = sum(r.outcome == Item.Outcome.DONE and ":" in r.reason for r in results.values())
    return dict(Counter(before) + kinds)
