"""Long work: the tray in the corner of every page, the list, and pausing, resuming, cancelling."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import SeeOther, show
from clientela.core.actor import Actor
from clientela.jobs import actions, queries
from clientela.jobs.models import Job
from clientela.ui.posting import shown_at


@needs(None)
@require_safe
def job_list(request: StaffRequest) -> HttpResponse:
    """The newest jobs."""
    return show(request, "admin/jobs.html", {"lines": queries.newest(request.actor)})


@needs(None)
@require_safe
def tray(request: StaffRequest) -> HttpResponse:
    """What runs, and what ended a few minutes ago."""
    return _tray(request)


def _tray(request: StaffRequest) -> HttpResponse:
    return render(request, "admin/parts/jobs_tray.html", {"lines": queries.current(request.actor)})


def _act(request: StaffRequest, job_id: int, act: Callable[..., Job]) -> HttpResponse:
    """Do one thing to a job that this colleague sees, and draw what it came to."""
    actor: Actor = request.actor
    queries.find(job_id, actor)
    try:
        act(job_id, by=actor)
    except actions.JobOver as refused:
        if not request.headers.get("HX-Request"):
            messages.warning(request, str(refused.sentence))
    return _tray(request) if request.headers.get("HX-Request") else SeeOther("/admin/jobs")


@needs(None)
@shown_at("/admin/jobs")
@require_POST
def pause(request: StaffRequest, job_id: int) -> HttpResponse:
    """Stop after the part at work."""
    return _act(request, job_id, actions.pause)


@needs(None)
@shown_at("/admin/jobs")
@require_POST
def resume(request: StaffRequest, job_id: int) -> HttpResponse:
    """Go on."""
    return _act(request, job_id, actions.resume)


@needs(None)
@shown_at("/admin/jobs")
@require_POST
def cancel(request: StaffRequest, job_id: int) -> HttpResponse:
    """End it; what was done stays done."""
    return _act(request, job_id, actions.cancel)
