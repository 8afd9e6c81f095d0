"""A customer's account, open browsers, one-time links and six-digit codes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.db import models
from django.db.models import ExpressionWrapper, Q, Subquery
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Now
from django.utils import timezone

from clientela.accounts.models.settings import AccountSettings
from clientela.customers.models import Customer

# How long a proof is fresh enough for the deeds that ask for one.
FRESH = timedelta(minutes=10)


class Account(models.Model):
    """A customer's means to sign in. Its state stands on the customer as `account_state`."""

    id = models.BigAutoField(primary_key=True)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="account")
    password = models.CharField(max_length=255, blank=True)
    password_set_at = models.DateTimeField(null=True)
    # A hash brought from another shop, sealed, until it is wrapped in Argon2id; and what kind it is.
    foreign_hash = models.TextField(blank=True, db_default="")
    # Held back as suspicious: both the mailbox and the store (or a paid order) must let it go.
    quarantined_at = models.DateTimeField(null=True)
    quarantine_reason = models.CharField(max_length=120, blank=True, db_default="")
    released_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    last_sign_in_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "accounts_account"
        indexes = [
            models.Index(fields=["created_at"], name="accounts_by_age"),
            models.Index(
                fields=["-quarantined_at"],
                name="accounts_held_back",
                condition=Q(quarantined_at__isnull=False),
            ),
            models.Index(fields=["id"], name="accounts_foreign", condition=~Q(foreign_hash="")),
        ]

    def __str__(self) -> str:
        return f"account of {self.customer_id}"

    @property
    def has_password(self) -> bool:
        """Whether it can be signed in to by a password, of our own hashing or brought from another shop."""
        return bool(self.password or self.foreign_hash)

    @property
    def is_held_back(self) -> bool:
        """Whether it looked suspicious and wasn't let go yet."""
        return self.quarantined_at is not None


def _ago(column: str) -> CombinedExpression:
    """So many days ago, as the settings say, by the database's clock."""
    days = Subquery(AccountSettings.objects.filter(pk=1).values(column))
    return Now() - ExpressionWrapper(days * timedelta(days=1), output_field=models.DurationField())


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about customers' sessions."""

    def alive(self) -> "SessionQuerySet":
        """Those that may still be used, by the database's clock, of customers who may still sign in."""
        return self.filter(
            ended_at=None,
            customer__account_state="enabled",
            customer__deleted_at=None,
            seen_at__gt=_ago("idle_days"),
            started_at__gt=_ago("longest_days"),
        ).filter(Q(until=None) | Q(until__gt=Now()))

    def fresh(self) -> "SessionQuerySet":
        """Those in which the customer, and no member of staff, proved a moment ago who they are."""
        return self.alive().filter(staff_id=None, proved_at__gt=Now() - FRESH)


class Session(models.Model):
    """One signed-in browser of a customer; only a digest of its token is kept."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="sessions")
    token_hash = models.CharField(max_length=64, unique=True)
    started_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    proved_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True)
    ip = models.CharField(max_length=45, blank=True)
    agent = models.CharField(max_length=200, blank=True)
    method = models.CharField(max_length=10, blank=True, db_default="")
    # A member of staff who is signed in as the customer: who, why, until when, and whether they may change.
    staff_id = models.BigIntegerField(null=True)
    reason = models.CharField(max_length=300, blank=True, db_default="")
    until = models.DateTimeField(null=True)
    may_change = models.BooleanField(default=True, db_default=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        db_table = "accounts_session"
        indexes = [
            models.Index(fields=["customer"], name="accounts_session_open", condition=Q(ended_at=None))
        ]

    def __str__(self) -> str:
        return f"session of {self.customer_id}"

    @property
    def wants_touch(self) -> bool:
        """Whether `seen_at` is old enough to be written again."""
        seen: Any = self.seen_at
        return bool(timezone.now() - seen > timedelta(minutes=5))


class Link(models.Model):
    """A one-time link (reset, invitation, proof of an address); only a digest of its token is kept."""

    class Purpose(models.TextChoices):
        RESET = "reset"
        INVITATION = "invitation"
        EMAIL_CHANGE = "email_change"
        EMAIL_UNDO = "email_undo"
        ORDER_CLAIM = "order_claim"
        UNLOCK = "unlock"

    id = models.BigAutoField(primary_key=True)
    purpose = models.CharField(max_length=14, choices=Purpose.choices)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="links")
    email_key = models.CharField(max_length=255)
    token_hash = models.CharField(max_length=64, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    # What it is about, sealed: the new address of a change, the former one of its undo.
    pending = models.TextField(blank=True, db_default="")

    class Meta:
        db_table = "accounts_link"
        indexes = [
            models.Index(
                fields=["customer", "purpose"],
                name="accounts_link_open",
                condition=Q(used_at=None) & Q(ended_at=None),
            )
        ]

    def __str__(self) -> str:
        return f"{self.purpose} link of {self.customer_id}"


class Challenge(models.Model):
    """A six-digit code that was mailed: bound to purpose, address and the browser that asked."""

    class Purpose(models.TextChoices):
        REGISTER = "register"
        SIGN_IN = "sign_in"
        PROOF = "proof"
        EMAIL = "email"

    id = models.UUIDField(primary_key=True, default=uuid4)
    purpose = models.CharField(max_length=10, choices=Purpose.choices)
    email = models.CharField(max_length=255)
    email_key = models.CharField(max_length=255)
    # Keyed digest of id and code; the code itself is nowhere but, sealed, in the outbox until it is sent.
    code_mac = models.CharField(max_length=64)
    browser_hash = models.CharField(max_length=64)
    # What waits for the proof (names, password hash), sealed.
    pending = models.TextField(blank=True)
    tries = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "accounts_challenge"
        indexes = [
            models.Index(fields=["email_key", "purpose", "-created_at"], name="accounts_challenge_latest")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} challenge"
