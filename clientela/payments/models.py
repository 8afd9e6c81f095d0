"""Payments for orders, and the tables by which the built-in test gateway behaves like one outside."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _


class Payment(models.Model):
    """Money asked of a shopper once. The key makes asking twice the same as asking once."""

    class State(models.TextChoices):
        PENDING = "pending", _("Pending")
        NEEDS_PROOF = "needs_proof", _("Waits for the bank's check")
        AUTHORISED = "authorised", _("Authorised")
        PAID = "paid", _("Paid")
        DECLINED = "declined", _("Declined")
        VOIDED = "voided", _("Voided")

    id = models.BigAutoField(primary_key=True)
    gateway = models.CharField(max_length=20)
    # Unique for good: the gateway gets it too, so a crash between asking and writing down asks again safely.
    key = models.CharField(max_length=80, unique=True)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    token = models.CharField(max_length=120)
    reference = models.CharField(max_length=120, blank=True)
    brand = models.CharField(max_length=30, blank=True)
    last4 = models.CharField(max_length=4, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.PENDING)
    problem = models.CharField(max_length=60, blank=True)
    proof_url = models.CharField(max_length=255, blank=True)
    created_at = models.DateTimeField(db_default=Now())
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "payments_payment"
        constraints = [models.CheckConstraint(condition=Q(amount__gte=0), name="payments_amount")]
        indexes = [
            models.Index(
                fields=["created_at"],
                name="payments_unsettled",
                condition=Q(state__in=["pending", "needs_proof", "authorised"]),
            )
        ]

    def __str__(self) -> str:
        return f"payment #{self.pk}"


class TestCard(models.Model):
    """A card the test gateway took: never its number, only a token and how it will behave."""

    token = models.CharField(max_length=120, primary_key=True)
    behaviour = models.CharField(max_length=20)
    brand = models.CharField(max_length=30)
    last4 = models.CharField(max_length=4)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_test_card"

    def __str__(self) -> str:
        return f"{self.brand} {self.last4}"


class TestCharge(models.Model):
    """What the test gateway was asked for, once for each key."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    card = models.ForeignKey(TestCard, on_delete=models.PROTECT)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    state = models.CharField(max_length=12)
    refunded = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_test_charge"

    def __str__(self) -> str:
        return f"test charge #{self.pk}"


class TestRefund(models.Model):
    """What the test gateway gave back, once for each key."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    charge = models.ForeignKey(TestCharge, on_delete=models.PROTECT, related_name="refunds")
    amount = models.BigIntegerField()
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "payments_test_refund"

    def __str__(self) -> str:
        return f"test refund #{self.pk}"
