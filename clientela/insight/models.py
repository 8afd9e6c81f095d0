"""Figures that were counted already: by day, and over the periods that Home knows."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from clientela.customers.models import Address


class Day(models.Model):
    """What happened on one day of the store's clock, with an account or without. Money in minor units.

    An order counts as one with an account where the account was there when it was placed. Orders, revenue and
    first orders leave cancelled ones out; `bought` counts what came through the checkout, cancelled or not.
    """

    pk = models.CompositePrimaryKey("day", "has_account")
    day = models.DateField()
    has_account = models.BooleanField()
    orders = models.IntegerField(default=0)
    first_orders = models.IntegerField(default=0)
    revenue = models.BigIntegerField(default=0)
    bought = models.IntegerField(default=0)
    # Checkouts begun that day and never finished.
    left = models.IntegerField(default=0)
    sign_ups = models.IntegerField(default=0)
    # Emails by staff and comments of staff about customers.
    contacts = models.IntegerField(default=0)

    class Meta:
        db_table = "insight_day"

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Span(models.Model):
    """Who ordered in the last so many days, counted as persons, so it can't be added up from days."""

    pk = models.CompositePrimaryKey("days", "has_account")
    days = models.IntegerField()
    has_account = models.BooleanField()
    customers = models.IntegerField()
    new = models.IntegerField()
    # Those who have ordered more than once in all.
    repeating = models.IntegerField()
    # The middle time from opening the checkout to the order, where any is known.
    seconds = models.FloatField(null=True)
    counted_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "insight_span"

    def __str__(self) -> str:
        return f"{self.days} days"


class WrongAddress(models.Model):
    """An address that can't stand in its country, as it was when it was looked at."""

    address = models.OneToOneField(Address, on_delete=models.CASCADE, primary_key=True, related_name="wrong")
    # Of the address as it was: once somebody has changed it, this no longer speaks of it.
    digest = models.CharField(max_length=64)
    # One of the US military post, which staff mend on a page of its own.
    is_military = models.BooleanField(default=False, db_default=False)
    found_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "insight_wrong_address"

    def __str__(self) -> str:
        return f"wrong: {self.address_id}"


class Tally(models.Model):
    """How far counting and looking have come. One row; without a moment no day is counted yet."""

    id = models.SmallAutoField(primary_key=True)
    zone = models.CharField(max_length=60, blank=True)
    counted_at = models.DateTimeField(null=True)
    # How far the round past all addresses has come, and when it began.
    address_id = models.BigIntegerField(default=0)
    round_began_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "insight_tally"
        constraints = [models.CheckConstraint(condition=Q(id=1), name="insight_tally_one_row")]

    def __str__(self) -> str:
        return "tally"

    @staticmethod
    def held() -> "Tally":
        """The one row, held until the transaction ends."""
        Tally.objects.bulk_create([Tally(pk=1)], ignore_conflicts=True)
        return Tally.objects.select_for_update().get(pk=1)
