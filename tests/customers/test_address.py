"""A customer's addresses: folded, at most 250, with a default that is never lost."""

import pytest

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.core.places import Place, PlaceNotValid
from clientela.customers.actions import add_address, change_address, choose_default, delete_address
from clientela.customers.actions.addresses import digest
from clientela.customers.models import Address, Customer
from clientela.customers.queries import customers, profile
from clientela.journal.models import Event
from tests.cast import Cast, actor_of, make_customer


def place(line1: str = "1 High Street", **changes: str) -> Place:
    values = {"first_name": "Ann", "last_name": "Lee", "city": "Bath", "postcode": "BA1 5BG", "country": "GB"}
    return Place(line1=line1, **(values | changes))


@pytest.fixture
def ann(db: None) -> Customer:
    return make_customer("ann@example.com", "Ann", "Lee")


def default(customer: Customer) -> int | None:
    return Customer.objects.get(pk=customer.pk).default_address_id


def test_the_first_becomes_the_default(ann: Customer) -> None:
    first = add_address(ann.pk, place(), by=SYSTEM)
    second = add_address(ann.pk, place("2 High Street"), by=SYSTEM)
    assert default(ann) == first.pk
    third = add_address(ann.pk, place("3 High Street"), by=SYSTEM, make_default=True)
    assert default(ann) == third.pk
    assert [row.pk for row in profile(Customer.objects.get(pk=ann.pk)).addresses][0] == third.pk
    assert {row.pk for row in ann.addresses.all()} == {first.pk, second.pk, third.pk}


def test_equal_ones_are_one(ann: Customer) -> None:
    """Whatever the case, the spacing and the postcode's form."""
    first = add_address(ann.pk, place(), by=SYSTEM)
    Address.objects.update(used_at="2020-01-01T00:00:00Z")
    again = add_address(ann.pk, place("1 HIGH  street", postcode="ba1 5bg", city="BATH"), by=SYSTEM)
    assert again.pk == first.pk and Address.objects.count() == 1
    assert Address.objects.get().used_at.year > 2020
    assert Event.objects.filter(name="customer.address_added").count() == 1
    assert add_address(ann.pk, place(first_name="Bo"), by=SYSTEM).pk != first.pk


def test_another_customer_may_live_there_too(ann: Customer) -> None:
    bo = make_customer("bo@example.com")
    assert add_address(ann.pk, place(), by=SYSTEM).pk != add_address(bo.pk, place(), by=SYSTEM).pk


def test_the_one_used_last_inherits_the_default(ann: Customer) -> None:
    first, second, third = (add_address(ann.pk, place(f"{n} High Street"), by=SYSTEM) for n in (1, 2, 3))
    Address.objects.filter(pk=second.pk).update(used_at="2099-01-01T00:00:00Z")
    delete_address(ann.pk, first.pk, by=SYSTEM)
    assert default(ann) == second.pk
    Address.objects.filter(pk=third.pk).update(is_pinned=True)
    delete_address(ann.pk, second.pk, by=SYSTEM)
    assert default(ann) == third.pk
    delete_address(ann.pk, third.pk, by=SYSTEM)
    delete_address(ann.pk, third.pk, by=SYSTEM)
    assert default(ann) is None
    assert Event.objects.filter(name="customer.address_deleted").count() == 3


def test_deleting_another_keeps_the_default(ann: Customer) -> None:
    first, second = (add_address(ann.pk, place(f"{n} High Street"), by=SYSTEM) for n in (1, 2))
    delete_address(ann.pk, second.pk, by=SYSTEM)
    assert default(ann) == first.pk


def test_choosing_the_default(ann: Customer) -> None:
    add_address(ann.pk, place(), by=SYSTEM)
    second = add_address(ann.pk, place("2 High Street"), by=SYSTEM)
    choose_default(ann.pk, second.pk, by=SYSTEM)
    choose_default(ann.pk, second.pk, by=SYSTEM)
    assert default(ann) == second.pk
    assert Event.objects.filter(name="customer.default_address_chosen").count() == 1


