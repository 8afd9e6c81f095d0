"""Going round all addresses, a few thousand at a time, and noting those that can't be right."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from clientela.core import places
from clientela.core.actor import Actor, Kind
from clientela.customers.models import Address
from clientela.insight.models import Tally, WrongAddress

AT_ONCE = 2000
# New addresses are looked at within minutes; the round past the old ones begins once a day.
ROUND = timedelta(days=1)


def check_addresses(most: int = AT_ONCE, *, by: Actor) -> int:
    """Look at the next addresses and note which can't stand in their country. Gives how many were looked at.

    What people type is checked when it is saved; this finds what came by import, or before a country changed
    its rules. A note speaks of the address as it was: it falls silent once the address is changed.
    """
    by.must_be(Kind.SYSTEM)
    with transaction.atomic():
        tally = Tally.held()
        found = _next(tally, most)
        if not found and tally.address_id and _is_due(tally):
            tally.address_id = 0
            found = _next(tally, most)
        if found:
            _note(found)
            _move(tally, found[-1].pk)
    return len(found)


def _next(tally: Tally, most: int) -> list[Address]:
    return list(Address.objects.filter(pk__gt=tally.address_id).order_by("pk")[:most])


def _is_due(tally: Tally) -> bool:
    return tally.round_began_at is None or timezone.now() - tally.round_began_at > ROUND


def _move(tally: Tally, upto: int) -> None:
    if not tally.address_id:
        tally.round_began_at = timezone.now()
    tally.address_id = upto
    tally.save(update_fields=["address_id", "round_began_at"])


def _note(addresses: list[Address]) -> None:
    wrong = [address for address in addresses if not places.is_right(address.place)]
    WrongAddress.objects.filter(address__in=[address.pk for address in addresses]).delete()
    WrongAddress.objects.bulk_create(
        WrongAddress(address=address, digest=address.digest, is_military=places.is_military(address.place))
        for address in wrong
    )
