"""The store's own words for its emails, and how customers agree to marketing."""

from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.core import emails
from clientela.messaging.liquid.engine import TOO_LONG
from clientela.messaging.liquid.words import said
from clientela.store.keys import settings_group
from clientela.store.models import SettingsRow

# How long words that took too long are left out, unless somebody changes them.
REST = timedelta(hours=1)
# Each gets an email of its own.
MOST_STAFF = 10


class Wording(models.Model):
    """One version of the words for a notification in a language; the newest counts, none is ever changed.

    `is_default` says that the built-in words count again from here on.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    language = models.CharField(max_length=10)
    subject = models.TextField(blank=True)
    body = models.TextField(blank=True)
    # HTML as on hosted platforms, else paragraphs, headings and buttons in plain signs.
    is_html = models.BooleanField(default=False)
    is_default = models.BooleanField(default=False)
    staff_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(db_default=Now())
    # What went wrong when an email was last written with it; the built-in words were used instead.
    problem: "models.JSONField[Any, Any]" = models.JSONField(default=dict, db_default={})
    failed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "messaging_wording"
        indexes = [models.Index(fields=["kind", "language", "-id"], name="messaging_wording_newest")]

    def __str__(self) -> str:
        return f"{self.kind} ({self.language}) #{self.pk}"

    @property
    def trouble(self) -> str:
        """What went wrong, as a sentence in the language in use; empty where nothing did."""
        return said(str(self.problem.get("message", "")))

    @property
    def rests(self) -> bool:
        """Whether these words took too long a moment ago: no email waits for them again so soon."""
        slow = self.problem.get("message") == TOO_LONG
        return bool(slow and self.failed_at and timezone.now() - self.failed_at < REST)


@settings_group("marketing")
class MarketingSettings(SettingsRow):
    """How customers agree to marketing."""

    double_opt_in = models.BooleanField(
        _("Ask again by email"),
        default=False,
        db_default=False,
        help_text=_("Whoever signs up gets an email and counts once they say yes there (double opt-in)."),
    )

    class SmsVia(models.TextChoices):
        OFF = "off", _("Not at all")
        CONSOLE = "console", _("The server's own console (for trying out)")

    sms_via = models.CharField(
        _("Send text messages through"),
        max_length=10,
        choices=SmsVia.choices,
        default=SmsVia.OFF,
        db_default=SmsVia.OFF.value,
    )

    class Meta:
        db_table = "messaging_marketing"
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="messaging_marketing_one_row")]

    def __str__(self) -> str:
        return "marketing"


def mail_addresses(text: str) -> None:
    """Refuse what isn't a handful of addresses with commas between."""
    found = listed(text)
    if len(found) > MOST_STAFF or not all(map(emails.is_valid, found)):
        raise ValidationError(_("Enter up to ten email addresses, with commas between."))


def listed(text: str) -> list[str]:
    """The addresses in a text, each once."""
    typed = [part.strip() for part in text.split(",") if part.strip()]
    return list({address.lower(): address for address in typed}.values())


@settings_group("notifications")
class NotificationSettings(SettingsRow):
    """Who in the store is told of what."""

    new_orders_to = models.CharField(
        _("Tell of new orders"),
        max_length=1000,
        blank=True,
        default="",
        db_default="",
        validators=[mail_addresses],
        help_text=_("Email addresses that get a copy of each new order, with commas between."),
    )

    WORDS = {"new_orders_to": "staff copy order notification kopi kopia copia ordre beställning ordine"}

    class Meta:
        db_table = "messaging_notification_settings"
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="messaging_notification_one_row")
        ]

    def __str__(self) -> str:
        return "notifications"

    @property
    def staff(self) -> list[str]:
        """Whom to tell of a new order."""
        return listed(self.new_orders_to)


class SignUp(models.Model):
    """Somebody who wants the newsletter, until the worker has seen who that is. Gone afterwards."""

    id = models.BigAutoField(primary_key=True)
    email = models.CharField(max_length=255)
    language = models.CharField(max_length=10, blank=True)
    wording = models.TextField()
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "messaging_sign_up"

    def __str__(self) -> str:
        return f"sign-up #{self.pk}"


class Written(models.Model):
    """What a member of staff wrote, as they wrote it, behind an email that waits to be looked at."""

    # Without a foreign key: a draft that nobody sent is thrown away by the post.
    message_id = models.BigIntegerField(primary_key=True)
    staff_id = models.BigIntegerField()
    sender_id = models.BigIntegerField(null=True)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    written_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "messaging_written"
        indexes = [models.Index(fields=["staff_id", "written_at"], name="messaging_written_by")]

    def __str__(self) -> str:
        return f"written #{self.pk}"
