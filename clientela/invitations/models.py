"""Invitations to have an account: one by one, and in rounds of many."""

from datetime import timedelta

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from clientela.accounts.models import Link
from clientela.customers.models import Customer
from clientela.store.keys import settings_group
from clientela.store.models import SettingsRow

# How long an invitation is good (security LK-02).
LASTS = timedelta(days=30)
LONGEST_MESSAGE = 5000
# Later than this a reminder would come when the link is nearly over.
LATEST_REMINDER = 28
FASTEST = 60_000
_OPEN = Q(sent_at__isnull=False, accepted_at=None, declined_at=None, ended_at=None)


@settings_group("invitations")
class InvitationSettings(SettingsRow):
    """How many invitations are sent at a time, and when somebody is reminded."""

    remind_days = models.PositiveSmallIntegerField(
        _("Remind after"),
        default=7,
        db_default=7,
        help_text=_("Days, once. 0 reminds nobody."),
        validators=[MaxValueValidator(LATEST_REMINDER)],
    )
    per_minute = models.PositiveIntegerField(
        _("Invitations per minute"),
        default=300,
        db_default=300,
        help_text=_("When many are invited at once. 0 sends as fast as mail leaves."),
        validators=[MaxValueValidator(FASTEST)],
    )

    WORDS = {
        "remind_days": "reminder påminnelse påmindelse sollecito promemoria",
        "per_minute": "speed rate invite bulk inbjudan invitation inviti",
    }

    class Meta:
        db_table = "invitations_settings"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="invitations_settings_one_row")]

    def __str__(self) -> str:
        return "invitations"


class Round(models.Model):
    """Many customers invited at once: whom, with what words, how fast. It begins once."""

    class Scope(models.TextChoices):
        EVERYBODY = "everybody", _("All customers without an account")
        PICKED = "picked", _("Customers who were picked")

    id = models.BigAutoField(primary_key=True)
    scope = models.CharField(max_length=10, choices=Scope.choices)
    customer_ids = ArrayField(models.BigIntegerField(), default=list)
    subject = models.CharField(max_length=255, blank=True)
    message = models.TextField(blank=True)
    per_minute = models.PositiveIntegerField()
    remind_days = models.PositiveSmallIntegerField()
    staff_id = models.BigIntegerField()
    # Without a foreign key: the list of jobs is tidied, the round stays.
    job_id = models.BigIntegerField(null=True)
    made_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invitations_round"
        indexes = [
            models.Index(fields=["-started_at"], name="invitations_round_by_start"),
        ]

    def __str__(self) -> str:
        return f"round #{self.pk}"


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Questions about invitations."""

    def sent(self) -> "InvitationQuerySet":
        """Those that went out; the others wait to be looked at."""
        return self.filter(sent_at__isnull=False)

    def open(self) -> "InvitationQuerySet":
        """Those that nobody has answered and nothing has ended, good or over by time."""
        return self.filter(_OPEN)

    def good(self) -> "InvitationQuerySet":
        """Those by which an account may be opened now, by the database's clock."""
        return self.open().filter(expires_at__gt=Now())


class Invitation(models.Model):
    """One customer asked to have an account. Without `sent_at` it waits for staff to look at the email."""

    id = models.BigAutoField(primary_key=True)
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE, related_name="invitations")
    # The newest link, until that is tidied away; a reminder brings a new one.
    link = models.ForeignKey(Link, null=True, on_delete=models.SET_NULL, related_name="invitations")
    round = models.ForeignKey(Round, null=True, on_delete=models.SET_NULL, related_name="invitations")
    subject = models.CharField(max_length=255, blank=True)
    message = models.TextField(blank=True)
    # Nobody where the customer asked for a new link.
    staff_id = models.BigIntegerField(null=True)
    message_id = models.BigIntegerField(null=True)
    written_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    declined_at = models.DateTimeField(null=True)
    reminded_at = models.DateTimeField(null=True)
    # Replaced by a newer one, or dead with a change of address or a deactivation.
    ended_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        db_table = "invitations_invitation"
        constraints = [
            models.UniqueConstraint(fields=["customer"], name="invitations_one_open", condition=_OPEN),
        ]
        indexes = [
            models.Index(fields=["customer", "-id"], name="invitations_of_customer"),
            models.Index(fields=["round", "id"], name="invitations_of_round"),
            models.Index(
                fields=["sent_at"],
                name="invitations_to_remind",
                condition=_OPEN & Q(reminded_at=None),
            ),
            models.Index(fields=["written_at"], name="invitations_unsent", condition=Q(sent_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"invitation #{self.pk}"

    @property
    def is_over(self) -> bool:
        """Whether its thirty days are over."""
        return self.expires_at is not None and self.expires_at <= timezone.now()

    @property
    def is_good(self) -> bool:
        """Whether an account may still be opened by it."""
        answered = self.accepted_at or self.declined_at or self.ended_at
        return bool(self.sent_at and not answered and not self.is_over)


class Ask(models.Model):
    """Somebody who wants a new link, until the worker has seen who that is. Gone afterwards."""

    id = models.BigAutoField(primary_key=True)
    email_key = models.CharField(max_length=255)
    asked_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "invitations_ask"

    def __str__(self) -> str:
        return f"ask #{self.pk}"
