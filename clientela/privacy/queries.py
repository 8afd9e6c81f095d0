"""Who is in the bin, and who of many could be deleted."""

from django.db.models import Count

from clientela.accounts import watched
from clientela.core import keyset
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page
from clientela.customers.models import BinEntry, Customer, CustomerQuerySet
from clientela.jobs.models import Job
from clientela.privacy import rules
from clientela.privacy.rules import Reason

PAGE = 50
# The kinds of job that delete, each with a result per customer, and the one that puts back what one deleted.
BURST, RESTORES = "customers.delete_burst", "customers.restore"
DELETES = (BURST, "customers.delete")


def binned(*, after: str = "", before: str = "") -> Page[BinEntry]:
    """One page of the bin, who was deleted last first."""
    rows = BinEntry.objects.select_related("customer").defer("customer__note", "customer__words")
    return keyset.page(rows, Order("purge_at", descending=True), size=PAGE, after=after, before=before)


def in_bin(customer_id: int) -> BinEntry:
    """One customer in the bin. Raises `NotThere`."""
    found = BinEntry.objects.select_related("customer").filter(pk=customer_id).first()
    if found is None:
        raise NotThere
    return found


def deletable(rows: CustomerQuerySet) -> dict[Reason, int]:
    """How many of these can be deleted, and how many of the others can't for which reason: one statement."""
    counted = rules.judged(rows.order_by()).values_list("reason").annotate(count=Count("pk"))
    return {Reason(reason): count for reason, count in counted}


def made_in_burst(attempt_id: int, place: str) -> CustomerQuerySet:
    """Whom the sign-ups of a burst made, whatever became of their accounts since."""
    ids = watched.sign_ups_with(attempt_id, place).values("customer_id")
    return Customer.objects.known().filter(pk__in=ids)


def deletions(most: int) -> list[tuple[Job, bool]]:
    """The newest jobs that deleted a burst, each with whether it can be taken back."""
    found = list(Job.objects.filter(kind=BURST).order_by("-pk")[:most])
    back = Job.objects.filter(kind=RESTORES, params__job__in=[job.pk for job in found])
    undone = set(back.values_list("params__job", flat=True))
    return [(job, not job.is_open and bool(job.done) and job.pk not in undone) for job in found]
