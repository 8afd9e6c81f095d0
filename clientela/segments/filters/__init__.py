"""The filters of the segment language, from all over the store."""

from collections.abc import Sequence

from clientela.segments.filters import custom, mail, orders, places, profile, standing
from clientela.segments.filters.kinds import GROUPS, OPERATORS, Filter, Group, Kind
from clientela.segments.language.tree import Clause

FILTERS: Sequence[Filter] = (
    *orders.FILTERS,
    *standing.FILTERS,
    *profile.FILTERS,
    *places.FILTERS,
    *mail.FILTERS,
)
_BY_NAME = {each.name: each for each in FILTERS}
ANNIVERSARY = "anniversary"


def everything() -> list[Filter]:
    """All filters that can be asked now, those of the store's metafields last."""
    return [*FILTERS, *custom.definitions()]


def find(clause: Clause) -> Filter | None:
    """The filter that a clause names; nothing where there is none."""
    if clause.name == ANNIVERSARY:
        return custom.anniversary(clause.about)
    if custom.plain_name(clause.name):
        return custom.find(clause.name)
    return _BY_NAME.get(clause.name)


def known_names() -> list[str]:
    """What a query's names can be, to tell what was likely meant."""
    return [*_BY_NAME, ANNIVERSARY, *(each.name for each in custom.definitions())]


__all__ = ["GROUPS", "OPERATORS", "Filter", "Group", "Kind", "everything", "find", "known_names"]
