"""Brakes: counters that rise before the costly or secret step."""

from django.db import models
from django.db.models.functions import Now


class Counter(models.Model):
    """How often something happened under one key in the running window."""

    key = models.CharField(max_length=120, primary_key=True)
    window = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        db_table = "gate_counter"

    def __str__(self) -> str:
        return self.key


class Block(models.Model):
    """A block of network addresses, or an email domain, from which nobody may register or sign in."""

    class Kind(models.TextChoices):
        NETWORK = "network"
        DOMAIN = "domain"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=7, choices=Kind.choices)
    # A network in CIDR form (203.0.113.0/24), or a domain in lower case.
    value = models.CharField(max_length=255)
    reason = models.CharField(max_length=200, blank=True)
    made_by = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True)

    class Meta:
        db_table = "gate_block"
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="gate_block_once")]

    def __str__(self) -> str:
        return self.value


class Spent(models.Model):
    """Something that counts once (a proof of work, a Multipass token) and was used; only its digest."""

    digest = models.CharField(max_length=80, primary_key=True)
    expires_at = models.DateTimeField()

    class Meta:
        db_table = "gate_spent"
        indexes = [models.Index(fields=["expires_at"], name="gate_spent_over")]

    def __str__(self) -> str:
        return self.digest
