"""Brakes: counters that rise before the costly or secret step."""

from django.db import models


class Counter(models.Model):
    """How often something happened under one key in the running window."""

    key = models.CharField(max_length=120, primary_key=True)
    window = models.BigIntegerField()
    count = models.IntegerField()

    class Meta:
        db_table = "gate_counter"

    def __str__(self) -> str:
        return self.key
