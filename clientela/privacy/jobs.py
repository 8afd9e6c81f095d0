"""Long work of deleting and putting back."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job
from clientela.privacy import queries
from clientela.privacy.actions.deleting import delete
from clientela.privacy.actions.restoring import restore


def _made_in_burst(job: Job) -> list[int]:
    found = queries.made_in_burst(job.params["attempt"], job.params["by"])
    return list(found.order_by("pk").values_list("pk", flat=True))


def _delete(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    outcome = delete(keys, by=by, job_id=job.pk)
    return {key: _result(outcome[key].value) for key in keys}


def _result(reason: str) -> Result:
    return Result(Item.Outcome.SKIPPED, reason) if reason else Result()


def _were_deleted(job: Job) -> list[int]:
    done = Item.objects.filter(job_id=job.params["job"], outcome=Item.Outcome.DONE)
    return list(done.order_by("key").values_list("key", flat=True))


def _restore(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    outcome = restore(keys, by=by, job_id=job.pk)
    return {key: _result(f"taken: {clash.field}" if clash else "") for key, clash in outcome.items()}


BURST = job_kind(
    JobKind(
        queries.BURST,
        _("Deleting the accounts of a burst"),
        Power.CUSTOMERS_DELETE,
        freeze=_made_in_burst,
        work=_delete,
    )
)
RESTORE = job_kind(
    JobKind(
        queries.RESTORES,
        _("Putting deleted customers back"),
        Power.CUSTOMERS_DELETE,
        freeze=_were_deleted,
        work=_restore,
    )
)
