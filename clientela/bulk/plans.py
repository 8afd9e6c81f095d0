"""What a verb over a selection would do, before it does it: how many, and who is left out and why."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.bulk.actions.starting import DEACTIVATE, DELETE, TAG
from clientela.customers.actions.tags import tag_key
from clientela.customers.models import AccountState, Customer, CustomerQuerySet, CustomerTag
from clientela.privacy import queries as privacy
from clientela.privacy.rules import TITLES, Reason
from clientela.segments import queries as segments
from clientela.segments.models import Selection


@dataclass(frozen=True)
class Plan:
    """How many customers are meant, for how many something changes, and the others by reason."""

    total: int
    changed: int
    left_out: Sequence[tuple[str | Promise, int]] = ()


def plan(kind: str, selection: Selection, tags: Sequence[str] = ()) -> Plan:
    """What a kind of job would do to a selection as it is now."""
    rows = segments.selected(selection)
    if kind == DELETE:
        return _deleting(rows)
    if kind == DEACTIVATE:
        return _deactivating(rows)
    return _tagging(rows, tags, adds=kind == TAG)


def _deleting(rows: CustomerQuerySet) -> Plan:
    counted = privacy.deletable(rows)
    left_out = [(TITLES[reason], count) for reason, count in counted.items() if reason]
    return Plan(sum(counted.values()), counted.get(Reason.NOTHING, 0), left_out)


_ACCOUNTS = {
    AccountState.NONE.value: _("Without an account"),
    AccountState.DEACTIVATED.value: _("Deactivated already"),
}


def _deactivating(rows: QuerySet[Customer]) -> Plan:
    counted = dict(rows.order_by().values_list("account_state").annotate(count=Count("pk")))
    left_out = [(words, counted[state]) for state, words in _ACCOUNTS.items() if counted.get(state)]
    total = sum(counted.values())
    return Plan(total, total - sum(count for _words, count in left_out), left_out)


def _tagging(rows: QuerySet[Customer], tags: Sequence[str], *, adds: bool) -> Plan:
    """Who has all of the tags already, or none of those that go, is left alone."""
    total = rows.order_by().count()
    if not tags:
        return Plan(total, total)
    keys = {tag_key(tag) for tag in tags}
    carried = CustomerTag.objects.filter(tag__key__in=keys).values("customer").annotate(count=Count("tag"))
    if adds:
        same = rows.filter(pk__in=carried.filter(count=len(keys)).values("customer")).order_by().count()
        return Plan(total, total - same, [(_("Have these tags already"), same)] if same else [])
    some = rows.filter(pk__in=carried.values("customer")).order_by().count()
    return Plan(total, some, [(_("Have none of these tags"), total - some)] if some < total else [])
