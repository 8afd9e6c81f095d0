"""Logging in by a link from another site of the merchant's own."""

from django.contrib import messages
from django.http import HttpResponse
from django.views.decorators.http import require_GET

from clientela.accounts.actions.multipass import sign_in_by_multipass
from clientela.core.errors import Refused
from clientela.storefront.account.gates import (
    HOME,
    SeeOther,
    agent,
    let_in,
    session_token,
    status_of,
    with_accounts,
)
from clientela.storefront.door import ShopperRequest


@require_GET
@with_accounts
def multipass(request: ShopperRequest, token: str) -> HttpResponse:
    """Use the token up, as its protocol wants of a GET; then on to where the other site sent the customer."""
    try:
        arrival = sign_in_by_multipass(
            token, agent=agent(request), replaces=session_token(request), by=request.actor
        )
    except Refused as refused:
        status_of(refused)
        messages.error(request, str(refused.sentence))
        return _unseen(SeeOther("/account/login"))
    return _unseen(let_in(SeeOther(arrival.target or HOME), arrival.customer, arrival.token))


def _unseen(response: HttpResponse) -> HttpResponse:
    """No page that follows learns the token from the address it stood in (security LK-06)."""
    response["Referrer-Policy"] = "no-referrer"
    return response
