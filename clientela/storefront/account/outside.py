"""Logging in at an outside provider, or adding it to one's account: off to it, and back."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from clientela.accounts import queries
from clientela.accounts.actions.joining import begin_link, finish_link
from clientela.accounts.actions.outside import begin_outside, finish_outside
from clientela.accounts.models import Provider
from clientela.core.errors import Refused
from clientela.storefront.account.asking import BROWSER, browser_of, keep_browser
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    carry,
    fresh,
    let_in,
    next_of,
    own_session,
    session_token,
    signed_in,
    status_of,
    with_accounts,
)
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest, cookie_name
from clientela.ui.posting import shown_at

WAYS = "/account/sign-in"


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
    return _off(request, browser, provider, address, "/account/login")


def _off(request: ShopperRequest, browser: str, provider: Provider, address: str, back: str) -> HttpResponse:
    values = {"provider": provider, "address": address, "back": back}
    response = page(request, "account/leaving.html", values)
    keep_browser(response, browser)
    return response


@shown_at(WAYS)
@require_POST
@signed_in
@fresh
def link(request: ShopperRequest, provider_id: int) -> HttpResponse:
    """On to the provider, to log in with it from now on."""
    browser = browser_of(request)
    try:
        provider, address = begin_link(own_session(request), provider_id, browser=browser, by=request.actor)
    except Refused as refused:
        return _back(request, refused, WAYS)
    return _off(request, browser, provider, address, WAYS)


@require_GET
@with_accounts
def come_back(request: ShopperRequest) -> HttpResponse:
    """The provider's answer, of use in the browser that asked, and once."""
    given = request.GET
    answer = {
        name: given[name] for name in ("state", "code", "iss", "error") if len(given.getlist(name)) == 1
    }
    if request.customer and queries.is_linking(answer.get("state", "")):
        return _linked(request, answer)
    return _arrived(request, answer)


def _linked(request: ShopperRequest, answer: Mapping[str, str]) -> HttpResponse:
    """Among one's ways in, the new one too, or what went wrong."""
    browser = request.COOKIES.get(cookie_name(BROWSER), "")
    try:
        provider = finish_link(own_session(request), answer, browser=browser, by=request.actor)
    except Refused as refused:
        return _back(request, refused, WAYS)
    messages.success(request, _("You can log in with %(name)s from now on.") % {"name": provider.name})
    return _unseen(SeeOther(WAYS))


def _arrived(request: ShopperRequest, answer: Mapping[str, str]) -> HttpResponse:
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
    return _unseen(let_in(SeeOther(arrival.target or HOME), arrival.customer, arrival.token))


def _back(request: ShopperRequest, refused: Refused, where: str = "/account/login") -> HttpResponse:
    """To the page with all ways in, and what went wrong."""
    status_of(refused)
    messages.error(request, str(refused.sentence))
    return _unseen(SeeOther(carry(where, request)))


def _unseen(response: HttpResponse) -> HttpResponse:
    """Whoever is asked next doesn't learn this address, which holds the provider's answer."""
    response["Referrer-Policy"] = "no-referrer"
    return response
