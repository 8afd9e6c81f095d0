"""The addresses of the store that mail may come from: adding, proving, removing."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.admin.door import StaffRequest, carried, carry_once, drop_cookie, fresh, needs
from clientela.admin.forms.senders import SenderForm
from clientela.admin.frame import SeeOther, show
from clientela.core.errors import NotThere, Refused
from clientela.core.powers import Power
from clientela.post import actions as post
from clientela.post import queries
from clientela.staff import actions
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

SENDERS = "/admin/settings/senders"


@needs(Power.SETTINGS_VIEW)
@require_safe
def sender_list(request: StaffRequest) -> HttpResponse:
    """The addresses, proved ones first."""
    return _page(request, SenderForm())


def _page(request: StaffRequest, form: SenderForm) -> HttpResponse:
    context = {"senders": queries.senders(), "form": form}
    status = 422 if form.errors else 200
    return show(request, "admin/senders.html", context, current="settings", status=status)


@needs(Power.SETTINGS_EDIT)
@shown_at(SENDERS)
@fresh()
@require_POST
def add(request: StaffRequest) -> HttpResponse:
    """Add an address, or ask for its proof again: a link goes there."""
    form = SenderForm(request.POST)
    if form.is_valid():
        try:
            sender = actions.ask_sender(
                **form.cleaned_data, language=request.staff.language, by=request.actor
            )
        except Refused as refused:
            show_refusal(form, refused)
        else:
            messages.success(request, _("A link went to %(address)s.") % {"address": sender.email})
            return SeeOther(SENDERS)
    return _page(request, form)


@needs(Power.SETTINGS_EDIT)
@shown_at(SENDERS)
@fresh()
@require_POST
def remove(request: StaffRequest, sender_id: int) -> HttpResponse:
    """Let no more mail come from an address."""
    post.remove_sender(sender_id, by=request.actor)
    messages.success(request, _("Sender removed."))
    return SeeOther(SENDERS)


@needs(Power.SETTINGS_EDIT)
@require_safe
def open_link(request: StaffRequest, sender_id: int, token: str) -> HttpResponse:
    """The link from the mail: its token leaves the address at once (security LK-06) and isn't used up."""
    response = SeeOther(f"/admin/senders/{sender_id}")
    carry_once(request, response, {"sender": sender_id, "proof": token})
    return response


@needs(Power.SETTINGS_EDIT)
@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: StaffRequest, sender_id: int) -> HttpResponse:
    """Say yes: mail may come from this address. Only the button uses the link up (security LK-04)."""
    found, sender = carried(request), queries.sender(sender_id)
    token = found.get("proof") if isinstance(found, dict) and found.get("sender") == sender_id else None
    if sender is None or not token:
        raise NotThere
    if request.method != "POST":
        return show(request, "admin/sender_confirm.html", {"sender": sender}, current="settings")
    response = SeeOther(SENDERS)
    drop_cookie(response, "staff-once")
    try:
        post.verify_sender(sender_id, token, by=request.actor)
    except Refused as refused:
        messages.error(request, str(refused.sentence))
    else:
        messages.success(request, _("Emails can come from %(address)s now.") % {"address": sender.email})
    return response
