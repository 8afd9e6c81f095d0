"""Rounds: many customers invited at once by a job, begun once."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor, Kind
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.invitations import rules
from clientela.invitations.actions.inviting import refuse_too_long
from clientela.invitations.models import FASTEST, LATEST_REMINDER, InvitationSettings, Round
from clientela.jobs import actions as jobs
from clientela.jobs.models import Job

MOST_PICKED = 2_000_000
JOB = "invitations.round"


class RoundBegun(Refused):
    """Nothing about a round changes once it began."""

    code = "round_begun"
    sentence = _("These invitations are on their way already.")


def plan_round(scope: Round.Scope, customer_ids: Sequence[int] = (), *, by: Actor) -> Round:
    """Prepare to invite many: all without an account, or those picked. Nothing is sent yet.

    Raises `NoInvitations`, `Refused` where nobody or too many were picked.
    """
    by.must(Power.CUSTOMERS_INVITE)
    by.must_be(Kind.STAFF)
    rules.refuse_closed()
    ids = sorted(set(customer_ids)) if scope is Round.Scope.PICKED else []
    if scope is Round.Scope.PICKED and not ids:
        raise Refused(_("Choose at least one customer."), code="nobody_picked")
    if len(ids) > MOST_PICKED:
        raise Refused(_("Choose at most 2 million customers at once."), code="too_many_picked")
    settings = InvitationSettings.current()
    return Round.objects.create(
        scope=scope,
        customer_ids=ids,
        per_minute=settings.per_minute,
        remind_days=settings.remind_days,
        staff_id=by.id,
    )


def change_round(
    round_id: int, *, subject: str, message: str, per_minute: int, remind_days: int, by: Actor
) -> Round:
    """Write what a round will say, how fast it goes and when it reminds. Raises `RoundBegun`, `Refused`."""
    by.must(Power.CUSTOMERS_INVITE)
    refuse_too_long(subject, message)
    if not 0 <= per_minute <= FASTEST:
        raise Refused(_("From 0 to 60,000."), field="per_minute", code="not_in_range")
    if not 0 <= remind_days <= LATEST_REMINDER:
        raise Refused(_("From 0 to 28 days."), field="remind_days", code="not_in_range")
    with transaction.atomic():
        found = _locked(round_id)
        if found.started_at:
            raise RoundBegun
        found.subject, found.message = subject.strip(), message
        found.per_minute, found.remind_days = per_minute, remind_days
        found.save(update_fields=["subject", "message", "per_minute", "remind_days"])
    return found


def start_round(round_id: int, *, by: Actor) -> Job:
    """Begin a round; pressed twice, it is the same job. Raises `NoInvitations`, `NotThere`."""
    by.must(Power.CUSTOMERS_INVITE)
    rules.refuse_closed()
    with transaction.atomic():
        found = _locked(round_id)
        if found.job_id:
            return Job.objects.get(pk=found.job_id)
        job = jobs.start(JOB, {"round": found.pk}, by=by)
        Round.objects.filter(pk=found.pk).update(job_id=job.pk, started_at=Now(), staff_id=by.id)
    return job


def _locked(round_id: int) -> Round:
    found = Round.objects.select_for_update().filter(pk=round_id).first()
    if found is None:
        raise NotThere
    return found
