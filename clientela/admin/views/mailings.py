"""One email to many: written, looked at, and sent by a job to who agreed to news."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.documents import document
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.email import EmailForm
from clientela.admin.frame import SeeOther, show
from clientela.bulk import actions, mailing, queries
from clientela.bulk.models import Mailing
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.post.letter import masked
from clientela.segments import queries as segments
from clientela.segments.models import Selection
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StaffRequest, selection_id: int) -> HttpResponse:
    """The words; they go on to be looked at."""
    chosen = queries.selection(selection_id, by=request.actor)
    form = EmailForm(request.POST if request.method == "POST" else None, initial=_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write(chosen.pk, by=request.actor, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"/admin/mailings/{made.pk}")
    context = {"form": form, "plan": mailing.plan(segments.selected(chosen))}
    status = 422 if form.errors else 200
    return show(request, "admin/mailing_write.html", context, current="customers", status=status)


def _before(request: StaffRequest) -> dict[str, str]:
    """What was written, when somebody goes back from looking at it."""
    asked = request.GET.get("draft", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return {}
    found = queries.mailing(int(asked), by=request.actor)
    return {"sender": str(found.sender_id or ""), "subject": found.subject, "message": found.text}


def _selection(request: StaffRequest, mailing_id: int) -> tuple[Mailing, Selection]:
    found = queries.mailing(mailing_id, by=request.actor)
    if found.selection is None:
        raise NotThere
    return found, found.selection


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@require_safe
def review(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """The email as one of them would read it, how many get it, and who doesn't and why."""
    found, chosen = _selection(request, mailing_id)
    if found.job_id:
        return SeeOther(f"/admin/jobs/{found.job_id}")
    context = {"found": found, "plan": mailing.plan(segments.selected(chosen))}
    return show(request, "admin/mailing_review.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@xframe_options_sameorigin
@require_safe
def body(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """The document of the email, for its frame: nothing in it can be followed."""
    found, chosen = _selection(request, mailing_id)
    html = mailing.example(found, segments.selected(chosen), by=request.actor)
    return document(masked(html), request.store)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@shown_at("/admin/mailings/{mailing_id}")
@require_POST
def send(request: StaffRequest, mailing_id: int) -> HttpResponse:
    """Send what was looked at; pressed twice, it goes once."""
    try:
        job = actions.send(mailing_id, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther("/admin/customers")
    messages.success(request, _("The email is on its way."))
    return SeeOther(f"/admin/jobs/{job.pk}")
