"""Writing one email to many, and sending it once."""

from django.db import transaction

from clientela.bulk.models import Mailing
from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job
from clientela.messaging.actions.writing import refuse_empty, sender_of
from clientela.segments.models import Selection

MAIL = "customers.email"


def write(selection_id: int, *, subject: str, text: str, by: Actor, sender_id: int | None = None) -> Mailing:
    """Write an email to all of a selection down, to look at it.

    Raises `SenderUnknown`, `Refused`, `NotThere`.
    """
    by.must(Power.CUSTOMERS_EMAIL)
    by.must_be(Kind.STAFF)
    refuse_empty(subject, text)
    sender_of(sender_id)
    if not Selection.objects.filter(pk=selection_id, made_by_id=by.id).exists():
        raise NotThere
    return Mailing.objects.create(
        selection_id=selection_id,
        subject=subject.strip()[:255],
        text=text,
        sender_id=sender_id,
        staff_id=by.id,
    )


def send(mailing_id: int, *, by: Actor) -> Job:
    """Send what was looked at, by a job; pressed twice, it is the same job. Raises `NotThere`."""
    by.must(Power.CUSTOMERS_EMAIL)
    with transaction.atomic():
        found = Mailing.objects.select_for_update().filter(pk=mailing_id, staff_id=by.id).first()
        if found is None or (found.selection_id is None and found.job_id is None):
            raise NotThere
        if found.job_id:
            return Job.objects.get(pk=found.job_id)
        job = jobs.start(MAIL, {"selection": found.selection_id, "mailing": found.pk}, by=by)
        Mailing.objects.filter(pk=found.pk).update(job_id=job.pk)
    return job
