"""Logging in at an outside provider: off to it, and back."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET, require_POST

from clientela.accounts.actions.outside import begin_outside, finish_outside
from clientela.core.errors import Refused
from clientela.storefront.account.asking import BROWSER, browser_of, keep_browser
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    carry,
    let_in,
    next_of,
    session_token,
    status_of,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, cookie_name
from clientela.ui.posting import shown_at


@shown_at("/account/login")
@require_POST
@with_accounts
def leave(request: ShopperRequest, provider_id: int) -> HttpResponse:
    """On to the provider, by a page of ours: a form may lead nowhere else (security WB-02)."""
    browser = browser_of(request)
    try:
        provider, address = begin_outside(
            provider_id, browser=browser, target=next_of(request), by=request.actor
        )
    except Refused as refused:
        return _back(request, refused)
    response = page(request, "account/leaving.html", {"provider": provider, "address": address})
    keep_browser(response, browser)
    return response


@require_GET
@with_accounts
def come_back(request: ShopperRequest) -> HttpResponse:
    """The provider's answer, of use in the browser that asked, and once."""
    given = request.GET
    answer = {
        name: given[name] for name in ("state", "code", "iss", "error") if len(given.getlist(name)) == 1
    }
    try:
        arrival = finish_outside(
            answer,
            browser=request.COOKIES.get(cookie_name(BROWSER), ""),
            agent=agent(request),
            replaces=session_token(request),
            by=request.actor,
        )
    except Refused as refused:
        return _back(request, refused)
    response = let_in(SeeOther(arrival.target or HOME), arrival.customer, arrival.token)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _back(request: ShopperRequest, refused: Refused) -> HttpResponse:
    """To the page with all ways in, and what went wrong."""
    status_of(refused)
    messages.error(request, str(refused.sentence))
    response = SeeOther(carry("/account/login", request))
    response["Referrer-Policy"] = "no-referrer"
    return response
