"""Orders, what was sent of them, and what was given back."""

from typing import Any

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.catalog.models import Variant
from clientela.core import places
from clientela.core.places import Place
from clientela.customers.models import Customer
from clientela.payments.models import Payment

LONGEST_NOTE = 5000


class ShippingRate(models.Model):
    """A way of sending, where it goes and what it costs. An empty list of countries means everywhere else."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=120)
    countries = models.JSONField(default=list)
    price = models.BigIntegerField()
    free_from = models.BigIntegerField(null=True)
    days = models.CharField(max_length=40, blank=True)
    position = models.IntegerField(default=0)

    class Meta:
        db_table = "orders_shipping_rate"

    def __str__(self) -> str:
        return self.name


class TaxRate(models.Model):
    """A simple tax rate of a country or region, in hundredths of a percent (2000 is 20%)."""

    id = models.BigAutoField(primary_key=True)
    country = models.CharField(max_length=2)
    region = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=60)
    rate = models.IntegerField()

    class Meta:
        db_table = "orders_tax_rate"
        constraints = [models.UniqueConstraint(fields=["country", "region"], name="orders_tax_once")]

    def __str__(self) -> str:
        return f"{self.name} {self.country}"


class Order(models.Model):
    """Something bought. Money in minor units; it keeps what was typed, whoever the customer is."""

    class Financial(models.TextChoices):
        PENDING = "PENDING", _("Payment pending")
        AUTHORIZED = "AUTHORIZED", _("Authorised")
        PARTIALLY_PAID = "PARTIALLY_PAID", _("Partly paid")
        PAID = "PAID", _("Paid")
        PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED", _("Partly refunded")
        REFUNDED = "REFUNDED", _("Refunded")
        VOIDED = "VOIDED", _("Voided")

    class Fulfillment(models.TextChoices):
        UNFULFILLED = "UNFULFILLED", _("Unfulfilled")
        PARTIALLY_FULFILLED = "PARTIALLY_FULFILLED", _("Partly fulfilled")
        FULFILLED = "FULFILLED", _("Fulfilled")

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    number = models.BigIntegerField(unique=True)
    # Another system's number for it; makes importing the same file twice safe.
    outside_id = models.CharField(max_length=80, unique=True, null=True)
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="orders")
    email = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    currency = models.CharField(max_length=3)
    shipping_address = models.JSONField(default=dict)
    shipping_title = models.CharField(max_length=120, blank=True)
    subtotal = models.BigIntegerField()
    shipping = models.BigIntegerField(default=0)
    discount = models.BigIntegerField(default=0)
    tax = models.BigIntegerField(default=0)
    tax_included = models.BooleanField(default=True)
    total = models.BigIntegerField()
    refunded = models.BigIntegerField(default=0)
    financial_status = models.CharField(max_length=20, choices=Financial.choices)
    fulfillment_status = models.CharField(
        max_length=20, choices=Fulfillment.choices, default=Fulfillment.UNFULFILLED
    )
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="order")
    note = models.TextField(blank=True)
    source = models.CharField(max_length=20, default="storefront")
    placed_at = models.DateTimeField(db_default=Now())
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "orders_order"
        constraints = [
            models.CheckConstraint(condition=Q(refunded__gte=0), name="orders_refunded_not_negative"),
        ]
        indexes = [
            models.Index(fields=["customer", "-placed_at", "-id"], name="orders_of_customer"),
            models.Index(fields=["-placed_at", "-id"], name="orders_newest"),
            models.Index(
                fields=["-placed_at", "-id"],
                name="orders_to_send",
                condition=Q(cancelled_at=None) & ~Q(fulfillment_status="FULFILLED"),
            ),
            models.Index(fields=["financial_status", "-placed_at", "-id"], name="orders_by_money"),
            models.Index(fields=["fulfillment_status", "-placed_at", "-id"], name="orders_by_sending"),
            models.Index(
                fields=["placed_at"],
                name="orders_uncollected",
                condition=Q(financial_status="AUTHORIZED"),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"#{self.number}"

    @property
    def left(self) -> int:
        """What can still be given back of it."""
        return self.total - self.refunded

    @property
    def place(self) -> Place:
        """Where it goes."""
        return places.from_mapping(self.shipping_address)

    @property
    def address_lines(self) -> list[str]:
        return places.lines(self.place) if self.shipping_address else []


class OrderLine(models.Model):
    """One line of an order, with the words and the price of the day it was bought."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, null=True, on_delete=models.SET_NULL, related_name="order_lines")
    product_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=255, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    quantity = models.IntegerField()
    price = models.BigIntegerField()
    total = models.BigIntegerField()
    tax = models.BigIntegerField(default=0)
    sent = models.IntegerField(default=0)
    # Pieces given back, and pieces that won't be sent any more.
    refunded = models.IntegerField(default=0, db_default=0)
    dropped = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "orders_line"
        indexes = [
            models.Index(fields=["order", "id"], name="orders_line_order"),
            # Segments ask who bought a product.
            models.Index(fields=["product_id", "order"], name="orders_line_product"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"

    @property
    def waiting(self) -> int:
        """How many pieces are still to be sent."""
        return self.quantity - self.sent - self.dropped

    @property
    def refundable(self) -> int:
        """How many pieces can still be given back."""
        return self.quantity - self.refunded


class Shipment(models.Model):
    """What was sent at once, with its tracking."""

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, on_delete=models.CASCADE, related_name="shipments")
    carrier = models.CharField(max_length=80, blank=True)
    tracking_number = models.CharField(max_length=120, blank=True)
    tracking_url = models.URLField(max_length=500, blank=True)
    # Pieces by line id.
    pieces: "models.JSONField[Any, Any]" = models.JSONField(default=dict)
    sent_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_shipment"

    def __str__(self) -> str:
        return f"shipment #{self.pk}"


class Refund(models.Model):
    """Money given back: for an order, or to a customer without one (no purchase known).

    It is written down before the gateway hears of it, and counts once the money has moved.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("On its way")
        DONE = "done", _("Done")
        FAILED = "failed", _("Failed")

    id = models.BigAutoField(primary_key=True)
    order = models.ForeignKey(Order, null=True, on_delete=models.PROTECT, related_name="refunds")
    customer = models.ForeignKey(Customer, null=True, on_delete=models.PROTECT, related_name="refunds")
    outside_id = models.CharField(max_length=80, unique=True, null=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    # The gateway gets it too: asking again with the same key gives the money back once.
    key = models.CharField(max_length=80, unique=True, null=True)
    state = models.CharField(
        max_length=10, choices=State.choices, default=State.DONE, db_default=State.DONE.value
    )
    shipping = models.BigIntegerField(default=0, db_default=0)
    restocks = models.BooleanField(default=False, db_default=False)
    tells = models.BooleanField(default=False, db_default=False)
    reason = models.CharField(max_length=255, blank=True)
    refunded_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "orders_refund"
        indexes = [
            models.Index(fields=["customer", "-refunded_at"], name="orders_refund_customer"),
            models.Index(fields=["refunded_at"], name="orders_refund_waits", condition=Q(state="pending")),
            models.Index(fields=["refunded_at"], name="orders_refund_failed", condition=Q(state="failed")),
        ]

    def __str__(self) -> str:
        return f"refund #{self.pk}"


class RefundLine(models.Model):
    """What a refund was for."""

    id = models.BigAutoField(primary_key=True)
    refund = models.ForeignKey(Refund, on_delete=models.CASCADE, related_name="lines")
    line = models.ForeignKey(OrderLine, null=True, on_delete=models.SET_NULL)
    title = models.CharField(max_length=255)
    sku = models.CharField(max_length=80, blank=True)
    quantity = models.IntegerField()
    amount = models.BigIntegerField()

    class Meta:
        db_table = "orders_refund_line"

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"


class DraftQuerySet(models.QuerySet["Draft"]):
    """Questions about drafts."""

    def standing(self) -> "DraftQuerySet":
        """Those that weren't deleted."""
        return self.exclude(state=Draft.State.DELETED)


class Draft(models.Model):
    """An order that staff prepare for a customer, until it is paid. Money in minor units."""

    class State(models.TextChoices):
        OPEN = "open", _("Open")
        INVOICED = "invoiced", _("Invoice sent")
        PAYING = "paying", _("Being paid")
        COMPLETED = "completed", _("Completed")
        # The row stays, so that its invoice link can say what became of it.
        DELETED = "deleted", _("Deleted")

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="drafts")
    currency = models.CharField(max_length=3)
    shipping_address = models.JSONField(default=dict)
    shipping_title = models.CharField(max_length=120, blank=True)
    shipping = models.BigIntegerField(default=0)
    discount = models.BigIntegerField(default=0)
    # The card that was given on the gateway's page, and the payment that is asked for now.
    payment_token = models.CharField(max_length=120, blank=True)
    payment = models.OneToOneField(Payment, null=True, on_delete=models.PROTECT, related_name="draft")
    payment_try = models.IntegerField(default=1)
    paying_at = models.DateTimeField(null=True)
    order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="draft")
    made_at = models.DateTimeField(db_default=Now())
    invoiced_at = models.DateTimeField(null=True)

    objects = DraftQuerySet.as_manager()

    class Meta:
        db_table = "orders_draft"
        constraints = [
            models.CheckConstraint(
                condition=Q(shipping__gte=0) & Q(discount__gte=0), name="orders_draft_not_negative"
            ),
        ]
        indexes = [
            models.Index(fields=["-made_at", "-id"], name="orders_draft_newest"),
            models.Index(fields=["payment_token"], name="orders_draft_token", condition=~Q(payment_token="")),
            models.Index(fields=["paying_at"], name="orders_draft_paying", condition=Q(state="paying")),
            models.Index(fields=["invoiced_at"], name="orders_draft_invoiced", condition=Q(state="invoiced")),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        return f"D{self.pk}"

    @property
    def place(self) -> Place:
        """Where it will go."""
        return places.from_mapping(self.shipping_address)

    @property
    def address_lines(self) -> list[str]:
        return places.lines(self.place) if self.shipping_address else []


class DraftItem(models.Model):
    """A line of a draft: a variant at a price, or something that isn't in the catalogue."""

    id = models.BigAutoField(primary_key=True)
    draft = models.ForeignKey(Draft, on_delete=models.CASCADE, related_name="items")
    variant = models.ForeignKey(Variant, null=True, on_delete=models.SET_NULL, related_name="draft_items")
    product_id = models.BigIntegerField(null=True)
    title = models.CharField(max_length=255)
    variant_title = models.CharField(max_length=255, blank=True)
    sku = models.CharField(max_length=80, blank=True)
    picture = models.CharField(max_length=200, blank=True)
    quantity = models.IntegerField()
    price = models.BigIntegerField()

    class Meta:
        db_table = "orders_draft_item"
        constraints = [
            models.CheckConstraint(
                condition=Q(quantity__gt=0) & Q(price__gte=0), name="orders_draft_item_some"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} × {self.title}"
