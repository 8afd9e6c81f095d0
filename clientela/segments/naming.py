"""Which saved segments name something that is about to change."""

from collections.abc import Callable

from clientela.customers.actions.tags import tag_key
from clientela.segments.filters.custom import plain_name
from clientela.segments.language import QueryWrong, clauses, read
from clientela.segments.language.tree import Clause, Matches, Text
from clientela.segments.models import Segment

_TAGS = "customer_tags"


def naming_tag(name: str) -> list[Segment]:
    """The segments whose query asks for a tag, whatever its case, by name."""
    key = tag_key(name)

    def asks(clause: Clause) -> bool:
        if clause.name.lower() != _TAGS or isinstance(clause.test, Matches):
            return False
        return any(isinstance(value, Text) and tag_key(value.text) == key for value in clause.test.values)

    return _naming("tags", asks)


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
