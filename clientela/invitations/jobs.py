"""The job behind a round of invitations."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext_lazy as _

from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.invitations import actions, queries
from clientela.invitations.actions.rounds import JOB
from clientela.invitations.models import Round
from clientela.invitations.rules import Reason
from clientela.jobs.kinds import JobKind, Result, job_kind
from clientela.jobs.models import Item, Job


def _round(job: Job) -> Round:
    return queries.round_of(int(job.params["round"]))


def _freeze(job: Job) -> Iterator[int]:
    yield from queries.whom(_round(job)).order_by("pk").values_list("pk", flat=True)


def _work(job: Job, keys: Sequence[int], by: Actor) -> dict[int, Result]:
    reasons = actions.invite_each(_round(job), keys, by=by)
    return {pk: _result(reason) for pk, reason in reasons.items()}


def _result(reason: Reason) -> Result:
    return Result(Item.Outcome.SKIPPED, reason.value) if reason else Result()


def _per_minute(job: Job) -> int:
    return _round(job).per_minute


INVITING = job_kind(
    JobKind(
        JOB,
        _("Inviting customers"),
        Power.CUSTOMERS_INVITE,
        freeze=_freeze,
        work=_work,
        per_minute=_per_minute,
    )
)
