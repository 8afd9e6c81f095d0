"""How somebody wants to check out: with their account, with a new one, or as guest."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from clientela.accounts.models import Policy
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop.checkout.drawing import now, summary


@require_safe
def sign_in(request: ShopperRequest) -> HttpResponse:
    """Log in, create an account, or go on as guest where that may be; each leads back to this checkout."""
    if request.accounts.is_off:
        return page(request, "account/not_available.html", status=404)
    if request.customer:
        return SeeOther("/checkout")
    found = now(request)
    if not found.items:
        return SeeOther("/cart")
    as_guest = request.accounts.policy != Policy.REQUIRED
    return page(request, "shop/checkout/sign_in.html", summary(request, found) | {"as_guest": as_guest})
