"""Keeping a customer's addresses."""

import hashlib
from dataclasses import replace

from django.db import transaction
from django.db.models import F
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile, NotThere, Refused
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers.actions.profile import locked
from clientela.customers.events import (
    AddressAdded,
    AddressChanged,
    AddressDeleted,
    AddressPinned,
    DefaultAddressChosen,
)
from clientela.customers.models import Address, Customer
from clientela.customers.search import reindex
from clientela.journal.actions import record

MOST_ADDRESSES = 250
# Parts of an address that are only right together: one person's street with another's town is nowhere.
PARTS = {
    "who": ("first_name", "last_name", "company"),
    "where": places.SPOT,
    "phone": ("phone",),
}


def part(place: Place, name: str) -> dict[str, str]:
    """One part of an address: who, where or phone."""
    return {field: getattr(place, field) for field in PARTS[name]}


def merged(mine: Place, theirs: Place, seen: Place) -> Place:
    """The address with what two people changed of it, both from the same start. Raises `ChangedMeanwhile`."""
    place, both = mine, []
    for name in PARTS:
        typed, now, before = (part(each, name) for each in (mine, theirs, seen))
        if now in (before, typed):
            continue
        if typed != before:
            both.append(name)
        place = replace(place, **now)
    if both:
        raise ChangedMeanwhile(
            field=both[0],
            theirs={name: part(theirs, name) for name in both},
            yours={name: part(mine, name) for name in both},
        )
    return place


def _guard(customer_id: int, by: Actor) -> None:
    if not (by.can(Power.CUSTOMERS_EDIT) and by.can(Power.CUSTOMERS_ADDRESSES)):
        by.must_be_customer(customer_id)


def digest(place: Place) -> str:
    """By what two addresses of a customer are the same."""
    return hashlib.sha256(places.fingerprint(place).encode()).hexdigest()


def _touch(customer: Customer) -> None:
    Customer.objects.filter(pk=customer.pk).update(updated_at=Now(), version=F("version") + 1)
    reindex([customer.pk])


def add_address(customer_id: int, place: Place, *, by: Actor, make_default: bool = False) -> Address:
    """Keep an address; one that is there already is only marked as used. The first becomes the default.

    Raises `PlaceNotValid` by field, `NotThere`.
    """
    _guard(customer_id, by)
    place = places.checked(place)
    with transaction.atomic():
        customer = locked(customer_id)
        address = Address.objects.filter(customer=customer, digest=digest(place)).first()
        if address:
            Address.objects.filter(pk=address.pk).update(used_at=Now())
        else:
            address = _insert(customer, place, by)
        if make_default or customer.default_address_id is None:
            Customer.objects.filter(pk=customer.pk).update(default_address=address)
        _touch(customer)
    return address


def _insert(customer: Customer, place: Place, by: Actor) -> Address:
    if customer.addresses.count() >= MOST_ADDRESSES:
        raise Refused(_("There are 250 addresses already. Delete one first."), code="too_many_addresses")
    address = Address.objects.create(customer=customer, digest=digest(place), **place.as_dict())
    record(AddressAdded(address.pk, places.lines(place)), by=by, customer_id=customer.pk)
    return address


def change_address(
    customer_id: int, address_id: int, place: Place, *, by: Actor, seen: Place | None = None
) -> Address:
    """Put other words into an address. Raises `PlaceNotValid`, `NotThere`, `Refused`.

    `seen` is the address that the editor started from. Who lives there, where it is and the phone are one
    thing each: where two people changed the same, it refuses with `ChangedMeanwhile`, else both stay.
    """
    _guard(customer_id, by)
    place = places.checked(place)
    with transaction.atomic():
        customer, address = locked(customer_id), _mine(customer_id, address_id)
        if seen is not None:
            place = places.checked(merged(place, address.place, seen))
            if place == address.place:
                return address
        if Address.objects.filter(customer=customer, digest=digest(place)).exclude(pk=address_id).exists():
            raise Refused(_("This address is there already."), code="address_twice")
        for name, value in place.as_dict().items():
            setattr(address, name, value)
        address.digest = digest(place)
        address.save()
        record(AddressChanged(address.pk, places.lines(place)), by=by, customer_id=customer_id)
        _touch(customer)
    return address


