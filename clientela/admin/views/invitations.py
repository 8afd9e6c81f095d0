"""Invitations: to one customer, and to many at once with what became of them."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.csv_files import as_csv
from clientela.admin.documents import document
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.invitation import InviteAddressForm, InviteForm, RoundForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.templatetags.admin_words import number
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.customers import actions as customer_actions
from clientela.customers import queries as customers
from clientela.customers.keeping import Taken
from clientela.customers.models import Customer
from clientela.invitations import actions, links, queries, rules
from clientela.invitations.actions.rounds import JOB
from clientela.invitations.links import Words
from clientela.invitations.models import Round
from clientela.invitations.queries import Funnel
from clientela.jobs import queries as jobs
from clientela.jobs.kinds import power_of
from clientela.jobs.models import Job
from clientela.messaging.actions import sample
from clientela.post import queries as post
from clientela.post.letter import masked
from clientela.ui.charts import Chart, Series
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

HERE = "/admin/invitations"
LATELY = timedelta(days=90)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The words of an invitation to one customer; they go on to be looked at."""
    customer = customers.find(customer_id)
    form = InviteForm(request.POST if request.method == "POST" else None, initial=_before(request))
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.write(customer.pk, by=request.actor, **form.words())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"/admin/customers/{customer.pk}/invite/{made.pk}")
    held = post.held(customer.email) if customer.email else None
    context = {"customer": customer, "form": form, "held": held, "why_not": rules.why_not(customer.pk)}
    status = 422 if form.errors else 200
    return show(request, "admin/invite.html", context, current="customers", status=status)


