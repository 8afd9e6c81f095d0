"""A tag renamed, merged or deleted everywhere, and the saved segments that ask for it with it."""

from django.db import transaction
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.customers.actions.tags import clean, tag_key
from clientela.customers.models import Tag
from clientela.jobs.models import Job
from clientela.journal.actions import Subject, record
from clientela.journal.models import Event
from clientela.segments import naming
from clientela.segments.events import SegmentTagLost, SegmentTagRenamed
from clientela.segments.models import LONGEST_QUERY, Segment


def rename_tag(tag_id: int, name: str, *, by: Actor, merges: bool = False) -> Job | None:
    """Give a tag another name on every customer, and in every saved segment that asks for it.

    As `customers.actions.rename_tag`, which it calls. Whoever may rename the tag may take the segments
    along: they go on asking for the same people.
    """
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().filter(pk=tag_id).first()
        job = customers.rename_tag(tag_id, name, merges=merges, by=by)
        key = tag_key(clean([name])[0])
        if tag and tag.key != key:
            after = Tag.objects.get(key=key).name
            for each in naming.renaming_tag(tag.name, after):
                _rename(each.segment.pk, tag.name, after, job, by)
    return job


def _rename(segment_id: int, before: str, after: str, job: Job | None, by: Actor) -> None:
    """Write one segment anew, as it stands once it is locked; one that would be too long lacks its tag."""
    segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None or tag_key(before) not in naming.tags_in(segment.query):
        return
    was, query = segment.query, naming.with_tag(segment.query, before, after)
    if len(query) > LONGEST_QUERY:
        _lose(segment_id, before, job, by)
        return
    _write(segment, query)
    said = SegmentTagRenamed(segment.name, before, after, segment.version, was)
    record(said, by=by, subject=Subject("segment", segment_id), job_id=job.pk if job else None)


def _write(segment: Segment, query: str) -> None:
    segment.query, segment.version = query, segment.version + 1
    segment.save(update_fields=["query", "version"])
    Segment.objects.filter(pk=segment.pk).update(edited_at=Now())


def delete_tag(tag_id: int, *, by: Actor) -> Job | None:
    """Take a tag off every customer; the saved segments that ask for it need attention from then on.

    As `customers.actions.delete_tag`, which it calls.
    """
    by.must(Power.CUSTOMERS_EDIT)
    with transaction.atomic():
        tag = Tag.objects.select_for_update().filter(pk=tag_id).first()
        job = customers.delete_tag(tag_id, by=by)
        for segment in naming.naming_tag(tag.name) if tag else ():
            _lose(segment.pk, tag.name if tag else "", job, by)
    return job


def _lose(segment_id: int, tag: str, job: Job | None, by: Actor) -> None:
    segment = Segment.objects.select_for_update().filter(pk=segment_id).first()
    if segment is None:
        return
    segment.lost_tags = sorted({*segment.lost_tags, tag_key(tag)})
    segment.save(update_fields=["lost_tags"])
    said = SegmentTagLost(segment.name, tag)
    record(said, by=by, subject=Subject("segment", segment_id), job_id=job.pk if job else None)


def put_names_back(job_id: int, *, by: Actor, undo_id: int | None = None) -> int:
    """Give the segments that went along with a renamed tag their queries back. Gives how many.

    One that somebody changed since stays as it is.
    """
    by.must(Power.CUSTOMERS_EDIT)
    told = Event.objects.filter(job_id=job_id, name="segment.tag_renamed").select_related("details")
    with transaction.atomic():
        return sum(_put_back(each, by, undo_id) for each in told.order_by("subject_id"))


def _put_back(told: Event, by: Actor, undo_id: int | None) -> bool:
    segment = Segment.objects.select_for_update().filter(pk=told.subject_id or 0).first()
    if segment is None or segment.version != told.data["version"]:
        return False
    made, names = segment.query, told.data
    _write(segment, told.details.personal["was"])
    said = SegmentTagRenamed(segment.name, names["after"], names["before"], segment.version, made)
    record(said, by=by, subject=Subject("segment", segment.pk), job_id=undo_id)
    return True
