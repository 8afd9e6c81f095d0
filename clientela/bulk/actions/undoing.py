"""Taking back what a job did, for thirty days."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.customers.actions.retagging import RENAMING
from clientela.jobs import actions as jobs
from clientela.jobs.kinds import KINDS, power_of
from clientela.jobs.models import Job
from clientela.segments import actions as segments

KEPT = timedelta(days=30)


class CantUndo(Refused):
    """The job can't be taken back: it runs, it is too old, or its kind has no way back."""

    code = "cant_undo"
    sentence = _("This can't be undone.")


def undo(job_id: int, *, by: Actor) -> Job:
    """Take back what a job did, by another job; undone twice, it is the same one.

    What somebody changed since is left as it is, and said. Raises `CantUndo`, `NotThere`.
    """
    with transaction.atomic():
        job = Job.objects.select_for_update().filter(pk=job_id).first()
        if job is None:
            raise NotThere
        by.must(power_of(job.kind))
        way_back = KINDS[job.kind].undo if job.kind in KINDS else ""
        if not way_back or not job.done:
            raise CantUndo
        if job.is_open:
            raise CantUndo(_("It is still at work. Cancel it first."))
        if job.ended_at and job.ended_at < timezone.now() - KEPT:
            raise CantUndo(_("It was done more than 30 days ago."))
        begun = Job.objects.filter(kind=way_back, params__job=job_id).first()
        return begun or _begun(job, way_back, by)


def _begun(job: Job, way_back: str, by: Actor) -> Job:
    """The job that takes another back; segments that went along with a renamed tag go back at once."""
    made = jobs.start(way_back, {"job": job.pk}, by=by)
    if job.kind == RENAMING:
        segments.put_names_back(job.pk, undo_id=made.pk, by=by)
    return made
