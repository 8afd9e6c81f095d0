"""Adding a customer with everything that staff know of them, at once."""

from collections.abc import Iterable, Sequence

from django.db import transaction

from clientela.core.actor import Actor
from clientela.core.places import Place
from clientela.customers.actions.addresses import add_address
from clientela.customers.actions.consent import set_consent
from clientela.customers.actions.profile import NewCustomer, add
from clientela.customers.actions.tags import add_tags
from clientela.customers.models import Channel, Consent, Customer, OptIn, Source


def add_whole(
    new: NewCustomer,
    *,
    by: Actor,
    place: Place | None = None,
    tags: Sequence[str] = (),
    consents: Iterable[Channel] = (),
) -> Customer:
    """Add a customer by hand with address, tags and the marketing they agreed to: all of it, or nothing.

    Raises `SeveralRefused` and `PlaceNotValid` by field, `Taken` with the profile that has email or phone.
    """
    with transaction.atomic():
        customer = add(new, by=by)
        if place:
            add_address(customer.pk, place, by=by, make_default=True)
        add_tags([customer.pk], tags, by=by)
        for channel in consents:
            set_consent(
                customer.pk, channel, Consent.SUBSCRIBED, level=OptIn.UNKNOWN, source=Source.STAFF, by=by
            )
    return customer
