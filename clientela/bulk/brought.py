"""Whom an import added, and with whom of them the store has something since: those stay."""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.core.people import among
from clientela.customers.models import AccountState, ConsentEntry, Customer, CustomerQuerySet
from clientela.orders.models import Draft
from clientela.privacy import rules


class Since(StrEnum):
    """What came after the import."""

    ACCOUNT = "has_account"
    DRAFT = "has_draft"
    CONSENT = "decided_since"


TITLES: dict[str, str | Promise] = {
    Since.ACCOUNT: _("Have an account since"),
    Since.DRAFT: _("Have a draft order since"),
    Since.CONSENT: _("Marketing consent changed since"),
}
_LATER = ConsentEntry.objects.filter(customer=OuterRef("pk")).exclude(source="import")
_SINCE = {
    Since.ACCOUNT: Q(account_state__in=[AccountState.ENABLED, AccountState.DEACTIVATED]),
    Since.DRAFT: Exists(Draft.objects.standing().filter(customer=OuterRef("pk"), order=None)),
    Since.CONSENT: Exists(_LATER),
}


def judged(rows: CustomerQuerySet) -> Any:
    """These customers, each with why they stay when the import is undone (`stays`), in their own kind."""
    cases = [When(rule.holds, then=Value(rule.reason.value)) for rule in rules.RULES]
    cases += [When(holds, then=Value(since.value)) for since, holds in _SINCE.items()]
    return rows.annotate(stays=Case(*cases, default=Value(""), output_field=CharField()))


def staying(customer_ids: Sequence[int]) -> dict[int, str]:
    """Who of these stays, and why."""
    rows = judged(Customer.objects.known().filter(pk__in=among(customer_ids))).exclude(stays="")
    return dict(rows.values_list("pk", "stays"))
