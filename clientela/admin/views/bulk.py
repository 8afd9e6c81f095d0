"""What is done to many customers at once: chosen in the list, looked at, begun as a job, and undone."""

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.bulk_deeds import DEEDS, Deed
from clientela.admin.csv_files import as_csv
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.bulk import TagsForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.listing import Listing
from clientela.admin.reasons import in_words
from clientela.admin.views.undoing import PLANNED
from clientela.bulk import actions, plans
from clientela.bulk import queries as bulk
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.invitations import actions as invitations
from clientela.invitations.models import Round
from clientela.jobs import queries as jobs
from clientela.segments import queries as segments
from clientela.segments.actions import select as selecting
from clientela.segments.models import Selection
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

# Verbs with pages of their own.
ELSEWHERE = {"invite", "email", "edit", "export"}


@needs(Power.CUSTOMERS_VIEW)
@shown_at("/admin/customers")
@require_POST
def select(request: StaffRequest) -> HttpResponse:
    """Write down who was chosen in the list, and go on to what shall be done with them."""
    listing, deed = Listing.of(request.POST), request.POST.get("deed", "")
    if deed not in {*DEEDS, *ELSEWHERE}:
        raise NotThere
    try:
        chosen = _chosen(request, listing)
        if deed == "invite":
            return _invite(request, chosen)
        if deed == "export":
            return SeeOther(f"/admin/exports/new?selection={chosen.pk}")
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(listing.link())
    return SeeOther(f"/admin/selections/{chosen.pk}/{deed}")


def _chosen(request: StaffRequest, listing: Listing) -> Selection:
    """The customers whose boxes are ticked; all that the list shows, where that was asked for."""
    if request.POST.get("everything"):
        return selecting(
            query=listing.query, search=listing.q, is_everybody=listing.is_everybody, by=request.actor
        )
    ids = [int(pk) for pk in request.POST.getlist("customer") if pk.isdecimal() and len(pk) < 19]
    return selecting(ids=ids, by=request.actor)


def _invite(request: StaffRequest, chosen: Selection) -> HttpResponse:
    ids = list(segments.selected(chosen).values_list("pk", flat=True))
    made = invitations.plan_round(Round.Scope.PICKED, ids, by=request.actor)
    return SeeOther(f"/admin/invitations/{made.pk}")


def _found(request: StaffRequest, selection_id: int, deed: str) -> tuple[Selection, Deed]:
    """A selection of one's own, and a verb that one may. Raises `NotThere`, `NotAllowed`."""
    if deed not in DEEDS:
        raise NotThere
    request.actor.must(DEEDS[deed].power)
    return bulk.selection(selection_id, by=request.actor), DEEDS[deed]


@needs(Power.CUSTOMERS_VIEW)
@require_http_methods(["GET", "HEAD", "POST"])
def deed_page(request: StaffRequest, selection_id: int, deed: str) -> HttpResponse:
    """What would happen to whom; confirmed, it begins as a job."""
    chosen, wanted = _found(request, selection_id, deed)
    back = Listing(q=chosen.search, query=chosen.query).link()
    form = TagsForm(request.POST if request.method == "POST" else None, takes_tags=wanted.takes_tags)
    if request.method == "POST" and form.is_valid():
        try:
            actions.start(wanted.kind, chosen.pk, by=request.actor, **form.choices())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("It goes on by itself. You can do something else meanwhile."))
            return SeeOther(back)
    context = {"deed": wanted, "form": form, "preview_url": f"{request.path}/preview", "back": back}
    return show(
        request, "admin/selection.html", context, current="customers", status=422 if form.errors else 200
    )


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def preview(request: StaffRequest, selection_id: int, deed: str) -> HttpResponse:
    """How many are meant and how many change, counted once the page stands and as tags are typed."""
    chosen, wanted = _found(request, selection_id, deed)
    form = TagsForm(request.GET, takes_tags=wanted.takes_tags)
    tags = form.named() if form.is_valid() else []
    plan = plans.plan(wanted.kind, chosen, tags)
    return render(request, "admin/parts/selection_plan.html", {"plan": plan, "deed": wanted})


@needs(None)
@require_safe
def job_page(request: StaffRequest, job_id: int) -> HttpResponse:
    """One piece of long work: how far it is, what came of each customer, and the way back."""
    job = jobs.find(job_id, request.actor)
    outcome = request.GET.get("outcome", "")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page, lines = bulk.results(job, outcome, after=after, before=before)
    context = {
        "line": jobs.line(job, request.actor),
        "job": job,
        "page": page,
        "lines": [(line, in_words(line.item.reason)) for line in lines],
        "reasons": [(in_words(reason), count) for reason, count in bulk.reasons(job)],
        "way_back": bulk.way_back(job),
        "can_undo": bulk.can_undo(job, by=request.actor),
        "is_planned": job.kind in PLANNED,
        "outcome": outcome,
        "base": f"/admin/jobs/{job_id}?outcome={outcome}&" if outcome else f"/admin/jobs/{job_id}?",
    }
    return show(request, "admin/job.html", context)


@needs(None)
@require_safe
def report(request: StaffRequest, job_id: int) -> StreamingHttpResponse:
    """What came of each customer (of each line, where a file was brought in), as a file."""
    job = jobs.find(job_id, request.actor)
    rows = ((key, outcome, in_words(reason)) for key, outcome, reason in bulk.report(job))
    what = "customer" if bulk.is_of_customers(job) else "line"
    return as_csv(f"job-{job.pk}.csv", (what, "outcome", "reason"), rows)
