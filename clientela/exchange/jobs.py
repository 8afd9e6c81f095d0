"""Long work of exporting and importing customers."""

from collections.abc import Iterable, Sequence

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.exchange import staging
from clientela.exchange.actions import exporting, importing
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Job
from clientela.jobs.running import actor_of

# The kind that takes an import back; its work stands above the bin, in `bulk`.
BACK = "customers.import_back"


def _parts(job: Job) -> Iterable[int]:
    return exporting.freeze(job.params["export"], by=actor_of(job))


def _write(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    exporting.write(job.params["export"], keys, by=by)
    return dict.fromkeys(keys, Result())


def _lines(job: Job) -> Iterable[int]:
    source = importing.lay_out(job.params["import"], by=actor_of(job), writes=job.kind == importing.JOB)
    return staging.numbers(source)


def _try(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    return importing.work(job.params["import"], keys, by=by, job_id=job.pk, writes=False)


def _bring(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    return importing.work(job.params["import"], keys, by=by, job_id=job.pk, writes=True)


EXPORT = job_kind(
    JobKind(
        exporting.JOB,
        _("Exporting customers"),
        Power.CUSTOMERS_EXPORT,
        freeze=_parts,
        work=_write,
        chunk=2,
        of_customers=False,
    )
)
DRY = job_kind(
    JobKind(
        importing.DRY_JOB,
        _("Checking a file of customers"),
        Power.CUSTOMERS_IMPORT,
        freeze=_lines,
        work=_try,
        chunk=1000,
        of_customers=False,
    )
)
IMPORT = job_kind(
    JobKind(
        importing.JOB,
        _("Importing customers"),
        Power.CUSTOMERS_IMPORT,
        freeze=_lines,
        work=_bring,
        chunk=1000,
        # Most lines bring somebody new, whose row nobody waits for.
        seconds=0.75,
        of_customers=False,
        undo=BACK,
    )
)
