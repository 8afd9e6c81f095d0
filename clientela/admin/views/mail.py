"""Emails as staff read them: the built-in mailbox, and what a customer was sent."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.utils.translation import get_language
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show
from clientela.core.powers import Power
from clientela.post import queries
from clientela.post.letter import masked
from clientela.staff import queries as staff

_INSIDE = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'self'"
_LINKS = "allow-popups allow-popups-to-escape-sandbox allow-top-navigation-by-user-activation"


def _hidden(request: StaffRequest) -> list[str]:
    """Colleagues' addresses: whoever may not change staff mustn't find their links to join or reset here."""
    may_all = request.actor.can(Power.STAFF_EDIT)
    return [] if may_all else staff.addresses_of_others(request.staff)


@needs(Power.MAILBOX_VIEW)
@require_safe
def mailbox(request: StaffRequest) -> HttpResponse:
    """What the built-in mailbox holds, newest first."""
    to = request.GET.get("to", "").strip()[:255]
    after, before = request.GET.get("after", ""), request.GET.get("before", "")
    page = queries.mailbox(to, hidden=_hidden(request), after=after, before=before)
    base = f"/admin/mailbox?{urlencode({'to': to})}&" if to else "/admin/mailbox?"
    context = {"page": page, "to": to, "base": base}
    return show(request, "admin/mailbox.html", context, current="mailbox")


@needs(Power.MAILBOX_VIEW)
@require_safe
def mailbox_message(request: StaffRequest, message_id: int) -> HttpResponse:
    """One email as it arrived."""
    context = {"message": queries.mailbox_message(message_id, hidden=_hidden(request))}
    return show(request, "admin/mailbox_message.html", context, current="mailbox")


@needs(Power.MAILBOX_VIEW)
@xframe_options_sameorigin
@require_safe
def mailbox_body(request: StaffRequest, message_id: int) -> HttpResponse:
    """The email's own document, for its frame. Links open in a window of their own."""
    found = queries.mailbox_message(message_id, hidden=_hidden(request))
    return _document(found.html, f"sandbox {_LINKS}; {_INSIDE}")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ADDRESSES)
@require_safe
def message(request: StaffRequest, message_id: int) -> HttpResponse:
    """An email that went out, with dots where secrets stood."""
    found = queries.message(message_id)
    context = {"message": found, "subject": masked(found.subject), "text": masked(found.text)}
    return show(request, "admin/message.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@needs(Power.CUSTOMERS_ADDRESSES)
@xframe_options_sameorigin
@require_safe
def message_body(request: StaffRequest, message_id: int) -> HttpResponse:
    """The document of an email that went out, for its frame: nothing in it can be followed."""
    return _document(masked(queries.message(message_id).html), f"sandbox; {_INSIDE}")


def _document(html: str, policy: str) -> HttpResponse:
    # What is pressed opens in a window of its own, where the frame's policy lets it.
    html = html.replace("<head>", '<head><base target="_blank">', 1)
    headers = {"Content-Security-Policy": policy, "Content-Language": get_language() or "en"}
    return HttpResponse(html, headers=headers)
