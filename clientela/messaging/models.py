"""The store's own words for the emails that Clientela sends."""

from typing import Any

from django.db import models
from django.db.models.functions import Now


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
