"""Bringing customers in from a file: sending it, saying how it is read, trying it out, doing it."""

from itertools import islice
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.exchange import ImportForm, UploadForm
from clientela.admin.frame import SeeOther, show
from clientela.bulk import queries as bulk
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers.doors import CustomerSettings
from clientela.exchange import headings, reports, staging
from clientela.exchange.actions import importing
from clientela.exchange.actions.bringing import ADDED, CHANGED, NOTED, REFUSED
from clientela.exchange.csv_files import lines
from clientela.exchange.models import Import
from clientela.jobs.models import Job
from clientela.segments.models import Segment
from clientela.staff import queries as staff
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

HERE = "/admin/customers/import"
NEWEST, SAMPLES, EXAMPLES, PROBLEMS = 50, 3, 5, 20


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def receive(request: StaffRequest) -> HttpResponse:
    """Send a file, and the list of those that came."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST":
        form = UploadForm(request.POST, request.FILES)
        if form.is_valid():
            file = form.cleaned_data["file"]
            try:
                made = importing.receive(file.name, file.chunks(), by=request.actor)
                return SeeOther(f"/admin/imports/{made.pk}")
            except Refused as refused:
                form.add_error("file", str(refused.sentence))
    context = {"form": form, "lines": _newest(), "is_open": CustomerSettings.current().imports}
    status = 422 if form.errors else 200
    return show(request, "admin/imports.html", context, current="imports", status=status)


def _newest() -> list[tuple[Import, Job | None, str, dict[str, int]]]:
    found = list(Import.objects.order_by("-pk")[:NEWEST])
    jobs = Job.objects.in_bulk([each.job_id for each in found if each.job_id])
    who = staff.names({each.made_by_id for each in found})
    return [
        (
            each,
            jobs.get(each.job_id or 0),
            who.get(each.made_by_id) or str(_("Command line")),
            {name: each.counts.get(name, 0) for name in reports.RESULTS},
        )
        for each in found
    ]


def _found(import_id: int) -> Import:
    found = Import.objects.filter(pk=import_id).first()
    if found is None:
        raise NotThere
    return found


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_IMPORT)
@require_http_methods(["GET", "HEAD", "POST"])
def source(request: StaffRequest, import_id: int) -> HttpResponse:
    """A file: how it is read; after it was tried out, what would change; afterwards, what became of it."""
    found = _found(import_id)
    if request.method == "POST":
        return _arranged(request, found)
    if not reports.job_of(found) or ("change" in request.GET and not found.job_id):
        return _form_page(request, found, ImportForm(found))
    return _report_page(request, found)


def _arranged(request: StaffRequest, found: Import) -> HttpResponse:
    form = ImportForm(found, request.POST)
    if form.is_valid():
        given = form.cleaned_data
        try:
            importing.arrange(
                found.pk,
                places=form.places(),
                fills_only=given["manner"] == "fill",
                tags=[given["tags"]],
                makes_segment=given["makes_segment"],
                has_permission=given["has_permission"],
                by=request.actor,
            )
            importing.try_out(found.pk, by=request.actor)
            return SeeOther(f"/admin/imports/{found.pk}")
        except Refused as refused:
            show_refusal(form, refused)
    return _form_page(request, found, form, status=422)


def _form_page(request: StaffRequest, found: Import, form: ImportForm, status: int = 200) -> HttpResponse:
    samples: list[list[str]] = []
    if not found.gone_at and found.parts.exists():
        read = lines(staging.parts(found), found.encoding, found.delimiter)
        samples = [line.cells for line in islice(read, 1, SAMPLES + 1)]
    context = {
        "found": found,
        "form": form,
        "columns": list(form.shown_columns(samples)),
        "asks_permission": bool(headings.CONSENT & found.places.keys()),
    }
    return show(request, "admin/import_form.html", context, current="imports", status=status)


def _report_page(request: StaffRequest, found: Import) -> HttpResponse:
    job = Job.objects.filter(pk=reports.job_of(found)).first()
    is_over = bool(job and not job.is_open)
    context: dict[str, Any] = {"found": found, "job": job, "is_dry": not found.job_id}
    if job and is_over:
        context |= {"way_back": bulk.way_back(job), "can_undo": bulk.can_undo(job, by=request.actor)}
        context |= {
            "counts": reports.counts_of(found),
            "refused": _told(found, REFUSED, PROBLEMS),
            "noted": reports.noted(found),
            "noted_lines": _told(found, NOTED, PROBLEMS) if reports.noted(found) else [],
            "examples": []
            if found.job_id
            else [(title, _told(found, name, EXAMPLES)) for name, title in _FEW],
            "segment": Segment.objects.filter(pk=found.segment_id or 0).first(),
            "columns": [found.header[at] for at in _telling(found)],
        }
    return show(request, "admin/import_report.html", context, current="imports")


_FEW = ((ADDED, _("For example, these would be added")), (CHANGED, _("For example, these would be changed")))


def _told(found: Import, result: str, most: int) -> list[tuple[int, list[str], str]]:
    """The first lines that came to this: their numbers, the cells by which people know them, and why."""
    at = _telling(found)
    return [
        (item.key, [cells[place] if place < len(cells) else "" for place in at], reason)
        for item, cells, reason in reports.examples(found, result, most)
    ]


def _telling(found: Import) -> list[int]:
    """The columns by which people know a line: email, phone and name."""
    names = ("email", "phone", "first_name", "last_name")
    return [found.places[name] for name in names if name in found.places]


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_IMPORT)
@shown_at(HERE)
@require_POST
def start(request: StaffRequest, import_id: int) -> HttpResponse:
    """Bring the file in, after it was tried out."""
    found = _found(import_id)
    try:
        importing.bring_in(found.pk, by=request.actor)
    except importing.ImportBegun as refused:
        messages.warning(request, str(refused.sentence))
    return SeeOther(f"/admin/imports/{found.pk}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_IMPORT)
@require_safe
def report(request: StaffRequest, import_id: int) -> StreamingHttpResponse:
    """What became of each line, as a file with the columns that came: mended, it can be sent again."""
    found = _found(import_id)
    if found.gone_at or not reports.job_of(found):
        raise NotThere
    only = request.GET.get("only") == "refused"
    headers = {
        "Content-Disposition": f'attachment; filename="import-{found.pk}{"-refused" if only else ""}.csv"',
        "Content-Security-Policy": "sandbox; default-src 'none'",
        "Cache-Control": "no-store",
    }
    content = reports.csv_lines(found, refused_only=only)
    return StreamingHttpResponse(content, content_type="text/csv; charset=utf-8", headers=headers)
