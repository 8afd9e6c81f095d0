"""The shelf and the page of one product."""

from urllib.parse import urlencode

from django.http import Http404, HttpResponse, HttpResponsePermanentRedirect
from django.views.decorators.http import require_safe

from clientela.catalog import queries
from clientela.catalog.models import Product, Variant
from clientela.core import money
from clientela.storefront.context import page
from clientela.storefront.door import ShopperRequest
from clientela.storefront.shop import shown


@require_safe
def products(request: ShopperRequest) -> HttpResponse:
    """Products on sale, or those that a search finds, a page at a time."""
    text = request.GET.get("q", "")[:200].strip()
    found = queries.shelf(text, after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    values = {
        "q": text,
        "cards": [shown.card(product, request.store.currency) for product in found.rows],
        "previous": _page(text, before=found.before),
        "next": _page(text, after=found.after),
    }
    return page(request, "shop/products.html", values)


def _page(text: str, **cursor: str) -> str:
    """The address of a neighbouring page; empty where there is none."""
    values = {name: value for name, value in ({"q": text} | cursor).items() if value}
    return f"/products?{urlencode(values)}" if any(cursor.values()) else ""


@require_safe
def product(request: ShopperRequest, handle: str) -> HttpResponse:
    """One product with its variants; from an address that it had before, the way to today's."""
    try:
        return draw(request, handle, chosen=_number(request.GET.get("variant", "")))
    except Http404:
        if now := queries.moved(handle):
            asked = request.META.get("QUERY_STRING", "")
            return HttpResponsePermanentRedirect(f"/products/{now}{asked and '?'}{asked}")
        raise


def draw(
    request: ShopperRequest, handle: str, *, chosen: int = 0, problem: str = "", quantity: int = 1
) -> HttpResponse:
    """The page of a product; with a problem beside the quantity where adding it to the cart was refused."""
    found = queries.product(handle)
    if found is None:
        raise Http404
    values = {**_of_variants(found, chosen, request.store.currency), "product": found}
    values |= {
        "paragraphs": [text for text in found.description.split("\n") if text.strip()],
        "others": _others(found, request.store.currency),
        "problem": problem,
        "quantity": quantity,
    }
    return page(request, "shop/product.html", values, status=422 if problem else 200)


def _of_variants(found: Product, chosen: int, currency: str) -> dict[str, object]:
    """The variants, the one that is chosen (else the first that is left), its picture and price."""
    variants = list(found.variants.all())
    ready = [variant for variant in variants if variant.has(1)]
    variant = next((v for v in variants if v.pk == chosen), next(iter(ready or variants), None))
    return {
        "variants": [_choice(v, currency, is_chosen=v == variant) for v in variants],
        "picture": shown.picture((variant.picture if variant else "") or found.picture),
        "price": _price(variants, variant, currency) if variant else None,
        "is_sold_out": not ready,
    }


def _choice(variant: Variant, currency: str, *, is_chosen: bool) -> dict[str, object]:
    return {
        "id": variant.pk,
        "title": variant.title,
        "price": money.shown(variant.price, currency),
        "stock": shown.stock_words(variant),
        "is_sold_out": not variant.has(1),
        "is_chosen": is_chosen,
    }


def _price(variants: list[Variant], variant: Variant, currency: str) -> dict[str, str]:
    """What it costs; where the variants differ, from what on: the choice below has each one's own."""
    if len({other.price for other in variants}) > 1:
        return {"now": shown.lowest_price(variants, currency), "before": ""}
    before = variant.compare_at if variant.compare_at and variant.compare_at > variant.price else None
    return {
        "now": money.shown(variant.price, currency),
        "before": money.shown(before, currency) if before else "",
    }


def _others(found: Product, currency: str) -> list[shown.Card]:
    alike = queries.on_sale().filter(product_type=found.product_type).exclude(pk=found.pk)
    return [shown.card(other, currency) for other in alike.order_by("position", "pk")[:4]]


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0
