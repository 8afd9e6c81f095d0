"""Correcting where an order goes, and the saved address with it."""

import pytest

from clientela.core import places
from clientela.core.errors import ChangedMeanwhile, NotAllowed
from clientela.core.places import Place, PlaceNotValid
from clientela.customers.models import Address
from clientela.journal.models import Event
from clientela.orders.actions import Cancelling, cancel, readdress
from clientela.orders.actions.fulfilling import Cancelled
from clientela.orders.models import Order
from tests.admin.scenes import make_order
from tests.cast import VISITOR, Cast

WRONG = Place("Jane", "Doe", "", "PSC 3 BOX 4120", "", "Ramstein", "AE", "09021", "US", "")
RIGHT = places.corrected(WRONG)


def sent_astray(cast: Cast, saved: Place = WRONG) -> Order:
    """An order and a saved address as an import left them."""
    order = make_order(cast.ingrid)
    Address.objects.filter(customer=cast.ingrid).update(digest="x", **saved.as_dict())
    Order.objects.update(shipping_address=WRONG.as_dict())
    return Order.objects.get(pk=order.pk)


def test_order_and_saved_address_are_corrected_together(cast: Cast) -> None:
    """One fact with both addresses; a second press changes nothing more."""
    order, by = sent_astray(cast), cast.support.as_actor("127.0.0.1")
    readdress(order.pk, WRONG, seen=places.fingerprint(WRONG), by=by)
    assert Order.objects.get().place == RIGHT and Address.objects.get().place == RIGHT
    fact = Event.objects.get(name="order.address_corrected")
    assert fact.customer_id == cast.ingrid.pk
    readdress(order.pk, RIGHT, seen=places.fingerprint(RIGHT), by=by)
    assert Event.objects.filter(name="order.address_corrected").count() == 1


def test_the_saved_one_keeps_its_own_name_and_others_are_left_alone(cast: Cast) -> None:
    order = sent_astray(cast, Place("Jon", "Doe", "", *list(WRONG.as_dict().values())[3:]))
    other = Address.objects.create(customer=cast.stranger, digest="y", **WRONG.as_dict())
    readdress(order.pk, RIGHT, seen=places.fingerprint(WRONG), by=cast.owner.as_actor())
    mine = Address.objects.get(customer=cast.ingrid)
    assert (mine.first_name, mine.city) == ("Jon", "APO")
    assert Address.objects.get(pk=other.pk).city == "Ramstein"


def test_not_over_what_a_colleague_wrote_nor_for_cancelled_ones(cast: Cast) -> None:
    order, by = sent_astray(cast), cast.owner.as_actor()
    with pytest.raises(ChangedMeanwhile):
        readdress(order.pk, RIGHT, seen="something else", by=by)
    with pytest.raises(PlaceNotValid):
        readdress(order.pk, Place(city="APO", country="US"), seen=places.fingerprint(WRONG), by=by)
    cancel(order.pk, Cancelling(), by=by)
    with pytest.raises(Cancelled):
        readdress(order.pk, RIGHT, seen=places.fingerprint(WRONG), by=by)


def test_only_by_staff_who_may(cast: Cast) -> None:
    order = sent_astray(cast)
    for by in (VISITOR, cast.marketing.as_actor(), cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            readdress(order.pk, RIGHT, seen=places.fingerprint(WRONG), by=by)
