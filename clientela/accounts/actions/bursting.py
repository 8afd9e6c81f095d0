"""Switching off the accounts that a burst made, as a job, and taking that back."""

from django.utils.translation import gettext_lazy as _

from clientela.accounts import watched
from clientela.accounts.watched import CLOSES, OPENS
from clientela.core.actor import Actor
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job


class TakenBack(Refused):
    """The job still runs, or was taken back already."""

    code = "taken_back"
    sentence = _("This was taken back already, or isn't finished yet.")


def deactivate_burst(attempt_id: int, place: str, *, by: Actor) -> Job:
    """Switch off the accounts made from the block (or email domain) of this sign-up in the day before it.

    `place` is block or domain. A job; whoever has ordered is left alone. Raises `NotThere` for none.
    """
    by.must(Power.ACCOUNTS_GUARD)
    if not watched.customers_with(attempt_id, place).exists():
        raise NotThere
    return jobs.start(CLOSES, {"attempt": attempt_id, "by": place}, by=by)


def activate_burst(job_id: int, *, by: Actor) -> Job:
    """Switch on again what such a job switched off, once. Raises `NotThere`, `TakenBack`."""
    by.must(Power.ACCOUNTS_GUARD)
    job = Job.objects.filter(pk=job_id, kind=CLOSES).first()
    if job is None:
        raise NotThere
    if job.is_open or Job.objects.filter(kind=OPENS, params__job=job_id).exists():
        raise TakenBack
    return jobs.start(OPENS, {"job": job_id}, by=by)
