"""Deleting the accounts that a burst of sign-ups made, as a job, and putting a job's customers back."""

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.privacy import queries
from clientela.privacy.queries import BURST, DELETES, RESTORES


class PutBack(Refused):
    """The job still runs, or was taken back already."""

    code = "put_back"
    sentence = _("They were put back already, or the job isn't finished yet.")


def delete_burst(attempt_id: int, place: str, *, by: Actor) -> Job:
    """Delete who signed up from the block (or email domain) of this sign-up in the day before it.

    A job; whoever can't be deleted is left alone, with the reason in its report. Raises `NotThere` for none.
    """
    by.must(Power.CUSTOMERS_DELETE)
    if not queries.made_in_burst(attempt_id, place).exists():
        raise NotThere
    return jobs.start(BURST, {"attempt": attempt_id, "by": place}, by=by)


def restore_deleted(job_id: int, *, by: Actor) -> Job:
    """Put back who was deleted by such a job and is still in the bin. Raises `NotThere`, `PutBack`."""
    by.must(Power.CUSTOMERS_DELETE)
    job = Job.objects.filter(pk=job_id, kind__in=DELETES).first()
    if job is None:
        raise NotThere
    if job.is_open or Job.objects.filter(kind=RESTORES, params__job=job_id).exists():
        raise PutBack
    return jobs.start(RESTORES, {"job": job_id}, by=by)
