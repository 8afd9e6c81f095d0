"""Carts, and checkouts on their way to becoming orders."""

from uuid import uuid4

from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Now

from clientela.catalog.models import Variant
from clientela.core import places
from clientela.core.places import Place
from clientela.customers.models import Customer
from clientela.orders.models import Order, ShippingRate
from clientela.payments.models import Payment


class Cart(models.Model):
    """What somebody means to buy. A guest's is found by a token in a cookie, a customer's by the customer."""

    id = models.BigAutoField(primary_key=True)
    token_hash = models.CharField(max_length=64, unique=True, null=True)
    customer = models.OneToOneField(Customer, null=True, on_delete=models.CASCADE, related_name="cart")
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "checkout_cart"
        constraints = [
            models.CheckConstraint(
                condition=Q(token_hash__isnull=False) | Q(customer__isnull=False), name="checkout_cart_found"
            )
        ]

    def __str__(self) -> str:
        return f"cart #{self.pk}"


class CartLine(models.Model):
    """So many pieces of a variant in a cart."""

    id = models.BigAutoField(primary_key=True)
    cart = models.ForeignKey(Cart, on_delete=models.CASCADE, related_name="lines")
    variant = models.ForeignKey(Variant, on_delete=models.CASCADE, related_name="cart_lines")
    quantity = models.IntegerField()

    class Meta:
        db_table = "checkout_cart_line"
        constraints = [
            models.UniqueConstraint(fields=["cart", "variant"], name="checkout_cart_line_once"),
            models.CheckConstraint(condition=Q(quantity__range=(1, 999)), name="checkout_cart_line_quantity"),
        ]

    def __str__(self) -> str:
        return f"{self.quantity} of {self.variant_id}"


class Checkout(models.Model):
    """One checkout. Its id is the key under which it becomes one order and one charge."""

    class State(models.TextChoices):
        OPEN = "open"
        PLACING = "placing"
        PLACED = "placed"

    id = models.UUIDField(primary_key=True, default=uuid4)
    version = models.IntegerField(default=1)
    cart = models.ForeignKey(Cart, null=True, on_delete=models.SET_NULL, related_name="checkouts")
    # Who it counts for: known once the contact step is done.
    customer = models.ForeignKey(Customer, null=True, on_delete=models.SET_NULL, related_name="checkouts")
    # Whether the shopper was signed in: only then may anything be written to the profile (lesson 3).
    is_signed_in = models.BooleanField(default=False)
    # Whether this very checkout made the customer: only then may a guest's words go onto the profile.
    is_new_customer = models.BooleanField(default=False, db_default=False)
    token_hash = models.CharField(max_length=64, blank=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.OPEN)
    email = models.CharField(max_length=255, blank=True)
    phone = models.CharField(max_length=20, blank=True)
    language = models.CharField(max_length=10, blank=True)
    wants_newsletter = models.BooleanField(default=False)
    saves_details = models.BooleanField(default=False)
    address = models.JSONField(default=dict)
    shipping_rate = models.ForeignKey(ShippingRate, null=True, on_delete=models.SET_NULL)
    payment_token = models.CharField(max_length=120, blank=True)
    payment_brand = models.CharField(max_length=30, blank=True)
    payment_last4 = models.CharField(max_length=4, blank=True)
    payment = models.ForeignKey(Payment, null=True, on_delete=models.PROTECT, related_name="checkouts")
    # How often paying was tried: each try that was declined has a key of its own.
    payment_try = models.IntegerField(default=1)
    # Lines as they stood when placing began, and what they came to with tax and shipping.
    frozen_lines = models.JSONField(default=list)
    frozen_terms = models.JSONField(default=dict, db_default=Value({}, models.JSONField()))
    order = models.OneToOneField(Order, null=True, on_delete=models.PROTECT, related_name="checkout")
    started_at = models.DateTimeField(db_default=Now())
    touched_at = models.DateTimeField(db_default=Now())
    placing_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "checkout_checkout"
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="placed") | Q(order__isnull=False), name="checkout_placed_has_order"
            )
        ]
        indexes = [
            models.Index(fields=["customer", "-touched_at"], name="checkout_of_customer"),
            models.Index(fields=["started_at"], name="checkout_started"),
            models.Index(fields=["token_hash"], name="checkout_of_browser", condition=~Q(token_hash="")),
            models.Index(fields=["placing_at"], name="checkout_placing", condition=Q(state="placing")),
        ]

    def __str__(self) -> str:
        return f"checkout {self.pk}"

    @property
    def place(self) -> Place:
        """Where it shall go."""
        return places.from_mapping(self.address)
