"""The test gateway's own pages: as if on another site, they know nothing of the store's checkout."""

from django.http import HttpResponse
from django.views.decorators.http import require_http_methods

from clientela.core import money
from clientela.core.errors import NotThere, Refused
from clientela.orders import drafts
from clientela.payments.providers import Answer, test_gateway
from clientela.storefront.account.gates import SeeOther, posted
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop.checkout.forms import CardForm
from clientela.storefront.shop.invoice import back
from clientela.ui.forms import show


@require_http_methods(["GET", "HEAD", "POST"])
def hosted(request: ShopperRequest, token: str) -> HttpResponse:
    """Take a card; only its token goes back to the store (SC-02)."""
    if not test_gateway.is_page(token):
        raise NotThere
    form = CardForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            typed = form.cleaned_data
            test_gateway.take_card(token, typed["card"], typed["expiry"], typed["code"])
            return SeeOther(back(drafts.of_token(token)))
        except Refused as refused:
            show(form, refused)
    values = {"form": form, "samples": _samples()}
    return page(request, "shop/gateway/card.html", values, status=422 if form.is_bound else 200)


def _samples() -> list[tuple[str, str]]:
    """The documented numbers, as they are printed on cards, and what each does."""
    return [
        (" ".join(digits[i : i + 4] for i in range(0, 16, 4)), behaviour)
        for digits, behaviour in test_gateway.NUMBERS.items()
    ]


@require_http_methods(["GET", "HEAD", "POST"])
def challenge(request: ShopperRequest, key: str) -> HttpResponse:
    """The bank's page: is it really you?"""
    charge = test_gateway.challenge(key)
    if request.method == "POST":
        test_gateway.answer_challenge(key, approved=request.POST.get("answer") == "yes")
        return SeeOther(back(drafts.of_payment(key)))
    if charge.state != Answer.NEEDS_PROOF:
        return SeeOther(back(drafts.of_payment(key)))
    values = {"amount": money.shown(charge.amount, charge.currency), "last4": charge.card.last4}
    return page(request, "shop/gateway/challenge.html", values)
