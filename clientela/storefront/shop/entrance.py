"""Who gets into the shop: nobody while it is switched off, members alone where it is theirs."""

from functools import wraps
from typing import Any

from django.http import HttpResponse

from clientela.checkout import actions
from clientela.checkout.models import Checkout
from clientela.checkout.queries import of_browser
from clientela.storefront.account.gates import DoorView, P, View, to_log_in
from clientela.storefront.context import customer_id, page, shop_open
from clientela.storefront.door import ShopperRequest, cookie_name, drop_cookie, put_cookie

MONTHS = 90 * 24 * 3600


def in_shop(view: View[P]) -> DoorView[P]:
    """A page of the shop: catalogue, cart and checkout.

    Where the store's own pages are switched off it isn't available; where only members see it, others log in
    first and come back.
    """

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not shop_open(request) and not _finishes(request):
            if not request.accounts.storefront:
                return page(request, "shop/not_available.html", status=404)
            if not request.is_preview:
                return to_log_in(request)
        kept = _keep_cart(request)
        response = view(request, *args, **kwargs)
        if kept:
            put_cookie(response, "cart", kept, MONTHS)
            drop_cookie(response, "customer")
        return response

    return guarded


def _finishes(request: ShopperRequest) -> bool:
    """Whether an order of this browser is being placed: that is brought to its end."""
    if not request.path.startswith("/checkout"):
        return False
    row = of_browser(request.COOKIES.get(cookie_name("checkout"), ""), customer_id(request))
    return row is not None and row.state == Checkout.State.PLACING


def _keep_cart(request: ShopperRequest) -> str:
    """Give a browser that was signed in when accounts were turned off its cart. Gives the cart's new token.

    This is done at the first look, since whoever comes next to the cart must find it; a second look does
    nothing.
    """
    token = request.COOKIES.get(cookie_name("customer"), "")
    if not token or not request.accounts.is_off:
        return ""
    kept = actions.keep_cart(token, request.COOKIES.get(cookie_name("cart"), ""), by=request.actor)
    if kept:
        request.COOKIES[cookie_name("cart")] = kept
    return kept
