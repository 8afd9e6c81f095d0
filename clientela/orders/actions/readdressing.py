"""Correcting where an order goes, and the customer's saved address with it."""

from django.db import transaction

from clientela.core import places
from clientela.core.actor import Actor
from clientela.core.errors import ChangedMeanwhile
from clientela.core.places import Place
from clientela.core.powers import Power
from clientela.customers import actions as customers
from clientela.journal.actions import Subject, record
from clientela.orders.actions.fulfilling import Cancelled
from clientela.orders.actions.refunding import locked
from clientela.orders.events import OrderAddressCorrected
from clientela.orders.models import Order
from clientela.orders.queries import saved_as


def readdress(order_id: int, place: Place, *, by: Actor, seen: str) -> Order:
    """Send an order to a corrected address; saved addresses that say the same are corrected too.

    `seen` is the fingerprint of the order's address that was looked at. Raises `PlaceNotValid`, `Cancelled`,
    `ChangedMeanwhile`, `NotThere`.
    """
    by.must(Power.ORDERS_EDIT)
    by.must(Power.CUSTOMERS_EDIT)
    by.must(Power.CUSTOMERS_ADDRESSES)
    place = places.checked(place)
    with transaction.atomic():
        order = locked(order_id)
        if order.cancelled_at:
            raise Cancelled
        if places.fingerprint(order.place) != seen:
            raise ChangedMeanwhile
        saved, before = saved_as(order), order.address_lines
        if order.place != place:
            order.shipping_address = place.as_dict()
            order.version += 1
            order.save(update_fields=["shipping_address", "version"])
            fact = OrderAddressCorrected(order.name, before, order.address_lines)
            record(fact, by=by, customer_id=order.customer_id, subject=Subject("order", order.pk))
        for address in saved:
            right = places.brought_over(place, address.place)
            customers.mend_address(address.customer_id, address.pk, right, by=by)
    return order
