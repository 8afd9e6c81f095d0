"""The bin: customers who are gone for everybody, and can be put back for a while."""

from collections.abc import Sequence
from datetime import timedelta

from django.db import connection, transaction
from django.db.models import F
from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.people import among
from clientela.core.powers import Power
from clientela.customers.models import BinEntry, Customer, CustomerQuerySet

# How long somebody stays in the bin.
KEPT = timedelta(days=30)
_PUT = """
INSERT INTO customers_bin_entry (customer_id, deleted_by_id, purge_at)
SELECT c.id, %s, statement_timestamp() + %s * interval '1 day' FROM customers_customer c WHERE c.id = ANY(%s)
ON CONFLICT (customer_id) DO NOTHING
"""


def in_bin(customer_ids: Sequence[int]) -> CustomerQuerySet:
    """Those of them who are in the bin, their rows locked by id until the transaction ends."""
    rows = Customer.objects.filter(pk__in=among(customer_ids), bin_entry__isnull=False)
    # What is asked of the row itself is asked again once it is locked: putting back and destroying exclude
    # each other.
    theirs = rows.filter(deleted_at__isnull=False, erased_at=None)
    return theirs.order_by("pk").select_for_update(of=("self",))


def to_bin(customer_ids: Sequence[int], *, by: Actor) -> None:
    """Take customers out of sight, in the caller's transaction: their addresses are free at once."""
    by.must(Power.CUSTOMERS_DELETE)
    with transaction.atomic():
        _set(customer_ids, deleted_at=Now())
        with connection.cursor() as cursor:
            cursor.execute(_PUT, [by.id if by.is_staff else 0, KEPT.days, list(customer_ids)])


def from_bin(customer_ids: Sequence[int], *, by: Actor) -> None:
    """Put customers back. A unique violation where somebody else has an address of theirs by now."""
    by.must(Power.CUSTOMERS_DELETE)
    with transaction.atomic():
        _set(customer_ids, deleted_at=None)
        BinEntry.objects.filter(customer__in=among(customer_ids)).delete()


def _set(customer_ids: Sequence[int], *, deleted_at: Now | None) -> None:
    rows = Customer.objects.filter(pk__in=among(customer_ids))
    rows.update(deleted_at=deleted_at, updated_at=Now(), version=F("version") + 1)
