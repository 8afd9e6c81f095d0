"""Deleting customers: one, or many in a handful of statements."""

from collections.abc import Sequence

from django.db import transaction

from clientela.core.actor import SYSTEM, Actor
from clientela.core.people import among
from clientela.core.powers import Power
from clientela.customers.actions.binning import to_bin
from clientela.customers.models import Customer
from clientela.journal.actions import Entry, record_each
from clientela.privacy import parts, rules
from clientela.privacy.actions.destroying import forget
from clientela.privacy.events import CustomerDeleted
from clientela.privacy.rules import Reason


def delete(
    customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None, for_good: bool = False
) -> dict[int, Reason]:
    """Delete customers: gone at once for everybody, every door shut, their addresses free.

    They stay in the bin for thirty days; `for_good` destroys their personal data at once. Gives why somebody
    wasn't deleted, by customer, and `Reason.NOTHING` for those who were. Safe twice.
    """
    by.must(Power.CUSTOMERS_DELETE)
    with transaction.atomic():
        outcome = _judged(sorted(set(customer_ids)))
        going = [pk for pk, reason in outcome.items() if reason is Reason.NOTHING]
        if not going:
            return outcome
        people = parts.people_of(going)
        for close in parts.CLOSE:
            close(people, by=SYSTEM)
        to_bin(going, by=by)
        record_each([Entry(CustomerDeleted(for_good), pk) for pk in going], by=by, job_id=job_id)
        if for_good:
            forget(going, by=by, job_id=job_id)
    return outcome


def _judged(ids: list[int]) -> dict[int, Reason]:
    """Why each isn't deleted. Rows are locked by id, then what may become an order, so that none slips in."""
    known = Customer.objects.known().filter(pk__in=among(ids))
    # Keys of others that point here need the row, too: until the end nothing new can belong to them.
    held = list(known.order_by("pk").select_for_update(of=("self",)).values_list("pk", flat=True))
    busy = set().union(*(part(held, by=SYSTEM) for part in parts.BUSY)) if held else set()
    found = dict(
        rules.judged(Customer.objects.known().filter(pk__in=among(held))).values_list("pk", "reason")
    )
    said = {pk: Reason(found[pk]) if pk in found else Reason.GONE for pk in ids}
    return {pk: Reason.BUYING if pk in busy and not reason else reason for pk, reason in said.items()}
