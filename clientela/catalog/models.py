"""Products and their variants."""

from collections.abc import Iterable, Mapping

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class ProductQuerySet(models.QuerySet["Product"]):
    """Questions about products."""

    def on_sale(self) -> "ProductQuerySet":
        """Those that shoppers see."""
        return self.filter(status=Product.Status.ACTIVE)


class Product(models.Model):
    """A thing the store sells, in one or more variants."""

    class Status(models.TextChoices):
        ACTIVE = "active", _("Active")
        DRAFT = "draft", _("Draft")
        ARCHIVED = "archived", _("Archived")

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    handle = models.SlugField(max_length=120, unique=True)
    title = models.CharField(max_length=255)
    description = models.TextField(blank=True)
    vendor = models.CharField(max_length=120, blank=True)
    product_type = models.CharField(max_length=120, blank=True)
    tags = ArrayField(models.CharField(max_length=60), default=list)
    # What variants differ in, in the order in which it is chosen, such as ["Colour", "Size"].
    option_names = ArrayField(models.CharField(max_length=60), default=list, db_default=[])
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.ACTIVE)
    # The name of the picture's file in the store's files.
    picture = models.CharField(max_length=200, blank=True)
    words = SearchVectorField(null=True)
    position = models.IntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    updated_at = models.DateTimeField(db_default=Now())

    objects = ProductQuerySet.as_manager()

    class Meta:
        db_table = "catalog_product"
        indexes = [
            GinIndex(fields=["words"], name="catalog_product_words"),
            models.Index(fields=["status", "position", "id"], name="catalog_product_shown"),
        ]

    def __str__(self) -> str:
        return self.title

    def names_of_options(self, variants: Iterable["Variant"]) -> list[str]:
        """What its variants differ in; of products without such names, what the first variant says."""
        first = next(iter(variants), None)
        return list(self.option_names or (first.options if first else ()))

    def variant_title(self, options: Mapping[str, str]) -> str:
        """What a variant with these options is called: Moss / Large."""
        return " / ".join(options[name] for name in self.option_names if options.get(name))[:255]


class OldHandle(models.Model):
    """An address that a product had before: links to it still lead there."""

    id = models.BigAutoField(primary_key=True)
    handle = models.SlugField(max_length=120, unique=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="old_handles")
    left_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "catalog_old_handle"

    def __str__(self) -> str:
        return self.handle


class Variant(models.Model):
    """One way a product can be bought. Prices in minor units of the store's currency."""

    id = models.BigAutoField(primary_key=True)
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="variants")
    title = models.CharField(max_length=255, blank=True)
    # The choices by option name, such as {"Colour": "Moss"}.
    options = models.JSONField(default=dict)
    sku = models.CharField(max_length=80, blank=True)
    price = models.BigIntegerField()
    compare_at = models.BigIntegerField(null=True)
    # Pieces on the shelf; empty where stock isn't counted.
    stock = models.IntegerField(null=True)
    grams = models.IntegerField(default=0)
    picture = models.CharField(max_length=200, blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "catalog_variant"
        constraints = [
            models.CheckConstraint(condition=Q(price__gte=0), name="catalog_variant_price"),
            models.CheckConstraint(condition=Q(stock=None) | Q(stock__gte=0), name="catalog_variant_stock"),
        ]
        indexes = [models.Index(fields=["product", "position", "id"], name="catalog_variant_order")]

    def __str__(self) -> str:
        return f"{self.product_id}: {self.title}"

    def has(self, quantity: int) -> bool:
        """Whether so many pieces can be sold now."""
        return self.stock is None or self.stock >= quantity
