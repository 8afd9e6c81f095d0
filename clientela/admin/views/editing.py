"""The bulk editor: a sheet of the customers of a selection, saved row by row."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from clientela.admin.door import StaffRequest, fresh, needs
from clientela.admin.frame import SeeOther, show
from clientela.admin.grid import Posted, Sheet
from clientela.bulk import actions
from clientela.bulk import queries as bulk
from clientela.bulk.actions import EditOutcome
from clientela.bulk.columns import columns
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.jobs import queries as jobs
from clientela.jobs.models import Job


def _changes_email(request: StaffRequest, selection_id: int) -> bool:
    """Whether a save moves an address by which somebody signs in, which asks for a fresh proof."""
    if request.method != "POST":
        return False
    changes = Posted.of(request.POST, columns()).changes
    return "kept" in request.POST or any("email" in row for row in changes.values())


@needs(Power.CUSTOMERS_EDIT)
@fresh(when=_changes_email)
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: StaffRequest, selection_id: int) -> HttpResponse:
    """The customers of a selection as a sheet; good rows are saved, the others say what is wrong."""
    chosen = bulk.selection(selection_id, by=request.actor)
    sheet = Sheet.of(request.POST if request.method == "POST" else request.GET, chosen, request.actor)
    if request.method == "POST":
        return _saved(request, sheet)
    if "column" in request.GET:
        return SeeOther(sheet.link())
    return _page(request, sheet, _just_saved(request))


def _saved(request: StaffRequest, sheet: Sheet) -> HttpResponse:
    sheet.posted = Posted.of(request.POST, columns())
    outcome = actions.edit_rows(sheet.posted.changes, sheet.posted.seen, by=request.actor)
    sheet.refused = outcome.refused
    _tell(request, outcome)
    if outcome.refused:
        return _page(request, sheet, outcome.job)
    return SeeOther(sheet.link(saved=str(outcome.job.pk) if outcome.job else ""))


def _tell(request: StaffRequest, outcome: EditOutcome) -> None:
    """Say where nothing came of it, or somebody is gone; the page itself tells of the rest."""
    if not (outcome.saved or outcome.refused or outcome.gone):
        messages.info(request, _("Nothing was changed."))
    if count := len(outcome.gone):
        sentence = ngettext(
            "%(count)s customer was deleted meanwhile.", "%(count)s customers were deleted meanwhile.", count
        )
        messages.warning(request, sentence % {"count": count})


def _just_saved(request: StaffRequest) -> Job | None:
    """The job that the address names, after a save."""
    named = request.GET.get("saved", "")
    try:
        return jobs.find(int(named), request.actor) if named.isdecimal() and len(named) < 19 else None
    except NotThere:
        return None


def _page(request: StaffRequest, sheet: Sheet, saved: Job | None = None) -> HttpResponse:
    troubles = sheet.refused.values()
    context = {
        "sheet": sheet,
        "lines": sheet.lines(),
        "saved": saved,
        "has_conflict": any(trouble.theirs for trouble in troubles),
        "has_mistake": any(trouble.wrong for trouble in troubles),
    }
    status = 422 if sheet.refused else 200
    return show(request, "admin/selection_edit.html", context, current="customers", status=status)
