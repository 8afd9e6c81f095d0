"""Destroying the personal data of deleted customers: by *Delete now*, and when thirty days are over."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now

from clientela.core.actor import SYSTEM, Actor
from clientela.core.powers import Power
from clientela.customers.actions.binning import in_bin
from clientela.customers.models import BinEntry
from clientela.journal.actions import Entry, record_each
from clientela.privacy import parts
from clientela.privacy.events import CustomerDestroyed

CHUNK = 500


def destroy(customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None) -> list[int]:
    """Destroy the personal data of customers in the bin, for good. Gives whose were there. Safe twice."""
    by.must(Power.CUSTOMERS_DELETE)
    with transaction.atomic():
        ids = list(in_bin(customer_ids).values_list("pk", flat=True))
        if ids:
            forget(ids, by=by, job_id=job_id)
    return ids


def forget(customer_ids: Sequence[int], *, by: Actor, job_id: int | None = None) -> None:
    """Let every app forget these people, in the caller's transaction; their rows are locked by the caller."""
    by.must(Power.CUSTOMERS_DELETE)
    people = parts.people_of(customer_ids)
    for part in parts.FORGET:
        part(people, by=SYSTEM)
    record_each([Entry(CustomerDestroyed(), pk) for pk in customer_ids], by=by, job_id=job_id)


def empty_bin(*, by: Actor) -> int:
    """Destroy the data of those whose time in the bin is over. Gives of how many. Safe to cut off."""
    by.must_be()
    over = BinEntry.objects.filter(purge_at__lte=Now()).order_by("purge_at")
    count = 0
    while done := destroy(list(over.values_list("customer_id", flat=True)[:CHUNK]), by=by):
        count += len(done)
    return count
