"""What jobs record."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact("job.started", _("Job {kind} started"), icon="play", power=Power.JOBS_RUN)
@dataclass(frozen=True)
class JobStarted:
    """Somebody started a job."""

    kind: str


@fact("job.ended", _("Job {kind} ended: {state}"), icon="flag", power=Power.JOBS_RUN)
@dataclass(frozen=True)
class JobEnded:
    """A job came to its end."""

    kind: str
    state: str
    done: int
    skipped: int
    failed: int
