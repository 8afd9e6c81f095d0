"""Custom fields that the store keeps about customers, and their values."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _


class DefinitionQuerySet(models.QuerySet["MetafieldDefinition"]):
    """Questions about custom fields."""

    def in_use(self) -> "DefinitionQuerySet":
        """Those that aren't being taken away, in their order."""
        return self.filter(removed_at=None).order_by("namespace", "key")


class MetafieldDefinition(models.Model):
    """A custom field that the store keeps about customers."""

    class Type(models.TextChoices):
        TEXT = "text", _("Text")
        NUMBER = "number", _("Number")
        DATE = "date", _("Date")
        BOOLEAN = "boolean", _("Yes or no")
        CHOICE = "choice", _("Choice")
        LIST = "list", _("List")

    id = models.BigAutoField(primary_key=True)
    namespace = models.CharField(max_length=64)
    key = models.CharField(max_length=64)
    name = models.CharField(max_length=120)
    type = models.CharField(max_length=8, choices=Type.choices)
    choices = ArrayField(models.CharField(max_length=255), default=list)
    is_customers_own = models.BooleanField(default=False)
    version = models.IntegerField(default=1, db_default=1)
    # Since when it is being taken away, while a job still removes its values.
    removed_at = models.DateTimeField(null=True)

    objects = DefinitionQuerySet.as_manager()

    class Meta:
        db_table = "customers_metafield_definition"
        constraints = [models.UniqueConstraint(fields=["namespace", "key"], name="customers_metafield_named")]

    def __str__(self) -> str:
        return self.full_name

    @property
    def full_name(self) -> str:
        """By what queries, files and programs call it."""
        return f"{self.namespace}.{self.key}"


class Metafield(models.Model):
    """A customer's value of a custom field, in the column of its type so that an index serves it."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey("Customer", on_delete=models.CASCADE, related_name="metafields")
    definition = models.ForeignKey(MetafieldDefinition, on_delete=models.CASCADE, related_name="values_of")
    text = models.TextField(null=True)
    number = models.DecimalField(max_digits=24, decimal_places=6, null=True)
    date = models.DateField(null=True)
    boolean = models.BooleanField(null=True)
    texts = ArrayField(models.TextField(), null=True)

    class Meta:
        db_table = "customers_metafield"
        constraints = [
            models.UniqueConstraint(fields=["customer", "definition"], name="customers_metafield_once")
        ]
        indexes = [
            models.Index(fields=["definition", "number"], name="customers_metafield_number"),
            models.Index(fields=["definition", "date"], name="customers_metafield_date"),
        ]

    def __str__(self) -> str:
        return f"{self.definition_id} of {self.customer_id}"
