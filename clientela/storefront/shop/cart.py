"""The cart."""

from django import forms
from django.http import HttpResponse
from django.views.decorators.http import require_POST, require_safe

from clientela.catalog.actions import OutOfStock
from clientela.catalog.models import Variant
from clientela.checkout import actions, queries
from clientela.checkout.whose import Whose
from clientela.core import money, seals
from clientela.core.errors import NotThere, Refused
from clientela.storefront.account.gates import SeeOther
from clientela.storefront.context import page, whose
from clientela.storefront.door import ShopperRequest, put_cookie
from clientela.storefront.shop import products, shown
from clientela.ui.forms import Form
from clientela.ui.posting import shown_at

MONTHS = 90 * 24 * 3600
BIGGEST = 2**63 - 1


class PiecesForm(Form):
    """So many pieces of a variant."""

    variant = forms.IntegerField(min_value=1, max_value=BIGGEST)
    quantity = forms.IntegerField(min_value=0, max_value=queries.MOST_PIECES)


@require_safe
def cart(request: ShopperRequest) -> HttpResponse:
    """What is in the cart."""
    return draw(request)


def draw(request: ShopperRequest, problem: str = "") -> HttpResponse:
    """The cart's page, with what was refused above it."""
    items, currency = queries.items(whose(request)), request.store.currency
    values = {
        "lines": [shown.cart_line(item, currency) for item in items],
        "subtotal": money.shown(sum(item.total for item in items), currency),
        "is_short": any(item.is_short for item in items),
        "problem": problem,
    }
    return page(request, "shop/cart.html", values, status=422 if problem else 200)


@shown_at("/cart")
@require_POST
def add(request: ShopperRequest) -> HttpResponse:
    """Put something into the cart, from its product's page."""
    form, found = PiecesForm(request.POST), whose(request)
    if not form.is_valid():
        return SeeOther("/cart")
    variant_id, quantity = form.cleaned_data["variant"], form.cleaned_data["quantity"] or 1
    fresh = "" if found.customer_id or found.token else seals.new_token()
    try:
        actions.add_to_cart(
            Whose(found.customer_id, fresh or found.token), variant_id, quantity, by=request.actor
        )
    except OutOfStock as refused:
        return _again(request, variant_id, quantity, refused)
    response = SeeOther("/cart")
    if fresh:
        put_cookie(response, "cart", fresh, MONTHS)
    return response


def _again(request: ShopperRequest, variant_id: int, quantity: int, refused: Refused) -> HttpResponse:
    variant = Variant.objects.select_related("product").filter(pk=variant_id).first()
    if variant is None:
        raise NotThere
    sentence = str(refused.sentence)
    return products.draw(
        request, variant.product.handle, chosen=variant_id, problem=sentence, quantity=quantity
    )


@shown_at("/cart")
@require_POST
def change(request: ShopperRequest) -> HttpResponse:
    """Say how many of one thing are wanted."""
    form, found = PiecesForm(request.POST), whose(request)
    if not form.is_valid() or not (found.customer_id or found.token):
        return SeeOther("/cart")
    try:
        actions.change_cart(
            found, form.cleaned_data["variant"], form.cleaned_data["quantity"], by=request.actor
        )
    except OutOfStock as refused:
        return draw(request, str(refused.sentence))
    return SeeOther("/cart")
