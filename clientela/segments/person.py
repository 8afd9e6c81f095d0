"""The segments' part when people are forgotten."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.segments.models import Standing

COVERS = {"segments.Standing.customer": "removed"}


def forget(people: People, *, by: Actor) -> None:
    """Remove how they stood among the others."""
    by.must_be()
    Standing.objects.filter(customer__in=people.any).delete()
