"""The invitations' part when people go."""

from django.db.models.functions import Now

from clientela.core.actor import Actor
from clientela.core.people import People
from clientela.invitations.models import Ask, Invitation

COVERS = {
    "invitations.Invitation.customer": "removed",
    "invitations.Invitation.link": "removed with the invitation",
    "invitations.Round.customer_ids": "stays: a number that leads to an empty row",
}


def close(people: People, *, by: Actor) -> None:
    """End their invitations; those that weren't sent yet never will be."""
    by.must_be()
    Invitation.objects.open().filter(customer__in=people.any).update(ended_at=Now())
    Invitation.objects.filter(customer__in=people.any, sent_at=None).delete()


def forget(people: People, *, by: Actor) -> None:
    """Remove their invitations, and what they asked for."""
    by.must_be()
    Invitation.objects.filter(customer__in=people.any).delete()
    Ask.objects.filter(email_key__in=people.any_email).delete()
