"""What shoppers see of the catalogue."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Prefetch

from clientela.catalog.models import Product, ProductQuerySet, Variant
from clientela.core import keyset, words
from clientela.core.keyset import Order, Page

PAGE_SIZE = 24
SHELF_ORDER = Order("position")


def on_sale() -> ProductQuerySet:
    """Products that shoppers see, each with its variants in order."""
    variants = Prefetch("variants", Variant.objects.order_by("position", "pk"))
    return Product.objects.on_sale().prefetch_related(variants)


def search(text: str) -> ProductQuerySet:
    """Products on sale with all these words, each as the beginning of a word; all where there are none."""
    query = words.prefix_query(text)
    if not query:
        return on_sale()
    return on_sale().filter(words=SearchQuery(query, search_type="raw", config="simple"))


def shelf(text: str = "", *, after: str = "", before: str = "") -> Page[Product]:
    """One page of the products on sale, or of those found."""
    return keyset.page(search(text), SHELF_ORDER, size=PAGE_SIZE, after=after, before=before)


def featured(most: int = 8) -> list[Product]:
    """The first products of the shelf, for the front page."""
    return list(on_sale().order_by("position", "pk")[:most])


def product(handle: str) -> Product | None:
    """The product on sale at this address."""
    return on_sale().filter(handle=handle).first()
