"""The staff's part when customers are forgotten."""

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.staff.models import Notice

COVERS = {"staff.Notice.customer_id": "removed"}


def forget(people: People, *, by: Actor) -> None:
    """Remove what colleagues told each other about them."""
    by.must_be()
    Notice.objects.filter(customer_id__in=people.any).delete()
