"""Ending every session there is: at once for all, and told on each customer's timeline."""

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count

from clientela.accounts.events import SessionsEnded
from clientela.accounts.models import Session
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.jobs import actions as jobs
from clientela.journal.actions import Entry, record_each

# The kind of job that tells it where there are many; `accounts.jobs` lists it.
TELLING = "accounts.tell_signed_out"
# So many are told within the request.
AT_ONCE = 1000


def end_everywhere(moment: datetime, *, by: Actor) -> int:
    """End every session there is, in the caller's transaction. Gives how many there were.

    Where there are many, a job writes it on the customers' timelines, each under this very moment.
    """
    by.must(Power.SETTINGS_EDIT)
    ended = Session.objects.filter(ended_at=None).update(ended_at=moment)
    if ended > AT_ONCE:
        jobs.start(TELLING, {"moment": moment.isoformat()}, by=by)
    elif ended:
        told = Session.objects.filter(ended_at=moment).values_list("customer_id", flat=True)
        tell_signed_out(sorted(set(told)), moment, by=by)
    return ended


def tell_signed_out(
    customer_ids: Sequence[int], moment: datetime, *, by: Actor, job_id: int | None = None
) -> set[int]:
    """Write on these customers' timelines how many of their sessions ended then. Gives whom it told of."""
    by.must(Power.SETTINGS_EDIT)
    ended = Session.objects.filter(customer_id__in=customer_ids, ended_at=moment).values("customer_id")
    counts = dict(ended.order_by("customer_id").values_list("customer_id", Count("pk")))
    entries = [Entry(SessionsEnded(count), pk, at=moment) for pk, count in counts.items()]
    record_each(entries, by=by, job_id=job_id)
    return set(counts)
