"""Writing to one customer: write, look, send. And sending an email again."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin import asking
from clientela.admin.door import StaffRequest, needs
from clientela.admin.forms.email import EmailForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.customers import queries as customers
from clientela.customers.models import Customer
from clientela.messaging.actions import compose, resend
from clientela.messaging.queries import written
from clientela.post import actions as post
from clientela.post import queries
from clientela.post.models import Message
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@require_http_methods(["GET", "HEAD", "POST"])
def write(request: StaffRequest, customer_id: int) -> HttpResponse:
    """The form; what was written goes on to be looked at."""
    customer = customers.find(customer_id)
    form = EmailForm(request.POST if request.method == "POST" else None, initial=_before(request, customer))
    if request.method == "POST" and form.is_valid():
        try:
            draft = compose(customer.pk, by=request.actor, **form.values())
        except Refused as refused:
            show_refusal(form, refused)
        else:
            return SeeOther(f"/admin/customers/{customer.pk}/email/{draft.pk}")
    context = {"customer": customer, "form": form, "held": queries.held(customer.email)}
    status = 422 if form.errors else 200
    return show(request, "admin/email_write.html", context, current="customers", status=status)


def _before(request: StaffRequest, customer: Customer) -> dict[str, str]:
    """What was written, when somebody goes back from looking at it; else what an address asks for."""
    asked = request.GET.get("draft", "")
    found = written(int(asked[:18]), request.actor.id) if asked.isdecimal() else None
    if found is None:
        return asking.begun(customer, request.GET.dict(), request.actor)
    return {"sender": str(found.sender_id or ""), "subject": found.subject, "message": found.text}


def _draft(request: StaffRequest, customer_id: int, message_id: int) -> Message:
    found = queries.message(message_id)
    if found.staff_id != request.actor.id or found.customer_id != customer_id:
        raise NotThere
    return found


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@require_safe
def review(request: StaffRequest, customer_id: int, message_id: int) -> HttpResponse:
    """The email exactly as it will be sent."""
    customer, message = customers.find(customer_id), _draft(request, customer_id, message_id)
    if message.state != Message.State.DRAFT:
        return SeeOther(f"/admin/customers/{customer.pk}#timeline")
    context = {"customer": customer, "message": message, "held": queries.held(message.to)}
    return show(request, "admin/email_review.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@shown_at("/admin/customers/{customer_id}/email/{message_id}")
@require_POST
def send(request: StaffRequest, customer_id: int, message_id: int) -> HttpResponse:
    """Send what was looked at; pressed twice, it goes once."""
    customer = customers.find(customer_id)
    _draft(request, customer_id, message_id)
    try:
        post.send_draft(message_id, by=request.actor)
    except post.SenderGone as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/admin/customers/{customer.pk}/email/{message_id}")
    messages.success(request, _("Email to %(name)s is on its way.") % {"name": customer.display_name})
    return SeeOther(f"/admin/customers/{customer.pk}#timeline")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_EMAIL)
@shown_at("/admin/messages/{message_id}")
@require_POST
def again(request: StaffRequest, message_id: int) -> HttpResponse:
    """Send an email again: to the customer, or to oneself with dots for secrets."""
    to_me = request.POST.get("to") == "me"
    try:
        sent = resend(message_id, to_me=to_me, by=request.actor, key=request.POST.get("key", ""))
    except Refused as refused:
        messages.error(request, str(refused.sentence))
        return SeeOther(f"/admin/messages/{message_id}")
    messages.success(request, _("Sent again to %(address)s.") % {"address": sent.to})
    back = f"/admin/messages/{message_id}" if to_me else f"/admin/customers/{sent.customer_id}#timeline"
    return SeeOther(back)