def test_changing_keeps_the_row_and_finds_the_new_words(ann: Customer) -> None:
    made = add_address(ann.pk, place(), by=SYSTEM)
    change_address(ann.pk, made.pk, place("7 Rosenborg Gate", city="Bristol", postcode="bs1 1aa"), by=SYSTEM)
    made.refresh_from_db()
    assert (made.line1, made.postcode, made.digest) == ("7 Rosenborg Gate", "BS1 1AA", digest(made.place))
    assert customers("rosenb", "").rows and not customers("bath", "").rows
    event = Event.objects.get(name="customer.address_changed")
    assert event.data == {"address_id": made.pk} and "7 Rosenborg Gate" in event.details.personal["address"]


def test_changing_into_one_that_is_there_is_refused(ann: Customer) -> None:
    add_address(ann.pk, place(), by=SYSTEM)
    other = add_address(ann.pk, place("2 High Street"), by=SYSTEM)
    with pytest.raises(Refused) as refused:
        change_address(ann.pk, other.pk, place("1 high street"), by=SYSTEM)
    assert refused.value.code == "address_twice"
    change_address(ann.pk, other.pk, place("2 HIGH Street"), by=SYSTEM)


def test_at_most_250(ann: Customer) -> None:
    Address.objects.bulk_create(
        Address(customer=ann, digest=f"{n:064d}", country="GB", line1=str(n)) for n in range(249)
    )
    add_address(ann.pk, place(), by=SYSTEM)
    with pytest.raises(Refused) as refused:
        add_address(ann.pk, place("2 High Street"), by=SYSTEM)
    assert refused.value.code == "too_many_addresses"
    add_address(ann.pk, place(), by=SYSTEM)
    assert ann.addresses.count() == 250


def test_a_wrong_address_changes_nothing(ann: Customer) -> None:
    made = add_address(ann.pk, place(), by=SYSTEM)
    version = Customer.objects.get(pk=ann.pk).version
    for verb in (
        lambda: add_address(ann.pk, place(postcode="1"), by=SYSTEM),
        lambda: change_address(ann.pk, made.pk, place(postcode="1"), by=SYSTEM),
    ):
        with pytest.raises(PlaceNotValid):
            verb()
    assert Customer.objects.get(pk=ann.pk).version == version


def test_who_may(cast: Cast) -> None:
    """AC-02, AC-03: staff with both powers, and the very customer with their very own addresses."""
    mine = add_address(cast.ingrid.pk, place(), by=actor_of(cast.ingrid))
    theirs = add_address(cast.stranger.pk, place(), by=SYSTEM)
    others = [actor_of(cast.stranger), visitor(), cast.read_only.as_actor(), cast.marketing.as_actor()]
    for by in others:
        for verb in (
            lambda by=by: add_address(cast.ingrid.pk, place("9 High Street"), by=by),
            lambda by=by: change_address(cast.ingrid.pk, mine.pk, place("9 High Street"), by=by),
            lambda by=by: delete_address(cast.ingrid.pk, mine.pk, by=by),
            lambda by=by: choose_default(cast.ingrid.pk, mine.pk, by=by),
        ):
            with pytest.raises(NotAllowed):
                verb()
    for verb in (
        lambda: change_address(cast.ingrid.pk, theirs.pk, place("9 High Street"), by=actor_of(cast.ingrid)),
        lambda: choose_default(cast.ingrid.pk, theirs.pk, by=actor_of(cast.ingrid)),
    ):
        with pytest.raises(NotThere):
            verb()
    delete_address(cast.ingrid.pk, theirs.pk, by=actor_of(cast.ingrid))
    assert Address.objects.filter(pk=theirs.pk).exists()
    add_address(cast.ingrid.pk, place("9 High Street"), by=cast.support.as_actor())
