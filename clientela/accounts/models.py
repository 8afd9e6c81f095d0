"""How a customer signs in: account, open browsers, one-time links and six-digit codes."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import Customer
from clientela.store.keys import settings_group
from clientela.store.models import SettingsRow

IDLE = timedelta(days=30)
LONGEST = timedelta(days=90)


class Policy(models.TextChoices):
    """Whether checkout has accounts."""

    DISABLED = "disabled", _("Disabled")
    OPTIONAL = "optional", _("Optional")
    REQUIRED = "required", _("Required")


@settings_group("accounts")
class AccountSettings(SettingsRow):
    """Customer accounts: policy and password rules."""

    policy = models.CharField(
        _("Customer accounts"), max_length=10, choices=Policy.choices, default=Policy.OPTIONAL
    )
    password_length = models.PositiveSmallIntegerField(
        _("Shortest password"),
        default=8,
        help_text=_("Letters, from 8 to 15."),
        validators=[MinValueValidator(8), MaxValueValidator(15)],
    )
    reset_minutes = models.PositiveIntegerField(
        _("Reset links last"),
        default=60,
        help_text=_("Minutes, from 5 to 1,440 (a day)."),
        validators=[MinValueValidator(5), MaxValueValidator(1440)],
    )

    WORDS = {
        "policy": "guest checkout registration kundkonton kundekonti conti cliente",
        "password_length": "lösenord adgangskode lunghezza",
        "reset_minutes": "forgot glömt glemt reimposta",
    }

    class Meta:
        db_table = "accounts_settings"
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="accounts_settings_one_row"),
            models.CheckConstraint(
                condition=Q(password_length__range=(8, 15)), name="accounts_password_length"
            ),
            models.CheckConstraint(
                condition=Q(reset_minutes__range=(5, 1440)), name="accounts_reset_minutes"
            ),
        ]

    def __str__(self) -> str:
        return "account settings"


class Account(models.Model):
    """A customer's means to sign in. Its state stands on the customer as `account_state`."""

    id = models.BigAutoField(primary_key=True)
    customer = models.OneToOneField(Customer, on_delete=models.CASCADE, related_name="account")
    password = models.CharField(max_length=255, blank=True)
    password_set_at = models.DateTimeField(null=True)
    activated_at = models.DateTimeField(null=True)
    last_sign_in_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "accounts_account"
        indexes = [models.Index(fields=["created_at"], name="accounts_by_age")]

    def __str__(self) -> str:
        return f"account of {self.customer_id}"


class SessionQuerySet(models.QuerySet["Session"]):
    """Questions about customers' sessions."""

    def alive(self) -> "SessionQuerySet":
        """Those that may still be used, by the database's clock, of customers who may still sign in."""
        return self.filter(
            ended_at=None,
            customer__account_state="enabled",
            customer__deleted_at=None,
            seen_at__gt=Now() - IDLE,
            started_at__gt=Now() - LONGEST,
        )


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
