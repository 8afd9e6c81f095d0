"""Files of customers that go out: asking for one, the list of them, fetching and removing."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.forms.exchange import EVERYBODY, ExportForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.exchange.actions import exporting
from clientela.exchange.models import Export
from clientela.jobs.models import Job
from clientela.segments import actions as segment_actions
from clientela.segments import queries as segments
from clientela.segments.models import Selection
from clientela.staff import queries as staff
from clientela.ui.posting import shown_at

HERE = "/admin/exports"
NEWEST = 50


def _is_posted(request: StaffRequest, **_values: object) -> bool:
    return request.method == "POST"


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EXPORT)
@require_safe
def export_list(request: StaffRequest) -> HttpResponse:
    """The newest files, whoever made them; one's own can be fetched for a week."""
    made = list(Export.objects.order_by("-pk")[:NEWEST])
    jobs = Job.objects.in_bulk([each.job_id for each in made if each.job_id])
    who = staff.names({each.made_by_id for each in made})
    lines = [_line(each, jobs.get(each.job_id or 0), who, request) for each in made]
    context = {"lines": lines, "moves": any(line["job"] and line["job"].is_open for line in lines)}
    return show(request, "admin/exports.html", context, current="exports")


def _line(made: Export, job: Job | None, who: dict[int, str], request: StaffRequest) -> dict[str, Any]:
    ends, is_own = exporting.ends_at(made), made.made_by_id == request.actor.id
    is_done = bool(job and job.state == Job.State.DONE)
    is_good = is_done and not made.gone_at and timezone.now() < ends
    href = f"{HERE}/{made.pk}/{exporting.token_of(made)}" if is_good and is_own else ""
    by = who.get(made.made_by_id) or _("Command line")
    is_removable = is_own and is_done and not made.gone_at
    return {"made": made, "job": job, "by": by, "href": href, "ends": ends, "good": is_good,
            "removable": is_removable}  # fmt: skip


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EXPORT)
@fresh(when=_is_posted)
@require_http_methods(["GET", "HEAD", "POST"])
def add(request: StaffRequest) -> HttpResponse:
    """Which customers and columns; the file is written by a job."""
    chosen = _chosen(request)
    first = {"who": request.GET.get("segment", EVERYBODY)}
    form = ExportForm(request.POST if request.method == "POST" else None, initial=first)
    if chosen:
        del form.fields["who"]
    if request.method == "POST" and form.is_valid():
        selection = chosen or _selected(request, form.cleaned_data["who"])
        exporting.export(selection.pk, form.names(), by=request.actor)
        messages.success(request, _("The file is being written. It can be downloaded here for seven days."))
        return SeeOther(HERE)
    context = {"form": form, "count": segments.selected(chosen).count() if chosen else None}
    status = 422 if form.errors else 200
    return show(request, "admin/export_new.html", context, current="exports", status=status)


def _chosen(request: StaffRequest) -> Selection | None:
    """The selection that the list was left with, made by whoever asks."""
    asked = request.GET.get("selection", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        raise NotThere
    found = Selection.objects.filter(pk=int(asked), made_by_id=request.actor.id).first()
    if found is None:
        raise NotThere
    return found


def _selected(request: StaffRequest, who: str) -> Selection:
    if who == EVERYBODY:
        return segment_actions.select(is_everybody=True, by=request.actor)
    return segment_actions.select(query=segments.find(int(who)).query, by=request.actor)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EXPORT)
@shown_at(HERE)
@require_POST
def fetch(request: StaffRequest, export_id: int, token: str) -> StreamingHttpResponse:
    """The file, for whoever asked for it, within its week; that it was fetched is written down."""
    content = exporting.fetch(export_id, token, by=request.actor)
    headers = {
        "Content-Disposition": f'attachment; filename="customers-{export_id}.csv"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EXPORT)
@shown_at(HERE)
@require_POST
def remove(request: StaffRequest, export_id: int) -> HttpResponse:
    """Remove a file before its week is over."""
    exporting.remove(export_id, by=request.actor)
    messages.success(request, _("The file was removed."))
    return SeeOther(HERE)
