"""Editing a profile: by staff or by the customer, without lost updates."""

from datetime import date
from functools import partial

import pytest

from clientela.core.actor import SYSTEM, shopper, visitor
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, SeveralRefused
from clientela.customers.actions import edit
from clientela.customers.keeping import Taken
from clientela.customers.models import Customer
from clientela.customers.queries import customers
from clientela.journal.models import Details, Event
from tests.cast import Cast, actor_of, make_customer
from tests.customers.at_once import at_once


@pytest.fixture
def ann(db: None) -> Customer:
    return make_customer("ann@example.com", "Ann", "Berg")


def test_a_change_is_kept_counted_and_recorded(ann: Customer) -> None:
    """F01: each step of the version has one fact; personal values stand in the side row."""
    edit(ann.pk, {"first_name": " Anna ", "birthday": date(1990, 2, 28), "last_name": "Berg"}, by=SYSTEM)
    after = Customer.objects.get(pk=ann.pk)
    assert (after.first_name, after.birthday, after.version) == ("Anna", date(1990, 2, 28), ann.version + 1)
    event = Event.objects.get(name="customer.edited")
    assert event.data == {"fields": ["first_name", "birthday"]}
    assert Details.objects.get(event=event).personal == {
        "before": {"first_name": "Ann", "birthday": ""},
        "after": {"first_name": "Anna", "birthday": "1990-02-28"},
    }
    assert customers("anna", "").rows and not customers("annan", "").rows


def test_nothing_new_is_no_change(ann: Customer) -> None:
    edit(ann.pk, {"first_name": "Ann"}, by=SYSTEM)
    assert Customer.objects.get(pk=ann.pk).version == ann.version
    assert not Event.objects.filter(name="customer.edited").exists()


def test_only_what_may_be_edited_here(ann: Customer) -> None:
    """AP-07, EM-04: neither email nor figures nor states come in by an edit."""
    stolen = {"email": "evil@example.com", "email_key": "evil@example.com", "amount_spent": 5, "version": 9,
              "account_state": "enabled", "email_verified_at": "2020-01-01", "id": 1}  # fmt: skip
    edit(ann.pk, stolen, by=SYSTEM)
    after = Customer.objects.get(pk=ann.pk)
    for field in stolen:
        assert getattr(after, field) == getattr(ann, field)


def test_two_editors_of_one_field(ann: Customer) -> None:
    """F23: the second sees both values; nothing is lost."""
    edit(ann.pk, {"first_name": "Anna"}, by=SYSTEM, seen={"first_name": "Ann"})
    with pytest.raises(ChangedMeanwhile) as refused:
        edit(ann.pk, {"first_name": "Annie"}, by=SYSTEM, seen={"first_name": "Ann"})
    assert refused.value.details == {"theirs": {"first_name": "Anna"}, "yours": {"first_name": "Annie"}}
    assert Customer.objects.get(pk=ann.pk).first_name == "Anna"


def test_two_editors_of_different_fields_both_survive(ann: Customer) -> None:
    """F23: a form that was opened before sends old values of fields it didn't touch."""
    seen = {"first_name": "Ann", "last_name": "Berg"}
    edit(ann.pk, {"first_name": "Anna", "last_name": "Berg"}, by=SYSTEM, seen=seen)
    edit(ann.pk, {"first_name": "Ann", "last_name": "Borg"}, by=SYSTEM, seen=seen)
    after = Customer.objects.get(pk=ann.pk)
    assert (after.first_name, after.last_name) == ("Anna", "Borg")


def test_both_wrote_the_same(ann: Customer) -> None:
    edit(ann.pk, {"first_name": "Anna"}, by=SYSTEM, seen={"first_name": "Ann"})
    edit(ann.pk, {"first_name": "Anna"}, by=SYSTEM, seen={"first_name": "Ann"})
    assert Event.objects.filter(name="customer.edited").count() == 1


@pytest.mark.race
def test_pairs_of_editors(real_db: None) -> None:
    """F23: of two at once one is kept and the other told, each time; every version has its fact."""
    ann = make_customer("ann@example.com", "Start", "Berg")
    for number in range(25):
        seen = {"first_name": Customer.objects.get(pk=ann.pk).first_name}
        pair = [partial(edit, ann.pk, {"first_name": f"{s}{number}"}, by=SYSTEM, seen=seen) for s in "ab"]
        assert sorted(type(result).__name__ for result in at_once(pair)) == ["ChangedMeanwhile", "Customer"]
    after = Customer.objects.get(pk=ann.pk)
    assert after.version == ann.version + 25
    assert Event.objects.filter(name="customer.edited").count() == 25


def test_phone_is_e164_and_one_persons(ann: Customer) -> None:
    """EN-04: the second to claim a number is told who has it."""
    bo = make_customer("bo@example.com", "Bo")
    edit(ann.pk, {"phone": "+47 22 12 34 56"}, by=SYSTEM)
    assert Customer.objects.get(pk=ann.pk).phone == "+4722123456"
    with pytest.raises(Taken) as refused:
        edit(bo.pk, {"phone": "+4722123456"}, by=SYSTEM)
    assert refused.value.details["customer_id"] == ann.pk
    edit(ann.pk, {"phone": ""}, by=SYSTEM)
    edit(bo.pk, {"phone": "+4722123456"}, by=SYSTEM)
    assert Customer.objects.get(pk=ann.pk).phone is None


@pytest.mark.race
def test_two_claim_a_number_at_once(real_db: None) -> None:
    """F26: no error of the database for the loser."""
    people = [make_customer(f"p{number}@example.com") for number in range(8)]
    results = at_once([partial(edit, person.pk, {"phone": "+4722123456"}, by=SYSTEM) for person in people])
    (kept,) = [result.pk for result in results if isinstance(result, Customer)]
    refused = [result.details["customer_id"] for result in results if isinstance(result, Taken)]
    assert refused == [kept] * 7


@pytest.mark.parametrize(
    ("changes", "fields"),
    [
        ({"phone": "12"}, {"phone"}),
        ({"first_name": "x" * 256, "phone": "x"}, {"first_name", "phone"}),
        ({"last_name": "x" * 256}, {"last_name"}),
        ({"language": "x" * 11}, {"language"}),
    ],
)
def test_what_can_not_be_is_named(ann: Customer, changes: dict[str, str], fields: set[str]) -> None:
    with pytest.raises(SeveralRefused) as refused:
        edit(ann.pk, changes, by=SYSTEM)
    assert set(refused.value.by_field()) == fields
    assert Customer.objects.get(pk=ann.pk).version == ann.version


def test_who_may(cast: Cast) -> None:
    """AC-02, lesson 3: staff with the power, and the very customer; nobody else, and no deleted one."""
    change = {"first_name": "X"}
    for user in (cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            edit(cast.ingrid.pk, change, by=user.as_actor())
    for by in (visitor(), actor_of(cast.stranger), shopper(0, "")):
        with pytest.raises(NotAllowed):
            edit(cast.ingrid.pk, change, by=by)
    edit(cast.ingrid.pk, change, by=actor_of(cast.ingrid))
    edit(cast.ingrid.pk, {"first_name": "Y"}, by=cast.support.as_actor())
    with pytest.raises(NotThere):
        edit(10**9, change, by=SYSTEM)
