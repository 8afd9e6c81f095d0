"""The way from the admin into the store as a customer, and out again (security AC-06)."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from clientela.accounts import actions
from clientela.core.errors import NotThere
from clientela.storefront.account.gates import HOME, SeeOther, agent, with_accounts
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie, put_cookie
from clientela.storefront.visiting import COOKIE
from clientela.ui import failures
from clientela.ui.posting import shown_at

HAND_OVER = "acting-begin"
MINUTES = 60


@require_safe
@with_accounts
def open_link(request: ShopperRequest, token: str) -> HttpResponse:
    """Move the token out of the address at once; it is used up by the button (security LK-04, LK-06)."""
    response = SeeOther("/account/acting")
    # What isn't ASCII is no token of ours, and no cookie holds it.
    put_cookie(response, HAND_OVER, token if token.isascii() else "none", 2 * MINUTES)
    response["Referrer-Policy"] = "no-referrer"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def begin(request: ShopperRequest) -> HttpResponse:
    """What a visit is, and the button that begins it."""
    token = request.COOKIES.get(cookie_name(HAND_OVER), "")
    if request.method != "POST":
        return page(request, "account/acting.html") if token else SeeOther(HOME)
    try:
        _customer, cookie = actions.enter_visit(token, agent=agent(request), by=request.actor)
    except NotThere:
        words = _("Begin anew on the customer's page in the admin.")
        return failures.page(request, 410, words, _("This took too long"))
    response = SeeOther(HOME)
    put_cookie(response, COOKIE, cookie, 15 * MINUTES)
    drop_cookie(response, HAND_OVER)
    return response


@shown_at("/account")
@require_POST
def end(request: ShopperRequest) -> HttpResponse:
    """End the visit, and go back to the customer's page in the admin."""
    visit = request.guest_staff
    actions.end_visit(request.COOKIES.get(cookie_name(COOKIE), ""), by=request.actor)
    response = SeeOther(f"/admin/customers/{visit.session.customer_id}" if visit else "/")
    drop_cookie(response, COOKIE)
    return response
