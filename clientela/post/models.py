"""One outbox for every email, and the built-in mailbox."""

from django.db import models
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _


class Stream(models.TextChoices):
    """What a message is by law: about the customer's own affairs, or an advertisement."""

    TRANSACTIONAL = "transactional", _("Transactional")
    MARKETING = "marketing", _("Marketing")


class Message(models.Model):
    """One email on its way. Its body holds markers where secrets belong; those stand sealed beside it."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        QUEUED = "queued", _("Waiting")
        SENDING = "sending", _("Being sent")
        SENT = "sent", _("Sent")
        DELIVERED = "delivered", _("Delivered")
        FAILED = "failed", _("Failed")
        BOUNCED = "bounced", _("Bounced")
        COMPLAINED = "complained", _("Marked as spam")
        SUPPRESSED = "suppressed", _("Held back")
        EXPIRED = "expired", _("Not sent in time")
        UNKNOWN = "unknown", _("Unknown")

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=255, unique=True)
    # At most one email per key: whatever is done twice mails once.
    dedupe_key = models.CharField(max_length=120, unique=True, null=True)
    kind = models.CharField(max_length=60)
    stream = models.CharField(
        max_length=13,
        choices=Stream.choices,
        default=Stream.TRANSACTIONAL,
        db_default=Stream.TRANSACTIONAL.value,
    )
    # Law or security needs it: it goes out even where mail is held back.
    is_essential = models.BooleanField(default=False, db_default=False)
    queue = models.CharField(max_length=10)
    # Without a foreign key: `post` stands below `customers`.
    customer_id = models.BigIntegerField(null=True)
    # What it tells of, such as an order: who wrote it can write it anew from this, with fresh secrets.
    about_kind = models.CharField(max_length=20, blank=True, default="", db_default="")
    about_id = models.BigIntegerField(null=True)
    # The member of staff who wrote or sent it again, and the message that it repeats.
    staff_id = models.BigIntegerField(null=True)
    again_of = models.BigIntegerField(null=True)
    to = models.CharField(max_length=255)
    from_name = models.CharField(max_length=80)
    from_email = models.CharField(max_length=255)
    reply_to = models.CharField(max_length=255, blank=True, default="", db_default="")
    # Marketing carries it in its headers (RFC 8058).
    unsubscribe_url = models.CharField(max_length=500, blank=True, default="", db_default="")
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=10)
    secrets = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.IntegerField(default=0)
    # What went wrong: the server's own words, and a code for which pages know plain ones.
    error = models.TextField(blank=True)
    problem = models.CharField(max_length=20, blank=True, default="", db_default="")
    # Which provider took it, and the name it has there: delivery reports come back by it.
    provider = models.CharField(max_length=20, blank=True, default="", db_default="")
    provider_id = models.CharField(max_length=255, blank=True, default="", db_default="")
    queued_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    # Its turn, where the store's speed of sending is bounded.
    paced_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    # When a report of its fate came back.
    reported_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_message"
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="post_message_customer"),
            models.Index(
                fields=["about_kind", "about_id", "-id"],
                name="post_message_about",
                condition=models.Q(about_id__isnull=False),
            ),
            models.Index(
                fields=["queued_at"],
                name="post_message_failed",
                condition=models.Q(state__in=["failed", "bounced", "expired", "unknown"]),
            ),
            models.Index(
                fields=["queued_at"],
                name="post_message_by_staff",
                condition=models.Q(staff_id__isnull=False),
            ),
            models.Index(
                Lower("to"),
                name="post_message_to",
                condition=models.Q(customer_id__isnull=True),
            ),
            models.Index(
                fields=["again_of"], name="post_message_again", condition=models.Q(again_of__isnull=False)
            ),
            models.Index(fields=["queued_at"], name="post_message_drafts", condition=models.Q(state="draft")),
            models.Index(
                fields=["provider", "provider_id"],
                name="post_message_reported",
                condition=~models.Q(provider_id=""),
            ),
            models.Index(
                fields=["state", "claimed_at"],
                name="post_message_open",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


class Pace(models.Model):
    """One row: when the next letter may leave, and until when none may."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    next_at = models.DateTimeField(db_default=Now())
    paused_until = models.DateTimeField(null=True)
    # The version of the settings that the server refused; others are tried at once.
    paused_version = models.IntegerField(default=0, db_default=0)

    class Meta:
        db_table = "post_pace"

    def __str__(self) -> str:
        return "pace"


class Suppression(models.Model):
    """An address that mail is held back from: only what law or security needs still goes there."""

    class Reason(models.TextChoices):
        BOUNCED = "bounced", _("Mail came back")
        COMPLAINED = "complained", _("Marked as spam")
        STAFF = "staff", _("Held back by staff")

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=255, unique=True, db_collation="C")
    address = models.CharField(max_length=255)
    reason = models.CharField(max_length=10, choices=Reason.choices)
    words = models.TextField(blank=True)
    message_id = models.BigIntegerField(null=True)
    since = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "post_suppression"

    def __str__(self) -> str:
        return f"{self.reason} #{self.pk}"


class Sender(models.Model):
    """An address of the store that mail may come from, once a link sent there was opened."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80, blank=True)
    email = models.CharField(max_length=255)
    key = models.CharField(max_length=255, unique=True, db_collation="C")
    verified_at = models.DateTimeField(null=True)
    # SHA-256 of the newest link's token, and when that was sent.
    digest = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(null=True)
    added_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "post_sender"

    def __str__(self) -> str:
        return f"sender #{self.pk}"


class MailboxMessage(models.Model):
    """An email as the built-in mailbox took it: whole, for trying out."""

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=255, unique=True)
    to = models.CharField(max_length=255)
    to_key = models.CharField(max_length=255)
    sender = models.CharField(max_length=400)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField()
    received_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "post_mailbox_message"
        indexes = [models.Index(fields=["to_key", "-id"], name="post_mailbox_to")]

    def __str__(self) -> str:
        return self.subject
