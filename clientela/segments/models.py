"""Saved segments, selections for long work, and how customers stand."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.customers.models import LONGEST_TAG, Customer

LONGEST_NAME = 255
LONGEST_QUERY = 20_000


class RfmGroup(models.TextChoices):
    """Groups of customers by how lately, how often and for how much they bought."""

    CHAMPIONS = "champions", _("Champions")
    LOYAL = "loyal", _("Loyal")
    ACTIVE = "active", _("Active buyers")
    NEW = "new", _("New buyers")
    PROMISING = "promising", _("Promising")
    NEEDS_ATTENTION = "needs_attention", _("Needs attention")
    AT_RISK = "at_risk", _("At risk")
    ALMOST_LOST = "almost_lost", _("Almost lost")
    PREVIOUSLY_LOYAL = "previously_loyal", _("Previously loyal")
    DORMANT = "dormant", _("Dormant")
    PROSPECTS = "prospects", _("Prospects")


class SpendTier(models.TextChoices):
    """How much a customer is likely to spend in the coming year, compared with the others."""

    HIGH = "high", _("High")
    MEDIUM = "medium", _("Medium")
    LOW = "low", _("Low")


class Segment(models.Model):
    """A query with a name. Who belongs to it is asked anew each time: it has no members of its own."""

    id = models.BigAutoField(primary_key=True)
    version = models.IntegerField(default=1)
    name = models.CharField(max_length=LONGEST_NAME, unique=True)
    # As it was typed; the API gives it back so.
    query = models.TextField()
    made_by_id = models.BigIntegerField(default=0)
    # Tags that its query names and that were deleted since; one that there is again is lost no more.
    lost_tags = ArrayField(models.CharField(max_length=LONGEST_TAG), default=list, db_default=[])
    created_at = models.DateTimeField(db_default=Now())
    edited_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "segments_segment"
        indexes = [models.Index(fields=["-edited_at", "-id"], name="segments_newest")]

    def __str__(self) -> str:
        return self.name


class Selection(models.Model):
    """Which customers a piece of long work is for: those picked, or all that a list showed.

    It stands here and not in the job, because what was typed into a search may be about a person.
    """

    id = models.BigAutoField(primary_key=True)
    ids = ArrayField(models.BigIntegerField(), default=list)
    query = models.TextField(blank=True)
    search = models.CharField(max_length=200, blank=True)
    is_everybody = models.BooleanField(default=False)
    made_by_id = models.BigIntegerField(default=0)
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "segments_selection"
        indexes = [models.Index(fields=["made_at"], name="segments_selection_made")]
        constraints = [
            # Nobody in particular is never everybody by mistake.
            models.CheckConstraint(
                condition=Q(is_everybody=True) | ~Q(ids=[]) | ~Q(query="") | ~Q(search=""),
                name="segments_selection_named",
            )
        ]

    def __str__(self) -> str:
        return f"selection #{self.pk}"


class Standing(models.Model):
    """How a customer stands among the others, reckoned from orders."""

    customer = models.OneToOneField(
        Customer, on_delete=models.CASCADE, primary_key=True, related_name="standing"
    )
    rfm_group = models.CharField(max_length=16, choices=RfmGroup.choices, blank=True)
    spend_tier = models.CharField(max_length=6, choices=SpendTier.choices, blank=True)
    reckoned_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "segments_standing"
        indexes = [
            models.Index(fields=["rfm_group", "customer"], name="segments_by_group"),
            models.Index(fields=["spend_tier", "customer"], name="segments_by_tier"),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id}: {self.rfm_group}"


class Borders(models.Model):
    """One row: the values that part customers who ordered into fifths, and into tiers of spending."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    recency = ArrayField(models.DateTimeField())
    frequency = ArrayField(models.IntegerField())
    money = ArrayField(models.BigIntegerField())
    # Empty while the store has too few orders to expect anything.
    spend = ArrayField(models.FloatField(), default=list)
    drawn_at = models.DateTimeField(auto_now=True)

    class Meta:
        db_table = "segments_borders"

    def __str__(self) -> str:
        return "borders"
