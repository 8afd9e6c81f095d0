"""What shoppers see of the catalogue, and what staff do."""

from django.contrib.postgres.search import SearchQuery
from django.db.models import Case, Prefetch, When

from clientela.catalog.models import OldHandle, Product, ProductQuerySet, Variant
from clientela.core import keyset, words
from clientela.core.errors import NotThere
from clientela.core.keyset import Order, Page

PAGE_SIZE = 24
STAFF_PAGE_SIZE = 50
SHELF_ORDER = Order("position")
NEWEST = Order("id", descending=True)


def on_sale() -> ProductQuerySet:
    """Products that shoppers see, each with its variants in order."""
    variants = Prefetch("variants", Variant.objects.order_by("position", "pk"))
    return Product.objects.on_sale().prefetch_related(variants)


def search(text: str) -> ProductQuerySet:
    """Products on sale with all these words, each as the beginning of a word; all where there are none."""
    return _found(on_sale(), text)


def _found(rows: ProductQuerySet, text: str) -> ProductQuerySet:
    query = words.prefix_query(text)
    return rows.filter(words=SearchQuery(query, search_type="raw", config="simple")) if query else rows


def shelf(text: str = "", *, after: str = "", before: str = "") -> Page[Product]:
    """One page of the products on sale, or of those found."""
    return keyset.page(search(text), SHELF_ORDER, size=PAGE_SIZE, after=after, before=before)


def featured(most: int = 8) -> list[Product]:
    """The first products of the shelf, for the front page."""
    return list(on_sale().order_by("position", "pk")[:most])


def product(handle: str) -> Product | None:
    """The product on sale at this address."""
    return on_sale().filter(handle=handle).first()


def moved(handle: str) -> str:
    """The address today of the product on sale that had this one before; empty where there is none."""
    found = OldHandle.objects.filter(handle=handle, product__status=Product.Status.ACTIVE)
    return found.values_list("product__handle", flat=True).first() or ""


def for_staff(text: str = "", status: str = "", *, after: str = "", before: str = "") -> Page[Product]:
    """One page of all products, newest first, with their variants; of one status, or of those found."""
    rows = Product.objects.prefetch_related(Prefetch("variants", Variant.objects.order_by("position", "pk")))
    if status in Product.Status.values:
        rows = rows.filter(status=status)
    return keyset.page(_found(rows, text), NEWEST, size=STAFF_PAGE_SIZE, after=after, before=before)


def first_found(text: str, most: int) -> list[Product]:
    """The first products of any status that a search finds, those whose title begins so before the others."""
    if not words.split(text):
        return []
    begins = Case(When(title__istartswith=text.strip(), then=0), default=1)
    return list(
        _found(Product.objects.defer("description", "words"), text).order_by(begins, "position")[:most]
    )


def find(product_id: int) -> Product:
    """A product of any status with its variants in order. Raises `NotThere`."""
    variants = Prefetch("variants", Variant.objects.order_by("position", "pk"))
    found = Product.objects.prefetch_related(variants).filter(pk=product_id).first()
    if found is None:
        raise NotThere
    return found
