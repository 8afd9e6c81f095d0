"""The versions of the store's look: those that were published, and the draft that is being tried."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from clientela.store.look import Corners, Fonts


class Brand(models.Model):
    """One version of the look. The draft has no number; what was published stays as it was."""

    # The order of publishing; none while it is a draft.
    number = models.PositiveIntegerField(null=True)
    # Grows with every change of what is shown, so that a page knows whether it is of today.
    revision = models.PositiveIntegerField()
    before = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="+")
    accent = models.CharField(max_length=7)
    header = models.CharField(max_length=7, blank=True)
    font = models.CharField(max_length=10, choices=Fonts.choices, default=Fonts.SANS)
    font_file = models.CharField(max_length=120, blank=True)
    corners = models.CharField(max_length=10, choices=Corners.choices, default=Corners.SOFT)
    logo = models.CharField(max_length=120, blank=True)
    logo_width = models.PositiveIntegerField(default=160)
    mark = models.CharField(max_length=120, blank=True)
    greetings = models.JSONField(default=dict, blank=True)
    footer = models.CharField(max_length=200, blank=True)
    # Who put it where it is; 0 for the system.
    staff_id = models.BigIntegerField(default=0)
    changed_at = models.DateTimeField()

    objects: ClassVar[models.Manager["Brand"]] = models.Manager()

    class Meta:
        app_label = "store"
        db_table = "store_brand"
        constraints = [
            # Among the numbers nothing counts as one too: there is one draft at most.
            models.UniqueConstraint(fields=["number"], nulls_distinct=False, name="store_brand_number"),
            models.CheckConstraint(
                condition=Q(accent__regex=r"^#[0-9a-f]{6}$") & Q(header__regex=r"^(#[0-9a-f]{6})?$"),
                name="store_brand_colours",
            ),
            models.CheckConstraint(
                condition=Q(logo__regex=r"^(logo-[0-9]+x[0-9]+-[0-9a-f]{64}\.png)?$")
                & Q(mark__regex=r"^(mark-[0-9a-f]{64}\.png)?$")
                & Q(font_file__regex=r"^(font-(variable-)?[0-9a-f]{64}\.woff2)?$"),
                name="store_brand_files",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number or 'draft'}"

    @classmethod
    def draft(cls) -> "Brand | None":
        """The look that is being tried, if any."""
        return cls.objects.filter(number=None).first()
