"""The store's look: its style sheet, and a page that only its preview shows."""

from datetime import timedelta

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from clientela.catalog import queries
from clientela.catalog.models import Product
from clientela.core import money
from clientela.orders.models import Order
from clientela.store.brand import Brand
from clientela.store.look import Look
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import shown
from clientela.storefront.shop.files import YEAR
from clientela.storefront.shop.shown import ShownOrder


@require_safe
def stylesheet(request: ShopperRequest, version: int, digest: str) -> HttpResponse:
    """A version of the look as a style sheet: its address tells what it holds, so it is kept for good."""
    look = request.store.look
    if look.version != version:
        row = Brand.objects.filter(pk=version).exclude(number=None).first()
        if row is None:
            raise Http404
        look = Look.of(row)
    response = HttpResponse(look.css(), content_type="text/css")
    response["X-Content-Type-Options"] = "nosniff"
    if look.digest == digest and not look.token:
        response["Cache-Control"] = YEAR
    return response


@require_safe
def orders(request: ShopperRequest) -> HttpResponse:
    """The page of orders with made-up ones, which staff see while they try a look."""
    if not request.store.look.token:
        raise Http404
    goods = [product for product in queries.featured() if product.picture][:4]
    found = [_order(request, 1042, goods[:3], days=2), _order(request, 1017, goods[3:], days=40)]
    return page(request, "shop/account_orders.html", {"orders": found, "section": "orders"})


def _order(request: ShopperRequest, number: int, goods: list[Product], days: int) -> ShownOrder:
    """An order that nobody placed, so many days ago; those of last month have arrived."""
    placed, sent, currency = timezone.now() - timedelta(days), days > 7, request.store.currency
    lines = [shown.Line(item.title, "", 1, "", shown.small_picture(item.picture)) for item in goods]
    return ShownOrder(
        Order(number=number),
        lines,
        shown.Sums("", "", "", False, money.shown(124_50 if sent else 89_00, currency)),
        shown.day(placed, request.store),
        shown.day(placed + timedelta(1), request.store) if sent else "",
        _("Shipped") if sent else _("Getting ready"),
        "success" if sent else "info",
        "shipped" if sent else "ordered",
        [],
    )
