"""Beginning one verb over a selection, as a job."""

from typing import Any

from django.db import transaction

from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.customers.actions import tags
from clientela.jobs import actions as jobs
from clientela.jobs.kinds import power_of
from clientela.jobs.models import Job
from clientela.segments.models import Selection

TAG, UNTAG, DELETE, DEACTIVATE, ACTIVATE = (
    "customers.tag",
    "customers.untag",
    "customers.delete",
    "customers.deactivate",
    "customers.activate",
)


def start(kind: str, selection_id: int, *, by: Actor, **choices: Any) -> Job:
    """Do one thing to all of a selection; whom it names is settled as the job begins.

    Begun twice from the same selection, it is one job. Raises `NotThere`, and `Refused` for wrong choices.
    """
    by.must(power_of(kind))
    if kind in {TAG, UNTAG}:
        choices["tags"] = tags.some(choices.get("tags", []))
        tags.refuse_past_most(choices["tags"])
    with transaction.atomic():
        found = Selection.objects.select_for_update().filter(pk=selection_id, made_by_id=by.id).first()
        if found is None:
            raise NotThere
        params = {"selection": selection_id, **choices}
        begun = Job.objects.filter(kind=kind, params=params, actor_kind=by.kind, actor_id=by.id).first()
        return begun or jobs.start(kind, params, by=by)