def _before(request: StaffRequest) -> dict[str, str]:
    """What was written, when somebody goes back from looking at it."""
    asked = request.GET.get("draft", "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 19):
        return {}
    found = queries.draft(int(asked), request.actor.id)
    return {"subject": found.subject, "message": found.message}


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_safe
def review(request: StaffRequest, customer_id: int, invitation_id: int) -> HttpResponse:
    """The invitation exactly as it will be sent."""
    found = queries.draft(invitation_id, request.actor.id)
    if found.sent_at or found.customer_id != customer_id or not found.message_id:
        return SeeOther(f"/admin/customers/{found.customer_id}")
    message = post.message(found.message_id)
    context = {
        "customer": found.customer,
        "found": found,
        "message": message,
        "held": post.held(message.to),
    }
    return show(request, "admin/invite_review.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@shown_at("/admin/customers/{customer_id}/invite/{invitation_id}")
@require_POST
def send(request: StaffRequest, customer_id: int, invitation_id: int) -> HttpResponse:
    """Send what was looked at; pressed twice, it goes once."""
    customer = customers.find(customer_id)
    try:
        actions.send(invitation_id, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/admin/customers/{customer.pk}/invite/{invitation_id}")
    messages.success(
        request, _("The invitation to %(name)s is on its way.") % {"name": customer.display_name}
    )
    return SeeOther(f"/admin/customers/{customer.pk}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@shown_at("/admin/customers/{customer_id}")
@require_POST
def again(request: StaffRequest, customer_id: int) -> HttpResponse:
    """Send the newest invitation once more; the link before is dead."""
    customer = customers.find(customer_id)
    try:
        actions.send_again(customer.pk, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("A new invitation is on its way. The one before no longer works."))
    return SeeOther(f"/admin/customers/{customer.pk}")


@needs(Power.CUSTOMERS_EDIT)
@needs(Power.CUSTOMERS_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def by_address(request: StaffRequest) -> HttpResponse:
    """Invite somebody by address; they become a customer where nobody has it."""
    form = InviteAddressForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            rules.refuse_closed()
            customer = _found_or_added(form, request)
            made = actions.write(customer.pk, by=request.actor, **form.words())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"/admin/customers/{customer.pk}/invite/{made.pk}")
    status = 422 if form.errors else 200
    return show(request, "admin/invite_address.html", {"form": form}, current="customers", status=status)


def _found_or_added(form: InviteAddressForm, request: StaffRequest) -> Customer:
    names = ("email", "first_name", "last_name")
    new = customer_actions.NewCustomer(**{name: form.cleaned_data[name] for name in names})
    try:
        return customer_actions.add(new, by=request.actor)
    except Taken as taken:
        return customers.find(int(str(taken.details["customer_id"])))


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_safe
def invitations(request: StaffRequest) -> HttpResponse:
    """How invitations are answered, the rounds so far, and the way to a new one."""
    found = queries.funnel_since(timezone.now() - LATELY)
    context = {
        "funnel": found,
        "chart": _chart(found),
        "share": _percent(found.accepted, found.sent),
        "rounds": [(one, job, f, _percent(f.accepted, f.sent)) for one, job, f in queries.rounds()],
        "why_not": _why_closed(),
    }
    return show(request, "admin/invitations.html", context, current="customers")


def _why_closed() -> str:
    try:
        rules.refuse_closed()
    except Refused as refused:
        return str(refused.sentence)
    return ""


def _percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)} %" if whole else ""


def _chart(found: Funnel) -> Chart:
    steps = [
        (_("Sent"), found.sent),
        (_("Opened"), found.opened),
        (_("Accepted"), found.accepted),
        (_("Declined"), found.declined),
        (_("Over unanswered"), found.expired),
    ]
    labels, values = [label for label, _n in steps], [value for _label, value in steps]
    summary = ", ".join(f"{label}: {number(value)}" for label, value in steps)
    rows = (Series(_("Invitations"), values),)
    short = [*labels[:-1], _("Over")]
    return Chart("bars", _("Step"), labels, rows, lambda value: number(int(value)), summary, short=short)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@shown_at(HERE)
@require_POST
def plan(request: StaffRequest) -> HttpResponse:
    """Prepare a round: for all without an account, or for those who were picked in the list."""
    scope = Round.Scope.PICKED if request.POST.get("scope") == "picked" else Round.Scope.EVERYBODY
    picked = [int(pk) for pk in request.POST.getlist("customer") if pk.isdecimal() and len(pk) < 19]
    try:
        made = actions.plan_round(scope, picked, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther("/admin/customers" if scope is Round.Scope.PICKED else HERE)
    return SeeOther(f"{HERE}/{made.pk}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_http_methods(["GET", "HEAD", "POST"])
def round_page(request: StaffRequest, round_id: int) -> HttpResponse:
    """What a round says and how fast; once it began, what it came to."""
    found = queries.round_of(round_id)
    if found.started_at:
        return _begun(request, found)
    names = ("subject", "message", "per_minute", "remind_days")
    data = request.POST if request.method == "POST" else None
    form = RoundForm(data, initial={name: getattr(found, name) for name in names})
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_round(found.pk, by=request.actor, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"{HERE}/{found.pk}/review")
    context = {"found": found, "form": form, "preview": queries.preview(found)}
    status = 422 if form.errors else 200
    return show(request, "admin/round.html", context, current="customers", status=status)


def _begun(request: StaffRequest, found: Round) -> HttpResponse:
    outcome = request.GET.get("outcome", "")
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page, lines = queries.results(found, outcome, after=after, before=before)
    job = Job.objects.filter(pk=found.job_id or 0).first()
    can_act = request.actor.can(power_of(JOB))
    base = (
        f"{HERE}/{found.pk}?outcome={outcome}&" if outcome in {"done", "skipped"} else f"{HERE}/{found.pk}?"
    )
    line = jobs.Line(job, found.get_scope_display(), can_act) if job else None
    funnel = queries.funnel(found.invitations.all())
    context: dict[str, Any] = {
        "found": found, "line": line, "lines": lines, "page": page, "base": base, "outcome": outcome,
    }  # fmt: skip
    context |= {"funnel": funnel, "chart": _chart(funnel)}
    return show(request, "admin/round_begun.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_safe
def round_review(request: StaffRequest, round_id: int) -> HttpResponse:
    """Whom a round invites, whom it leaves out and why, and the email as somebody would read it."""
    found = queries.round_of(round_id)
    if found.started_at:
        return SeeOther(f"{HERE}/{found.pk}")
    preview = queries.preview(found)
    shown = number(preview.invited)
    deed = ngettext("Invite %(count)s customer", "Invite %(count)s customers", preview.invited)
    context = {
        "found": found,
        "preview": preview,
        "deed": deed % {"count": shown},
        "minutes": -(-preview.invited // found.per_minute) if found.per_minute else 0,
    }
    return show(request, "admin/round_review.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@xframe_options_sameorigin
@require_safe
def round_email(request: StaffRequest, round_id: int) -> HttpResponse:
    """The document of a round's email, for its frame: nothing in it can be followed."""
    found = queries.round_of(round_id)
    words = Words(found.subject, found.message, found.staff_id)
    made = sample(words.circular(links.INVITE), queries.first_of(found), by=request.actor)
    return document(masked(made.html), request.store)


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@shown_at("/admin/invitations/{round_id}/review")
@require_POST
def start(request: StaffRequest, round_id: int) -> HttpResponse:
    """Begin; pressed twice, it begins once."""
    try:
        actions.start_round(round_id, by=request.actor)
    except rules.NoInvitations as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"{HERE}/{round_id}/review")
    return SeeOther(f"{HERE}/{round_id}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_INVITE)
@require_safe
def results(request: StaffRequest, round_id: int) -> StreamingHttpResponse:
    """What a round came to for each customer, as a file."""
    found = queries.round_of(round_id)
    head = ("customer", "name", "email", "outcome", "reason", "opened", "answered")
    return as_csv(f"invitations-{found.pk}.csv", head, map(_row, queries.all_lines(found)))


def _row(line: queries.Line) -> tuple[object, ...]:
    who, sent = line.customer, line.invitation
    answered = (sent.accepted_at or sent.declined_at) if sent else None
    return (
        *(line.customer_id, who.name if who else "", who.email if who else ""),
        *(line.outcome, line.reason, sent and sent.opened_at, answered),
    )
