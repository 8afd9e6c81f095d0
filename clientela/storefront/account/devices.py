"""The browsers in which the customer is logged in, and logging out of them (security SE-07)."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.visits import visits_of
from clientela.core.errors import NotThere
from clientela.storefront.account.gates import SeeOther, own, own_session, session_token, signed_in
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.ui.posting import shown_at

HERE = "/account/devices"


@require_safe
@signed_in
def devices(request: ShopperRequest) -> HttpResponse:
    """Where the customer is logged in: this browser first."""
    here, found = own_session(request).pk, queries.sessions_of(own(request).pk)
    found.sort(key=lambda session: session.pk != here)
    values = {"sessions": found, "here": here, "visits": visits_of(own(request).pk)}
    return page(request, "account/devices.html", {"section": "devices", **values})


@shown_at(HERE)
@require_POST
@signed_in
def end(request: ShopperRequest, session_id: int) -> HttpResponse:
    """Log out in one browser; where it is out already, all is well."""
    try:
        actions.end_session(own(request).pk, session_id, by=request.actor)
    except NotThere:
        return SeeOther(HERE)
    messages.success(request, _("Logged out there."))
    return SeeOther(HERE)


@shown_at(HERE)
@require_POST
@signed_in
def end_others(request: ShopperRequest) -> HttpResponse:
    """Log out everywhere but here."""
    actions.end_sessions(own(request).pk, by=request.actor, except_token=session_token(request))
    messages.success(request, _("Logged out everywhere else."))
    return SeeOther(HERE)
