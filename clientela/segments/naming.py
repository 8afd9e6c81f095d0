"""Which saved segments name something that is about to change, and their queries with another name."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from clientela.customers.actions.tags import tag_key
from clientela.customers.models import Tag
from clientela.segments.filters.custom import plain_name
from clientela.segments.language import QueryWrong, clauses, printed, read
from clientela.segments.language.tree import Clause, Matches, Text, Value, mapped
from clientela.segments.models import LONGEST_QUERY, Segment

_TAGS = "customer_tags"


def naming_tag(name: str) -> list[Segment]:
    """The segments whose query asks for a tag, whatever its case, by name."""
    key = tag_key(name)
    return _naming("tags", lambda clause: key in _tags_of(clause))


def _tags_of(clause: Clause) -> set[str]:
    """The keys of the tags that a condition asks for."""
    if clause.name.lower() != _TAGS or isinstance(clause.test, Matches):
        return set()
    return {tag_key(value.text) for value in clause.test.values if isinstance(value, Text)}


def tags_in(query: str) -> set[str]:
    """The keys of the tags that a query asks for; none where it can't be read."""
    try:
        return {key for clause in clauses(read(query)) for key in _tags_of(clause)}
    except QueryWrong:
        return set()


def with_tag(query: str, before: str, after: str) -> str:
    """A query that asks for a tag, in canonical spelling and with another tag in its place.

    Raises `QueryWrong` where it can't be read.
    """
    key = tag_key(before)

    def turned(value: Value) -> Value:
        return Text(after) if isinstance(value, Text) and tag_key(value.text) == key else value

    def clause(each: Clause) -> Clause:
        if key not in _tags_of(each) or isinstance(each.test, Matches):
            return each
        return replace(each, test=replace(each.test, values=tuple(map(turned, each.test.values))))

    return printed(mapped(read(query), clause))


@dataclass(frozen=True)
class Renamed:
    """A segment and what its query would be; nothing where that would be too long."""

    segment: Segment
    query: str


def renaming_tag(before: str, after: str) -> list[Renamed]:
    """The segments that ask for a tag, each with its query once the tag is called otherwise."""
    found = [Renamed(each, with_tag(each.query, before, after)) for each in naming_tag(before)]
    return [each if len(each.query) <= LONGEST_QUERY else replace(each, query="") for each in found]


def lacking() -> dict[int, list[str]]:
    """The tags that segments ask for and that were deleted, by the segment's id."""
    marked = dict(Segment.objects.exclude(lost_tags=[]).values_list("pk", "lost_tags"))
    asked = {key for lost in marked.values() for key in lost}
    there = set(Tag.objects.filter(key__in=asked).values_list("key", flat=True))
    found = {pk: [key for key in lost if key not in there] for pk, lost in marked.items()}
    return {pk: keys for pk, keys in found.items() if keys}


def naming_field(full_name: str) -> list[Segment]:
    """The segments whose query asks for a custom field (`custom.size`), by name."""

    def asks(clause: Clause) -> bool:
        return full_name in {plain_name(clause.name), plain_name(clause.about)}

    return _naming(full_name, asks)


def _naming(word: str, asks: Callable[[Clause], bool]) -> list[Segment]:
    """Segments in whose text a word stands, and of which a condition fits."""
    rows = Segment.objects.filter(query__icontains=word).order_by("name")
    return [segment for segment in rows if _any(segment.query, asks)]


def _any(query: str, asks: Callable[[Clause], bool]) -> bool:
    try:
        return any(map(asks, clauses(read(query))))
    except QueryWrong:
        return False
