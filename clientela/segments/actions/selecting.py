"""Writing down whom a piece of long work is for."""

from collections.abc import Sequence
from datetime import timedelta

from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.segments.checking import checked
from clientela.segments.clock import Clock
from clientela.segments.models import Selection

MOST_PICKED = 10_000
KEPT = timedelta(days=60)


class NobodySelected(Refused):
    """Nothing was picked."""

    code = "nobody_selected"
    sentence = _("Select at least one customer.")


def select(
    *, ids: Sequence[int] = (), query: str = "", search: str = "", is_everybody: bool = False, by: Actor
) -> Selection:
    """Name some customers: those picked, or all whom a query and a search find when the work begins.

    Nobody in particular is an error, never everybody: that must be asked for. Raises `QueryWrong`,
    `NobodySelected`.
    """
    by.must(Power.CUSTOMERS_VIEW)
    if query.strip():
        checked(query, Clock.current())
    if not (ids or query.strip() or search.strip() or is_everybody):
        raise NobodySelected
    if len(ids) > MOST_PICKED:
        raise Refused(_("At most 10,000 customers can be picked by hand."), code="too_many")
    return Selection.objects.create(
        ids=sorted(set(ids)),
        query="" if ids else query.strip(),
        search="" if ids else search.strip()[:200],
        is_everybody=is_everybody and not ids,
        made_by_id=by.id,
    )


def sweep(*, by: Actor) -> int:
    """Remove selections that are long past their work. Gives how many."""
    by.must_be()
    return Selection.objects.filter(made_at__lt=Now() - KEPT).delete()[0]
