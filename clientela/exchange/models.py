"""Files of customers that go out and come in: what they are, and their contents, sealed and in parts."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now


class Export(models.Model):
    """A file of customers that somebody asked for; it can be fetched for a week."""

    id = models.BigAutoField(primary_key=True)
    job_id = models.BigIntegerField(null=True)
    selection_id = models.BigIntegerField()
    columns = ArrayField(models.CharField(max_length=200))
    made_by_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    customers = models.IntegerField(default=0)
    # When the contents went, because a week was over or somebody in it was forgotten.
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_export"

    def __str__(self) -> str:
        return f"export #{self.pk}"


class ExportPart(models.Model):
    """A thousand customers of an export: who they are, and their lines once these are written."""

    pk = models.CompositePrimaryKey("export_id", "number")
    export = models.ForeignKey(Export, on_delete=models.CASCADE, related_name="parts")
    number = models.IntegerField()
    customer_ids = ArrayField(models.BigIntegerField())
    content = models.BinaryField(null=True)

    class Meta:
        db_table = "exchange_export_part"

    def __str__(self) -> str:
        return f"{self.export_id}: {self.number}"


class Import(models.Model):
    """A file of customers that came, how it is to be read, and what became of it."""

    id = models.BigAutoField(primary_key=True)
    # What the file was called, for people to know it by; nothing is ever opened by this name.
    name = models.CharField(max_length=255)
    made_by_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())
    encoding = models.CharField(max_length=20)
    delimiter = models.CharField(max_length=1)
    header = ArrayField(models.TextField())
    # Which column holds what: our name and the column's place.
    places = models.JSONField(default=dict)
    fills_only = models.BooleanField(default=False)
    tags = ArrayField(models.CharField(max_length=255), default=list)
    makes_segment = models.BooleanField(default=False)
    segment_id = models.BigIntegerField(null=True)
    # Staff said that these people agreed to marketing: without it nobody is subscribed.
    has_permission = models.BooleanField(default=False)
    # By which columns its lines were told apart, once they lie ready.
    sorted_by = models.JSONField(null=True)
    lines = models.IntegerField(default=0)
    dry_job_id = models.BigIntegerField(null=True)
    dry_counts = models.JSONField(default=dict)
    job_id = models.BigIntegerField(null=True)
    counts = models.JSONField(default=dict)
    gone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "exchange_import"

    def __str__(self) -> str:
        return f"import #{self.pk}"


class ImportPart(models.Model):
    """A piece of the file as it came."""

    pk = models.CompositePrimaryKey("source_id", "number")
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="parts")
    number = models.IntegerField()
    content = models.BinaryField()

    class Meta:
        db_table = "exchange_import_part"

    def __str__(self) -> str:
        return f"{self.source_id}: {self.number}"


class ImportLine(models.Model):
    """A line of the file. Of several about the same customer the last one counts, and the others name it."""

    pk = models.CompositePrimaryKey("source_id", "line")
    source = models.ForeignKey(Import, on_delete=models.CASCADE, related_name="rows")
    line = models.BigIntegerField()
    key = models.CharField(max_length=255, blank=True)
    cells = ArrayField(models.TextField())
    later = models.BigIntegerField(null=True)

    class Meta:
        db_table = "exchange_import_line"

    def __str__(self) -> str:
        return f"{self.source_id}: {self.line}"