def mend_address(
    customer_id: int, address_id: int, place: Place, *, by: Actor, seen: str | None = None
) -> Address:
    """Put a wrong address right; where the right one is there already, the two become one.

    `seen` is the fingerprint of the wrong one as it was looked at: another one since refuses with
    `ChangedMeanwhile`. Raises `PlaceNotValid`, `NotThere`.
    """
    _guard(customer_id, by)
    place = places.checked(place)
    with transaction.atomic():
        customer, wrong = locked(customer_id), _mine(customer_id, address_id)
        if seen not in {None, places.fingerprint(wrong.place)}:
            raise ChangedMeanwhile(theirs={"address": wrong.lines})
        same = Address.objects.filter(customer=customer, digest=digest(place)).exclude(pk=address_id).first()
        if same is None:
            return change_address(customer_id, address_id, place, by=by)
        if wrong.is_pinned:
            pin_address(customer_id, same.pk, by=by)
        if customer.default_address_id == address_id:
            choose_default(customer_id, same.pk, by=by)
        delete_address(customer_id, address_id, by=by)
    return same


def delete_address(customer_id: int, address_id: int, *, by: Actor, seen: str | None = None) -> None:
    """Remove an address; where it was the default, the one used last takes its place. Safe twice.

    `seen` is the digest of the address as it was looked at: another one since refuses with
    `ChangedMeanwhile`.
    """
    _guard(customer_id, by)
    with transaction.atomic():
        customer = locked(customer_id)
        found = Address.objects.filter(pk=address_id, customer_id=customer_id).first()
        if found and seen not in {None, found.digest}:
            raise ChangedMeanwhile(theirs={"address": found.lines})
        gone, _rows = Address.objects.filter(pk=address_id, customer_id=customer_id).delete()
        if not gone:
            return
        if customer.default_address_id == address_id:
            heir = Address.objects.filter(customer_id=customer_id).order_by("-is_pinned", "-used_at").first()
            Customer.objects.filter(pk=customer_id).update(default_address=heir)
        record(AddressDeleted(address_id), by=by, customer_id=customer_id)
        _touch(customer)


def choose_default(customer_id: int, address_id: int, *, by: Actor, seen: int | None = None) -> None:
    """Make an address the default. Raises `NotThere`.

    `seen` is the default that the chooser saw (0: none): where somebody else chose a third one meanwhile, it
    refuses with `ChangedMeanwhile`.
    """
    _guard(customer_id, by)
    with transaction.atomic():
        customer, address = locked(customer_id), _mine(customer_id, address_id)
        if customer.default_address_id != address_id:
            now = customer.default_address_id or 0
            if seen not in {None, now}:
                raise ChangedMeanwhile(theirs={"default_address": now}, yours={"default_address": address_id})
            Customer.objects.filter(pk=customer_id).update(default_address=address)
            record(DefaultAddressChosen(address_id), by=by, customer_id=customer_id)
            _touch(customer)


def pin_address(customer_id: int, address_id: int, *, by: Actor, pinned: bool = True) -> None:
    """Keep an address among those offered at checkout, however long ago it was used; or no longer.

    Safe twice. Raises `NotThere`.
    """
    _guard(customer_id, by)
    with transaction.atomic():
        locked(customer_id)
        address = _mine(customer_id, address_id)
        if address.is_pinned != pinned:
            Address.objects.filter(pk=address_id).update(is_pinned=pinned)
            record(AddressPinned(address_id, pinned), by=by, customer_id=customer_id)


def _mine(customer_id: int, address_id: int) -> Address:
    address = Address.objects.filter(pk=address_id, customer_id=customer_id).first()
    if address is None:
        raise NotThere
    return address
