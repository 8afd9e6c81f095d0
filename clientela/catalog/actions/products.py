"""Adding products."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field

from django.db import transaction

from clientela.catalog.events import ProductAdded
from clientela.catalog.models import Product, Variant
from clientela.catalog.rules import check, check_handle, free_handle, if_nobody_was_quicker, reindex
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.journal.actions import Subject, record


@dataclass(frozen=True)
class NewProduct:
    """What a product starts with. `picture` names a stored file; an empty `handle` is made from the title."""

    handle: str
    title: str
    description: str = ""
    vendor: str = ""
    product_type: str = ""
    tags: tuple[str, ...] = ()
    picture: str = ""
    position: int = 0
    status: str = Product.Status.ACTIVE
    option_names: tuple[str, ...] = ()


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


def add_product(values: NewProduct, variants: Sequence[NewVariant], *, by: Actor) -> Product:
    """Put a product on sale with its variants, at least one. Raises `HandleTaken`, `Refused`."""
    by.must(Power.PRODUCTS_EDIT)
    with transaction.atomic():
        product = _product(values, variants)
        shelf = [variant_of(product, new, place) for place, new in enumerate(variants)]
        check(product, shelf)
        check_handle(product)
        with if_nobody_was_quicker():
            product.save(force_insert=True)
        Variant.objects.bulk_create(shelf)
        reindex(product, shelf)
        record(ProductAdded(product.title, product.handle), by=by, subject=Subject("product", product.pk))
    return product


def _product(values: NewProduct, variants: Sequence[NewVariant]) -> Product:
    names = values.option_names or tuple(variants[0].options if variants else ())
    product = Product(**(asdict(values) | {"tags": list(values.tags), "option_names": list(names)}))
    product.handle = product.handle or free_handle(product.title)
    return product


def variant_of(product: Product, new: NewVariant, place: int) -> Variant:
    """The row of a new variant; its title says its options, where it has none of its own."""
    values = asdict(new) | {"options": dict(new.options)}
    title = new.title or product.variant_title(new.options)
    return Variant(product=product, position=place, **(values | {"title": title}))
