"""Filters over how a customer stands: the group by recency, frequency and money, and the spend to expect."""

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from clientela.segments.clock import Clock
from clientela.segments.filters import conditions
from clientela.segments.filters.kinds import Filter, Group, Kind
from clientela.segments.language.tree import Test
from clientela.segments.models import RfmGroup, SpendTier, Standing


def _stands(column: str) -> conditions.Where:
    def where(test: Test, clock: Clock) -> Q:
        rows = Standing.objects.filter(customer=OuterRef("pk"))

        def at(wanted: list[str]) -> Q:
            return Q(Exists(rows.filter(**{f"{column}__in": [word.lower() for word in wanted]})))

        return conditions.one_of(test, at, ~Q(Exists(rows.exclude(**{column: ""}))))

    return where


FILTERS = (
    Filter(
        "rfm_group",
        _("RFM group"),
        Kind.CHOICE,
        Group.ORDERS,
        where=_stands("rfm_group"),
        choices={each.value.upper(): each.label for each in RfmGroup},
    ),
    Filter(
        "predicted_spend_tier",
        _("Predicted spend tier"),
        Kind.CHOICE,
        Group.ORDERS,
        where=_stands("spend_tier"),
        choices={each.value.upper(): each.label for each in SpendTier},
    ),
)
