"""Emails as staff read them: the built-in mailbox, and what a customer was sent."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from clientela.admin.documents import document
from clientela.admin.door import StaffRequest, needs
from clientela.admin.frame import show
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.core.seals import new_token
from clientela.post import problems, queries
from clientela.post.letter import masked
from clientela.post.models import Message
from clientela.staff import queries as staff
from clientela.store.models import Store


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
    return document(found.html, request.store, has_links=True)


def _readable(request: StaffRequest, message_id: int) -> Message:
    """An email whose reader this member of staff may know, or that they wrote themself."""
    found, actor = queries.message(message_id), request.actor
    is_own = found.staff_id == actor.id and actor.can(Power.CUSTOMERS_EMAIL)
    is_for_others = found.state != Message.State.DRAFT and actor.can(Power.CUSTOMERS_ADDRESSES)
    if not is_own and not is_for_others:
        raise NotThere
    return found


@needs(Power.CUSTOMERS_VIEW)
@require_safe
def message(request: StaffRequest, message_id: int) -> HttpResponse:
    """An email that went out, with dots where secrets stood, and what became of it."""
    found = _readable(request, message_id)
    context = {
        "message": found,
        "subject": masked(found.subject),
        "text": masked(found.text),
        "problem": problems.said(found.problem),
        "provider": dict(Store.MailVia.choices).get(found.provider, ""),
        "held": queries.held(found.to),
        # Pressed twice, *Send again* sends once; drawn anew, it may be pressed again.
        "once": new_token()[:22],
    }
    return show(request, "admin/message.html", context, current="customers")


@needs(Power.CUSTOMERS_VIEW)
@xframe_options_sameorigin
@require_safe
def message_body(request: StaffRequest, message_id: int) -> HttpResponse:
    """The document of an email that went out, for its frame: nothing in it can be followed."""
    return document(masked(_readable(request, message_id).html), request.store)
