"""Taking back what a job did; for an import it is shown first what would become of whom."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import SeeOther, show
from clientela.bulk import actions, import_plans
from clientela.bulk import queries as bulk
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.exchange.actions.importing import JOB as IMPORT
from clientela.exchange.models import Import
from clientela.jobs import queries as jobs
from clientela.jobs.models import Job

# Kinds that are looked at before they are taken back.
PLANNED = {IMPORT}


@needs(None)
@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: StaffRequest, job_id: int) -> HttpResponse:
    """Take back what a job did, after a look at what that would do where there is one."""
    job, here = jobs.find(job_id, request.actor), f"/admin/jobs/{job_id}"
    if request.method == "POST":
        return _undone(request, job, here)
    if job.kind not in PLANNED or not bulk.can_undo(job, by=request.actor):
        return SeeOther(here)
    context = {"job": job, "found": Import.objects.filter(job_id=job.pk).first()}
    return show(request, "admin/import_undo.html", context, current="imports")


def _undone(request: StaffRequest, job: Job, here: str) -> HttpResponse:
    try:
        made = actions.undo(job.pk, by=request.actor)
    except (NotAllowed, NotThere):
        raise
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(here)
    return SeeOther(f"/admin/jobs/{made.pk}")


@needs(None)
@require_safe
def plan(request: StaffRequest, job_id: int) -> HttpResponse:
    """How many would go to the bin, be put back or stay: counted once the page stands."""
    job = jobs.find(job_id, request.actor)
    if job.kind not in PLANNED or not bulk.can_undo(job, by=request.actor):
        return SeeOther(f"/admin/jobs/{job_id}")
    return render(request, "admin/parts/import_undo_plan.html", {"plan": import_plans.plan(job)})
