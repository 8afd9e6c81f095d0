"""What happens to segments."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.journal.facts import fact


@fact("segment.created", _("Segment {name} saved"), icon="funnel", webhook="segments/create")
@dataclass(frozen=True)
class SegmentCreated:
    """A query was saved under a name."""

    name: str


@fact("segment.changed", _("Segment {name} changed"), icon="funnel", webhook="segments/update")
@dataclass(frozen=True)
class SegmentChanged:
    """A segment has another name or another query."""

    name: str


@fact(
    "segment.tag_renamed",
    _("Segment {name} asks for tag “{after}” in place of “{before}”"),
    icon="funnel",
    personal=("was",),
    webhook="segments/update",
)
@dataclass(frozen=True)
class SegmentTagRenamed:
    """A tag was renamed everywhere, and a segment's query with it. `was` is the query before."""

    name: str
    before: str
    after: str
    version: int
    was: str


@fact("segment.tag_lost", _("Segment {name} asks for the deleted tag “{tag}”"), icon="funnel-x")
@dataclass(frozen=True)
class SegmentTagLost:
    """A tag that a segment asks for was deleted everywhere."""

    name: str
    tag: str


@fact("segment.deleted", _("Segment {name} deleted"), icon="funnel-x", webhook="segments/delete")
@dataclass(frozen=True)
class SegmentDeleted:
    """A segment is gone; its customers aren't."""

    name: str
