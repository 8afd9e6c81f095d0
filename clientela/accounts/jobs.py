"""Long work around signing in."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from clientela.accounts import watched
from clientela.accounts.actions import ending, wrapping
from clientela.accounts.actions.deactivating import activate, deactivate
from clientela.accounts.foreign.keeping import waiting
from clientela.accounts.models import Session
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job


def _waiting(_job: Job) -> list[int]:
    return waiting(wrapping.WRAPPING)


def _wrap(_job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    done = wrapping.wrap(keys, by=by)
    return {key: _result(done.get(key)) for key in keys}


def _result(wrapped: bool | None) -> Result:
    if wrapped is None:
        return Result(Item.Outcome.SKIPPED, "done already")
    return Result() if wrapped else Result(Item.Outcome.FAILED, "sealed with another key")


# Each hash takes 30 ms of a core: a chunk of sixteen keeps within a quarter of a second.
WRAPPING = job_kind(
    JobKind(
        wrapping.WRAPPING,
        _("Wrapping passwords from elsewhere"),
        Power.CUSTOMERS_IMPORT,
        freeze=_waiting,
        work=_wrap,
        chunk=16,
    )
)


def _moment(job: Job) -> datetime:
    return datetime.fromisoformat(job.params["moment"])


def _signed_out(job: Job) -> Iterable[int]:
    ended = Session.objects.filter(ended_at=_moment(job)).order_by("customer_id")
    return ended.values_list("customer_id", flat=True).distinct()


def _tell_signed_out(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    told = ending.tell_signed_out(keys, _moment(job), by=by, job_id=job.pk)
    return {key: Result() if key in told else Result(Item.Outcome.SKIPPED, "gone") for key in keys}


SIGNED_OUT = job_kind(
    JobKind(
        ending.TELLING,
        _("Writing down who was signed out"),
        Power.SETTINGS_EDIT,
        freeze=_signed_out,
        work=_tell_signed_out,
    )
)


def _made_in_burst(job: Job) -> list[int]:
    found = watched.customers_with(job.params["attempt"], job.params["by"])
    return list(found.values_list("pk", flat=True))


def _deactivate(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    """Switch the accounts of a burst off; whoever has ordered is no robot."""
    ordered = set(Customer.objects.filter(pk__in=keys, orders_count__gt=0).values_list("pk", flat=True))
    rest = [key for key in keys if key not in ordered]
    before = deactivate(rest, by=by, tells=False, job_id=job.pk)
    return {key: _closed(key in ordered, before.get(key)) for key in keys}


def _closed(has_ordered: bool, before: str | None) -> Result:
    if has_ordered:
        return Result(Item.Outcome.SKIPPED, "has ordered")
    return Result(before={"state": before}) if before else Result(Item.Outcome.SKIPPED, "off already")


def _were_closed(job: Job) -> list[int]:
    done = Item.objects.filter(job_id=job.params["job"], outcome=Item.Outcome.DONE)
    return list(done.order_by("key").values_list("key", flat=True))


def _activate(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    opened = set(activate(keys, by=by, job_id=job.pk))
    return {key: Result() if key in opened else Result(Item.Outcome.SKIPPED, "on already") for key in keys}


BURST = job_kind(
    JobKind(
        watched.CLOSES,
        _("Deactivating the accounts of a burst"),
        Power.ACCOUNTS_GUARD,
        freeze=_made_in_burst,
        work=_deactivate,
    )
)
BURST_BACK = job_kind(
    JobKind(
        watched.OPENS,
        _("Activating the accounts of a burst again"),
        Power.ACCOUNTS_GUARD,
        freeze=_were_closed,
        work=_activate,
    )
)
