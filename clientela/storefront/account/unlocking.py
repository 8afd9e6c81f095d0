"""Past the brake on guessing by a link from the mailbox; and the page of an account that is held back."""

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.accounts import actions, queries
from clientela.accounts.models import Link
from clientela.core.errors import Refused
from clientela.storefront import links
from clientela.storefront.account.gates import SeeOther, status_of, with_accounts
from clientela.storefront.context import page
from clientela.storefront.door import YEAR, ShopperRequest, drop_cookie, put_cookie


@require_safe
@with_accounts
def open_link(request: ShopperRequest, customer_id: int, token: str) -> HttpResponse:
    """Move the token out of the address at once; opening the link uses nothing up (security LK-04, LK-06)."""
    return links.take("/account/unlock", "unlock", customer_id, token)


@require_http_methods(["GET", "HEAD", "POST"])
@with_accounts
def unlock(request: ShopperRequest) -> HttpResponse:
    """Let this browser past the brake, by a button. Nobody is logged in by it."""
    link, token = links.held(request, "unlock", queries.open_unlock)
    if link is None:
        return page(request, "account/unlock_over.html", status=410)
    problem, status = "", 200
    if request.method == "POST":
        try:
            return _let_past(request, link, token)
        except Refused as refused:
            problem, status = str(refused.sentence), status_of(refused)
    values = {"email": link.customer.email, "problem": problem}
    return page(request, "account/unlock.html", values, status=status)


def _let_past(request: ShopperRequest, link: Link, token: str) -> HttpResponse:
    customer = actions.unlock(link.customer_id, token, by=request.actor)
    messages.success(request, _("This browser may log in now."))
    response = SeeOther("/account/login")
    put_cookie(response, "device", actions.known_device(customer.email_key or ""), YEAR)
    drop_cookie(response, "unlock")
    return response


@require_safe
@with_accounts
def waiting(request: ShopperRequest) -> HttpResponse:
    """What whoever made a suspicious account reads: the store looks at it."""
    return page(request, "account/waiting.html")
