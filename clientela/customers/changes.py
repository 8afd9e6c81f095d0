"""Who changed something of a profile last, and when: what is told where two people edit at once."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from clientela.core.actor import Actor
from clientela.customers import story
from clientela.journal import queries as journal
from clientela.journal.models import Event
from clientela.ui.conflicts import Conflict

_OF_FIELDS = ("customer.edited", "customer.field_changed", "customer.email_changed")
# A conflict is about what happened while a page was open: its facts are among the newest.
_RECENT = 100


def newest(customer_id: int, *names: str, viewer: Actor, **data: object) -> story.Entry | None:
    """The newest fact of these names about a customer, with these values, if the viewer may see it."""
    facts = journal.timeline([customer_id]).filter(name__in=names, data__contains=data)
    return next(iter(story.told(facts[:1], viewer=viewer)), None)


def explained(conflicts: Sequence[Conflict], customer_id: int, *, viewer: Actor) -> list[Conflict]:
    """The same conflicts, each with who gave the field its other value, and when."""
    if not conflicts:
        return []
    facts = journal.timeline([customer_id]).filter(name__in=_OF_FIELDS)[:_RECENT]
    last = _last(facts, {conflict.field for conflict in conflicts})
    found = {field: story.told([fact], viewer=viewer) for field, fact in last.items()}
    return [
        replace(conflict, author=entries[0].author, at=entries[0].at)
        if (entries := found.get(conflict.field))
        else conflict
        for conflict in conflicts
    ]


def _last(facts: Iterable[Event], fields: Collection[str]) -> dict[str, Event]:
    """The newest fact of each field."""
    last: dict[str, Event] = {}
    for fact in facts:
        for field in fact.data.get("fields", ["email"]):
            if field in fields:
                last.setdefault(field, fact)
    return last
