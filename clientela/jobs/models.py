"""Long work over a selection or a file: in chunks, with progress and a result per item."""

from django.db import models
from django.db.models.functions import Now


class Job(models.Model):
    """One piece of long work. It survives a crash: each chunk is one transaction, fenced by the attempt."""

    class State(models.TextChoices):
        QUEUED = "queued"
        RUNNING = "running"
        PAUSED = "paused"
        DONE = "done"
        CANCELLED = "cancelled"
        FAILED = "failed"

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=60)
    # Ids and choices only, never a person's data (security PR-02).
    params = models.JSONField(default=dict)
    actor_kind = models.CharField(max_length=10)
    actor_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    is_frozen = models.BooleanField(default=False)
    attempt = models.IntegerField(default=0)
    crashes = models.IntegerField(default=0)
    cursor = models.BigIntegerField(default=-1)
    total = models.IntegerField(default=0)
    done = models.IntegerField(default=0)
    skipped = models.IntegerField(default=0)
    failed = models.IntegerField(default=0)
    problem = models.TextField(blank=True)
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True)
    heartbeat_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "jobs_job"
        indexes = [
            models.Index(
                fields=["state", "heartbeat_at"],
                name="jobs_job_open",
                condition=models.Q(state__in=["queued", "running", "paused"]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} #{self.pk}"

    @property
    def is_open(self) -> bool:
        return self.state in {self.State.QUEUED, self.State.RUNNING, self.State.PAUSED}

    @property
    def shown_state(self) -> str:
        """The state as people see it: one that rests between two chunks runs."""
        return self.State.RUNNING if self.state == self.State.QUEUED and self.handled else self.state

    @property
    def handled(self) -> int:
        return self.done + self.skipped + self.failed

    @property
    def percent(self) -> int:
        return 100 * self.handled // self.total if self.total else 0


class Item(models.Model):
    """One customer, row or order of a job, and what became of it."""

    class Outcome(models.TextChoices):
        WAITING = "waiting"
        DONE = "done"
        SKIPPED = "skipped"
        FAILED = "failed"

    pk = models.CompositePrimaryKey("job_id", "key")
    job = models.ForeignKey(Job, on_delete=models.CASCADE, related_name="items")
    key = models.BigIntegerField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, default=Outcome.WAITING)
    reason = models.CharField(max_length=200, blank=True)
    # What it was before, for an undo.
    before = models.JSONField(null=True)

    class Meta:
        db_table = "jobs_item"

    def __str__(self) -> str:
        return f"{self.key}: {self.outcome}"
