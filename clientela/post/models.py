"""One outbox for every email, and the built-in mailbox."""

from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """One email on its way. Its body holds markers where secrets belong; those stand sealed beside it."""

    class State(models.TextChoices):
        QUEUED = "queued"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"
        EXPIRED = "expired"

    id = models.BigAutoField(primary_key=True)
    message_id = models.CharField(max_length=255, unique=True)
    # At most one email per key: whatever is done twice mails once.
    dedupe_key = models.CharField(max_length=120, unique=True, null=True)
    kind = models.CharField(max_length=60)
    queue = models.CharField(max_length=10)
    # Without a foreign key: `post` stands below `customers`.
    customer_id = models.BigIntegerField(null=True)
    to = models.CharField(max_length=255)
    from_name = models.CharField(max_length=80)
    from_email = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    text = models.TextField()
    html = models.TextField()
    language = models.CharField(max_length=10)
    secrets = models.TextField(blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    attempts = models.IntegerField(default=0)
    error = models.TextField(blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    claimed_at = models.DateTimeField(null=True)
    next_try_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "post_message"
        indexes = [
            models.Index(fields=["customer_id", "-id"], name="post_message_customer"),
            models.Index(
                fields=["state", "claimed_at"],
                name="post_message_open",
                condition=models.Q(state__in=["queued", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"


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
