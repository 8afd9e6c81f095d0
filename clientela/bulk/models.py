"""Emails to many, written once."""

from django.db import models
from django.db.models.functions import Now

from clientela.segments.models import Selection


class Mailing(models.Model):
    """One email to all of a selection who agreed to news; sent once, by a job."""

    id = models.BigAutoField(primary_key=True)
    selection = models.ForeignKey(Selection, null=True, on_delete=models.SET_NULL, related_name="mailings")
    subject = models.CharField(max_length=255)
    text = models.TextField()
    sender_id = models.BigIntegerField(null=True)
    staff_id = models.BigIntegerField()
    written_at = models.DateTimeField(db_default=Now())
    job_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "bulk_mailing"

    def __str__(self) -> str:
        return f"mailing #{self.pk}"
