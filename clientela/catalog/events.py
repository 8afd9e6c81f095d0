"""What happens to products."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.powers import Power
from clientela.journal.facts import fact


@fact(
    "product.added",
    _("Product added: {title}"),
    icon="package-plus",
    power=Power.PRODUCTS_VIEW,
    webhook="products/create",
)
@dataclass(frozen=True)
class ProductAdded:
    """The store sells one thing more."""

    title: str
    handle: str


@fact(
    "product.edited",
    _("Product edited: {fields}"),
    icon="pencil",
    power=Power.PRODUCTS_VIEW,
    webhook="products/update",
)
@dataclass(frozen=True)
class ProductEdited:
    """What is told of a product, or how it can be bought, was changed."""

    title: str
    fields: tuple[str, ...]


@fact(
    "product.stock_adjusted",
    _("Stock of {name}: {change}, now {left}"),
    icon="package-check",
    power=Power.PRODUCTS_VIEW,
    webhook="inventory_levels/update",
)
@dataclass(frozen=True)
class StockAdjusted:
    """Pieces were put on the shelf or taken off by hand."""

    name: str
    change: str
    left: int


@fact(
    "product.stock_uncounted",
    _("Stock of {name} is no longer counted"),
    icon="package-open",
    power=Power.PRODUCTS_VIEW,
)
@dataclass(frozen=True)
class StockUncounted:
    """A variant can be sold without end."""

    name: str
