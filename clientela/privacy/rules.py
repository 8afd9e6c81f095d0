"""Who may be deleted, said once for one customer and for many; the first rule that holds is told."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Value, When
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from clientela.checkout.models import Checkout
from clientela.customers.models import Customer, CustomerQuerySet, Hold
from clientela.orders.models import Draft, Order, Refund


class Reason(StrEnum):
    """Why a customer isn't deleted; empty for those who are."""

    NOTHING = ""
    ERASURE = "erasure_pending"
    MERGE = "merge_pending"
    BUYING = "buying"
    ORDERS = "orders"
    GONE = "gone"


@dataclass(frozen=True)
class Rule:
    """A reason: when it holds, what it is called in a count, the whole sentence, and what to do instead."""

    reason: Reason
    holds: Q | Exists
    title: str | Promise
    sentence: str | Promise
    instead: str | Promise


def _has(rows: QuerySet[Any]) -> Exists:
    return Exists(rows.filter(customer=OuterRef("pk")))


RULES = (
    Rule(
        Reason.ERASURE,
        _has(Hold.objects.filter(kind=Hold.Kind.ERASURE)),
        _("Erasure pending"),
        _("The personal data of this customer is about to be erased."),
        _("Wait until that is done, or cancel it first."),
    ),
    Rule(
        Reason.MERGE,
        _has(Hold.objects.filter(kind=Hold.Kind.MERGE)),
        _("Merge under way"),
        _("This customer is being merged with another."),
        _("Wait until that is done."),
    ),
    Rule(
        Reason.BUYING,
        _has(Checkout.objects.filter(state=Checkout.State.PLACING))
        | _has(Draft.objects.filter(state=Draft.State.PAYING)),
        _("Buying right now"),
        _("An order of this customer is being placed right now."),
        _("Look again in a few minutes."),
    ),
    Rule(
        Reason.ORDERS,
        _has(Order.objects.all()) | _has(Refund.objects.all()),
        _("Have orders"),
        _("This customer has orders, which belong to the store's books."),
        _("Deactivate the account, so that nobody can log in to it. Profile and orders stay."),
    ),
)
TITLES: dict[Reason, str | Promise] = {
    Reason.NOTHING: _("Will be deleted"),
    **{rule.reason: rule.title for rule in RULES},
    Reason.GONE: _("No longer there"),
}


def rule_of(reason: Reason) -> Rule | None:
    """The rule behind a reason, with its sentence and what to do instead."""
    return next((rule for rule in RULES if rule.reason is reason), None)


def judged(rows: CustomerQuerySet) -> Any:
    """These customers, each with the `reason` why they aren't deleted: a query set of its own kind."""
    cases = [When(rule.holds, then=Value(rule.reason.value)) for rule in RULES]
    return rows.annotate(reason=Case(*cases, default=Value(""), output_field=CharField()))


def reason_of(customer_id: int) -> Reason:
    """Why this customer can't be deleted now; nothing where they can."""
    found = judged(Customer.objects.known().filter(pk=customer_id)).values_list("reason", flat=True).first()
    return Reason.GONE if found is None else Reason(found)
