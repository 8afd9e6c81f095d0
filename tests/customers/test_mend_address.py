"""Putting a wrong saved address right."""

import pytest

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere
from clientela.core.places import Place, PlaceNotValid
from clientela.customers.actions import add_address, mend_address
from clientela.customers.models import Address, Customer
from clientela.journal.models import Event
from tests.cast import VISITOR, Cast, actor_of, make_customer

RIGHT = Place("Jane", "Doe", "", "PSC 3 BOX 4120", "", "APO", "AE", "09021", "US", "")


@pytest.fixture
def jane(db: None) -> Customer:
    return make_customer("jane@example.com", "Jane", "Doe")


def brought(customer: Customer, city: str = "Ramstein", **more: bool) -> Address:
    """An address that came by import, as the default."""
    values = RIGHT.as_dict() | {"city": city}
    address = Address.objects.create(customer=customer, digest=city, **values, **more)
    Customer.objects.filter(pk=customer.pk).update(default_address=address)
    return address


def test_it_is_corrected_in_its_place(jane: Customer) -> None:
    wrong = brought(jane)
    mended = mend_address(jane.pk, wrong.pk, RIGHT, by=SYSTEM)
    assert mended.pk == wrong.pk and Address.objects.get().place == RIGHT
    assert Event.objects.filter(name="customer.address_changed").count() == 1


def test_where_the_right_one_is_there_they_become_one(jane: Customer) -> None:
    """Default and pin go over to the one that stays."""
    right = add_address(jane.pk, RIGHT, by=SYSTEM)
    wrong = brought(jane, is_pinned=True)
    assert mend_address(jane.pk, wrong.pk, RIGHT, by=SYSTEM).pk == right.pk
    assert Address.objects.get().pk == right.pk
    assert Address.objects.get().is_pinned
    assert Customer.objects.get(pk=jane.pk).default_address_id == right.pk


def test_only_to_what_is_right_and_by_whom_it_may(jane: Customer, cast: Cast) -> None:
    wrong = brought(jane)
    with pytest.raises(PlaceNotValid):
        mend_address(jane.pk, wrong.pk, Place(line1="PSC 3", city="APO", country="US"), by=SYSTEM)
    for by in (VISITOR, actor_of(cast.stranger), cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            mend_address(jane.pk, wrong.pk, RIGHT, by=by)
    with pytest.raises(NotThere):
        mend_address(cast.stranger.pk, wrong.pk, RIGHT, by=SYSTEM)
