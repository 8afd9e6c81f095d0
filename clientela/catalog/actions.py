"""Adding products, and taking pieces off the shelf."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import connection, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from clientela.catalog.events import ProductAdded
from clientela.catalog.models import Product, Variant
from clientela.core import words
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record


@dataclass(frozen=True)
class NewProduct:
    """What a product starts with. `picture` is the name of a stored file."""

    handle: str
    title: str
    description: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    position: int = 0
    status: str = Product.Status.ACTIVE


@dataclass(frozen=True)
class NewVariant:
    """What a variant starts with. Prices in minor units; empty `stock` is not counted."""

    price: int
    title: str = ""
    options: Mapping[str, str] = field(default_factory=dict)
    sku: str = ""
    compare_at: int | None = None
    stock: int | None = None
    grams: int = 0
    picture: str = ""


class HandleTaken(Refused):
    """Another product has this address."""

    code = "handle_taken"
    sentence = _("Another product has this address already.")
    field = "handle"


class OutOfStock(Refused):
    """Too little is left; `details["left"]` says how many pieces, by variant id."""

    code = "out_of_stock"

    def __init__(self, variant: Variant, left: Mapping[int, int]) -> None:
        super().__init__(_left_words(variant), left=dict(left))


def _left_words(variant: Variant) -> str:
    name, left = str(variant.product), variant.stock or 0
    name = f"{name} ({variant.title})" if variant.title else name
    if not left:
        return str(_("%(name)s is sold out.")) % {"name": name}
    sentence = ngettext("Only %(left)d of %(name)s is left.", "Only %(left)d of %(name)s are left.", left)
    return sentence % {"left": left, "name": name}


def add_product(values: NewProduct, variants: Sequence[NewVariant], *, by: Actor) -> Product:
    """Put a product on sale with its variants, at least one. Raises `HandleTaken`, `Refused`."""
    by.must(Power.PRODUCTS_EDIT)
    if not variants:
        raise Refused(_("Add at least one variant."), code="no_variants")
    with transaction.atomic():
        if Product.objects.filter(handle=values.handle).exists():
            raise HandleTaken
        product = Product.objects.create(**(asdict(values) | {"tags": list(values.tags)}))
        Variant.objects.bulk_create(
            Variant(product=product, position=place, **(asdict(new) | {"options": dict(new.options)}))
            for place, new in enumerate(variants)
        )
        _index(product, variants)
        record(ProductAdded(product.title, product.handle), by=by, subject=Subject("product", product.pk))
    return product


def _index(product: Product, variants: Sequence[NewVariant]) -> None:
    texts = [product.title, product.vendor, product.product_type, *product.tags]
    texts += [text for new in variants for text in (new.title, new.sku, *new.options.values())]
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE catalog_product SET words = array_to_tsvector(%s::text[]) WHERE id = %s",
            [words.searchable(texts), product.pk],
        )


def take_stock(quantities: Mapping[int, int], *, by: Actor) -> None:
    """Take pieces of variants off the shelf, all or none, in the order's own transaction.

    Rows are locked by id, so two orders of the same things wait and never block one another for good. Raises
    `OutOfStock` with what is left of each that is short.
    """
    by.anyone_may()
    with transaction.atomic():
        locked = Variant.objects.select_for_update(of=("self",)).select_related("product").order_by("pk")
        variants = list(locked.filter(pk__in=quantities))
        short = [variant for variant in variants if not variant.has(quantities[variant.pk])]
        if short:
            raise OutOfStock(short[0], {variant.pk: variant.stock or 0 for variant in short})
        if len(variants) < len(quantities):
            raise Refused(_("One of these is no longer sold."), code="not_sold")
        for variant in variants:
            if variant.stock is not None:
                variant.stock -= quantities[variant.pk]
        Variant.objects.bulk_update(variants, ["stock"])


def put_back(quantities: Mapping[int, int], *, by: Actor) -> None:
    """Put pieces back on the shelf, where they are counted."""
    by.anyone_may()
    with transaction.atomic():
        for variant_id, pieces in sorted(quantities.items()):
            Variant.objects.filter(pk=variant_id, stock__isnull=False).update(stock=F("stock") + pieces)
