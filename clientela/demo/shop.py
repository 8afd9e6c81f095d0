"""The demo store itself: its name and rules, its products with their pictures."""

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clientela.catalog.actions import NewProduct, NewVariant, add_product
from clientela.catalog.models import Product as StoredProduct
from clientela.catalog.models import Variant as StoredVariant
from clientela.core.actor import SYSTEM
from clientela.demo.goods import Product, catalogue
from clientela.demo.pictures import picture
from clientela.demo.portions import Ware
from clientela.orders.actions.rates import set_shipping_rates, set_tax_rates
from clientela.orders.models import ShippingRate, TaxRate
from clientela.store.actions import change_settings

SETTINGS = {
    "store.name": "Holm & Hearth",
    "store.email": "hello@holm-and-hearth.example",
    "store.phone": "+44 20 7946 0958",
    "store.line1": "14 Lamb's Passage",
    "store.postcode": "EC1Y 8TE",
    "store.city": "London",
    "store.country": "GB",
    "store.currency": "GBP",
    "store.time_zone": "Europe/London",
    "store.languages": "en,nb",
    "store.prices_include_tax": "true",
    "store.accent": "#2f5d50",
}
HOME = ["GB"]
NORDIC = ["NO", "SE", "DK", "FI", "IS", "FO"]
EUROPE = ["DE", "IT", "FR", "NL", "BE", "AT", "ES", "PT", "IE", "PL", "CZ", "CH"]
RATES = {"standard": "Standard", "express": "Express", "collect": "Collect in the store"}
_TAX = {"GB": 2000, "NO": 2500, "SE": 2500, "DK": 2500, "DE": 1900, "IT": 2200}


def furnish() -> None:
    """Give the store its name, its rates and its products. Safe to run again."""
    change_settings(SETTINGS, by=SYSTEM)
    set_shipping_rates(_shipping(), by=SYSTEM)
    set_tax_rates([TaxRate(country=code, name="VAT", rate=rate) for code, rate in _TAX.items()], by=SYSTEM)
    there = set(StoredProduct.objects.values_list("handle", flat=True))
    for product in catalogue():
        if product.handle not in there:
            _add(product)


def _shipping() -> list[ShippingRate]:
    return [
        ShippingRate(name="Standard", countries=HOME, price=395, free_from=5000, days="2–3"),
        ShippingRate(name="Express", countries=HOME, price=795, days="1"),
        ShippingRate(name="Collect in the store", countries=HOME, price=0, days="1"),
        ShippingRate(name="Standard", countries=NORDIC, price=895, free_from=12000, days="3–5"),
        ShippingRate(name="Express", countries=NORDIC, price=1695, days="2"),
        ShippingRate(name="Standard", countries=EUROPE, price=995, free_from=12000, days="3–6"),
        ShippingRate(name="Express", countries=EUROPE, price=1895, days="2"),
        ShippingRate(name="Standard", countries=[], price=1495, free_from=20000, days="6–12"),
        ShippingRate(name="Express", countries=[], price=2995, days="3–5"),
    ]


def _kept(drawing: str, handle: str) -> str:
    """Store a picture under a name that tells its content, so that browsers may keep it for good."""
    body = drawing.encode()
    name = f"{handle}-{hashlib.sha256(body).hexdigest()[:12]}.svg"
    return name if default_storage.exists(name) else default_storage.save(name, ContentFile(body))


def _add(product: Product) -> None:
    values = NewProduct(
        handle=product.handle,
        title=product.title,
        description=product.description,
        vendor=product.vendor,
        product_type=product.product_type,
        tags=product.tags,
        picture=_kept(picture(product), product.handle),
        position=product.index,
    )
    variants = [
        NewVariant(
            price=variant.price,
            title=variant.title,
            options=variant.options,
            sku=variant.sku,
            compare_at=variant.compare_at,
            stock=variant.stock,
            grams=variant.weight,
            picture=_kept(picture(product, variant), product.handle),
        )
        for variant in product.variants
    ]
    add_product(values, variants, by=SYSTEM)


def wares() -> dict[tuple[int, int], Ware]:
    """The stored variants by their numbers in the catalogue."""
    skus = {v.sku: (p.index, v.index) for p in catalogue() for v in p.variants}
    found = StoredVariant.objects.select_related("product").filter(sku__in=skus)
    return {skus[variant.sku]: _ware(variant) for variant in found}


def _ware(variant: StoredVariant) -> Ware:
    return Ware(
        variant_id=variant.pk,
        product_id=variant.product_id,
        title=variant.product.title,
        variant_title=variant.title,
        sku=variant.sku,
        price=variant.price,
        picture=variant.picture,
    )
