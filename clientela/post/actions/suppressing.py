"""Holding mail back from addresses where it does harm."""

from django.db import transaction

from clientela.core import emails
from clientela.core.actor import Actor
from clientela.core.errors import NotThere
from clientela.core.powers import Power
from clientela.journal.actions import record
from clientela.post.events import AddressHeld, AddressReleased
from clientela.post.models import Message, Suppression


def held(message: Message) -> str:
    """Why this letter may not go to its address, or nothing: what law or security needs always may."""
    if message.is_essential:
        return ""
    found = Suppression.objects.filter(key=emails.canonical(message.to)).first()
    return found.reason if found else ""


def hold(
    address: str,
    reason: Suppression.Reason,
    *,
    by: Actor,
    words: str = "",
    message_id: int | None = None,
    customer_id: int | None = None,
) -> bool:
    """Send an address only what law or security needs. Gives whether that is new; the first reason stays."""
    by.must(Power.CUSTOMERS_EMAIL)
    with transaction.atomic():
        row = Suppression(
            key=emails.canonical(address), address=address, reason=reason, words=words[:2000],
            message_id=message_id,
        )  # fmt: skip
        known = Suppression.objects.filter(key=row.key).exists()
        if known or not Suppression.objects.bulk_create([row], ignore_conflicts=True):
            return False
        record(AddressHeld(reason.value), by=by, customer_id=customer_id)
    return True


def release(suppression_id: int, *, by: Actor, customer_id: int | None = None) -> None:
    """Let mail go to an address again. Raises `NotThere`."""
    by.must(Power.CUSTOMERS_EMAIL)
    with transaction.atomic():
        gone, _each = Suppression.objects.filter(pk=suppression_id).delete()
        if not gone:
            raise NotThere
        record(AddressReleased(), by=by, customer_id=customer_id)
