"""Filters over how a customer stands: the group by recency, frequency and money, and the spend to expect."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language.tree import Test
from clientela.segments.models import RfmGroup, SpendTier, Standing


def _group(test: Test, clock: Clock) -> Q:
    """The group; who never ordered is a prospect, which no row says."""
    rows = Standing.objects.filter(customer=OuterRef("pk")).exclude(rfm_group="")

    def at(wanted: list[str]) -> Q:
        stands = Q(Exists(rows.filter(rfm_group__in=[word.lower() for word in wanted])))
        return stands | Q(orders_count=0) if RfmGroup.PROSPECTS.value.upper() in wanted else stands

    return conditions.one_of(test, at, Q(orders_count__gt=0) & ~Q(Exists(rows)))


def _tier(test: Test, clock: Clock) -> Q:
    rows = Standing.objects.filter(customer=OuterRef("pk")).exclude(spend_tier="")

    def at(wanted: list[str]) -> Q:
        return Q(Exists(rows.filter(spend_tier__in=[word.lower() for word in wanted])))

    return conditions.one_of(test, at, ~Q(Exists(rows)))


FILTERS = (
    Filter(
        "rfm_group",
        _("RFM group"),
        Kind.CHOICE,
        Group.ORDERS,
        where=_group,
        choices={each.value.upper(): each.label for each in RfmGroup},
    ),
    Filter(
        "predicted_spend_tier",
        _("Predicted spend tier"),
        Kind.CHOICE,
        Group.ORDERS,
        where=_tier,
        choices={each.value.upper(): each.label for each in SpendTier},
    ),
)
