"""The one log: what happened. Timeline, audit trail and webhooks all read it."""

from django.db import models
from django.db.models.fields.json import KT
from django.db.models.functions import Now


class CurrentTransaction(models.Func):
    """The number of the running transaction, as this PostgreSQL counts; the first migration began with it."""

    template = "(pg_current_xact_id()::text::bigint)"
    output_field = models.BigIntegerField()


class Place(models.Func):
    """Where the running transaction stands in the log: its number, counted on across restored backups."""

    template = "journal_tx()"
    output_field = models.BigIntegerField()


class Event(models.Model):
    """One fact. Rows are never changed or removed; the database refuses it."""

    id = models.BigAutoField(primary_key=True)
    tx = models.BigIntegerField(db_default=Place())
    at = models.DateTimeField(db_default=Now())
    name = models.CharField(max_length=80)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(default=0)
    via_id = models.BigIntegerField(null=True)
    # Without a foreign key: a fact outlives its person.
    customer_id = models.BigIntegerField(null=True)
    subject_kind = models.CharField(max_length=40, blank=True)
    subject_id = models.BigIntegerField(null=True)
    job_id = models.BigIntegerField(null=True)
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "journal_event"
        indexes = [
            models.Index(fields=["tx", "id"], name="journal_event_reader"),
            models.Index(
                fields=["customer_id", "-at", "-id"],
                name="journal_event_timeline",
                condition=models.Q(customer_id__isnull=False),
            ),
            models.Index(
                fields=["subject_kind", "subject_id", "-id"],
                name="journal_event_subject",
                condition=models.Q(subject_id__isnull=False),
            ),
            # By which door people came: few facts of many, counted on the page of open doors.
            models.Index(
                KT("data__how"),
                models.F("at").desc(),
                name="journal_event_ways_in",
                condition=models.Q(name="account.enabled"),
            ),
            models.Index(
                fields=["actor_id", "-at"],
                name="journal_event_by_token",
                condition=models.Q(name="customer.created", actor_kind="token"),
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["job_id", "name", "customer_id"],
                name="journal_event_once_a_job",
                condition=models.Q(job_id__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.name} #{self.pk}"


class Details(models.Model):
    """The personal part of a fact; erasing a person blanks it."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, primary_key=True, related_name="details")
    personal = models.JSONField(default=dict)

    class Meta:
        db_table = "journal_details"

    def __str__(self) -> str:
        return f"details of #{self.pk}"


class Reader(models.Model):
    """Where a reader of the log stands: after this transaction and event."""

    name = models.CharField(max_length=60, primary_key=True)
    tx = models.BigIntegerField(default=0)
    event_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "journal_reader"

    def __str__(self) -> str:
        return self.name


class Seal(models.Model):
    """A block of the log with its digest, chained to the block before."""

    id = models.BigAutoField(primary_key=True)
    last_tx = models.BigIntegerField()
    last_event = models.BigIntegerField()
    events = models.IntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "journal_seal"

    def __str__(self) -> str:
        return f"seal #{self.pk}"
