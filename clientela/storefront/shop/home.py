"""The front page."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from clientela.catalog import queries
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import shown


@require_safe
def home(request: ShopperRequest) -> HttpResponse:
    """What the store is, and the first of its products."""
    cards = [shown.card(product, request.store.currency) for product in queries.featured()]
    pictures = [card.picture for card in cards if card.picture]
    return page(request, "shop/home.html", {"cards": cards, "pictures": pictures[-3:]})
