"""What is watched against fake accounts and guessing."""

from django.db import models
from django.db.models.functions import Now


class Attempt(models.Model):
    """One sign-up, or one sign-in that failed: where it came from, and how suspicious it looked.

    Kept for 90 days. The address itself stays out: its domain is enough to see a burst by.
    """

    class Kind(models.TextChoices):
        SIGN_UP = "sign_up"
        SIGN_IN_FAILED = "sign_in_failed"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=14, choices=Kind.choices)
    at = models.DateTimeField(db_default=Now())
    # IPv4 address, or the /64 of an IPv6 one; and the block around it (/24, /48) that bursts come from.
    network = models.CharField(max_length=45, blank=True)
    block = models.CharField(max_length=50, blank=True)
    domain = models.CharField(max_length=255, blank=True)
    # The customer it made or was about; without a foreign key, so that a deleted one leaves it.
    customer_id = models.BigIntegerField(null=True)
    score = models.SmallIntegerField(default=0)
    reasons = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table = "accounts_attempt"
        indexes = [
            models.Index(fields=["kind", "-at"], name="accounts_attempt_by_time"),
            models.Index(fields=["block", "-at"], name="accounts_attempt_by_block"),
            models.Index(fields=["domain", "-at"], name="accounts_attempt_by_domain"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"
