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
