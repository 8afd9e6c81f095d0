"""Saving a query under a name, changing it, and letting it go."""

import re

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, SeveralRefused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record
from clientela.segments.checking import checked
from clientela.segments.clock import Clock
from clientela.segments.events import SegmentChanged, SegmentCreated, SegmentDeleted
from clientela.segments.models import LONGEST_NAME, Segment
from clientela.segments.naming import tags_in

_COUNTER = re.compile(r" \((\d{1,9})\)$")


def save(name: str, query: str, *, by: Actor) -> Segment:
    """Keep a query under a name; a name that is taken gets a number: *VIPs (2)*.

    Raises `SeveralRefused` with `name`, or `QueryWrong`.
    """
    by.must(Power.SEGMENTS_EDIT)
    _refuse_wrong(name, query)
    with transaction.atomic():
        segment = Segment(query=query, made_by_id=by.id)
        segment.name = _free(name.strip())
        segment.save(force_insert=True)
        record(SegmentCreated(segment.name), by=by, subject=Subject("segment", segment.pk))
    return segment


def change(segment_id: int, *, name: str, query: str, by: Actor, version: int | None = None) -> Segment:
    """Give a segment another name or another query. `version` is the one that the editor started from.

    Raises `SeveralRefused`, `QueryWrong`, `ChangedMeanwhile`, `NotThere`.
    """
    by.must(Power.SEGMENTS_EDIT)
    _refuse_wrong(name, query)
    with transaction.atomic():
        segment = _locked(segment_id)
        if (segment.name, segment.query) == (name.strip(), query):
            return segment
        if version is not None and version != segment.version:
            theirs, yours = {"query": segment.query}, {"query": query}
            raise ChangedMeanwhile(field="query", theirs=theirs, yours=yours)
        if name.strip() != segment.name:
            segment.name = _free(name.strip())
        segment.query, segment.version = query, segment.version + 1
        asked = tags_in(query)
        segment.lost_tags = [key for key in segment.lost_tags if key in asked]
        segment.save(update_fields=["name", "query", "version", "lost_tags"])
        Segment.objects.filter(pk=segment_id).update(edited_at=Now())
        record(SegmentChanged(segment.name), by=by, subject=Subject("segment", segment_id))
    return segment


def copy(segment_id: int, *, by: Actor) -> Segment:
    """Make a second segment of the same query. Raises `NotThere`."""
    by.must(Power.SEGMENTS_EDIT)
    with transaction.atomic():
        segment = _locked(segment_id)
        return save(segment.name, segment.query, by=by)


def delete(segment_id: int, *, by: Actor) -> None:
    """Let a segment go; its customers stay as they are. Raises `NotThere`."""
    by.must(Power.SEGMENTS_EDIT)
    with transaction.atomic():
        segment = _locked(segment_id)
        segment.delete()
        record(SegmentDeleted(segment.name), by=by, subject=Subject("segment", segment_id))


def _locked(segment_id: int) -> Segment:
    found = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if found is None:
        raise NotThere
    return found


def _refuse_wrong(name: str, query: str) -> None:
    if not name.strip():
        raise SeveralRefused({"name": _("Enter a name.")})
    if len(name.strip()) > LONGEST_NAME:
        raise SeveralRefused({"name": _("At most 255 characters.")})
    checked(query, Clock.current())


def _free(name: str) -> str:
    """The name, with a number behind it where somebody else has it. The unique index decides a race."""
    counter = _COUNTER.search(name)
    base, number = (name[: counter.start()], int(counter[1])) if counter else (name, 0)
    base = base[: LONGEST_NAME - 13]
    taken = set(Segment.objects.filter(name__startswith=base).values_list("name", flat=True))
    while name in taken:
        number += 1 if counter or number else 2
        name = f"{base} ({number})"
    return name
