"""Tags, for one customer or for hundreds with the same few statements."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, Refused
from clientela.customers.actions import add_tags, remove_tags, set_tags
from clientela.customers.models import Customer, CustomerTag, Source, Tag
from clientela.customers.queries import customers, profile
from clientela.journal.models import Event
from tests.cast import Cast, make_customer


@pytest.fixture
def ann(db: None) -> Customer:
    return make_customer("ann@example.com", "Ann")


def tags(customer: Customer) -> list[str]:
    return profile(customer).tags


def many(count: int) -> list[int]:
    made = Customer.objects.bulk_create([Customer(source=Source.STAFF) for _ in range(count)])
    return [customer.pk for customer in made]


def test_first_spelling_is_kept_whatever_the_case(ann: Customer) -> None:
    bo = make_customer("bo@example.com")
    add_tags([ann.pk], ["VIP", "vip", " Very  important "], by=SYSTEM)
    add_tags([bo.pk], ["vIp", "very important"], by=SYSTEM)
    assert tags(ann) == tags(bo) == ["Very important", "VIP"]
    assert Tag.objects.count() == 2


def test_commas_part_tags_and_blanks_are_none(ann: Customer) -> None:
    add_tags([ann.pk], ["one, two ,,", "  ", "three"], by=SYSTEM)
    assert tags(ann) == ["one", "three", "two"]
    assert add_tags([ann.pk], [" , "], by=SYSTEM) == []


def test_only_who_changed_is_recorded(ann: Customer) -> None:
    """F04: one fact and one step of the version for each who lacked a tag."""
    bo = make_customer("bo@example.com")
    add_tags([ann.pk], ["VIP"], by=SYSTEM)
    assert add_tags([ann.pk, bo.pk], ["VIP"], by=SYSTEM) == [bo.pk]
    assert add_tags([ann.pk, bo.pk], ["vip"], by=SYSTEM) == []
    assert Event.objects.filter(name="customer.tags_added").count() == 2
    assert Customer.objects.get(pk=ann.pk).version == ann.version + 1
    assert remove_tags([ann.pk, bo.pk], ["VIP", "unknown"], by=SYSTEM) == [ann.pk, bo.pk]
    assert remove_tags([ann.pk, bo.pk], ["VIP"], by=SYSTEM) == []
    assert Event.objects.filter(name="customer.tags_removed").count() == 2


def test_found_by_tag(ann: Customer) -> None:
    add_tags([ann.pk], ["Wholesale"], by=SYSTEM)
    assert [row.pk for row in customers("whole", "").rows] == [ann.pk]
    remove_tags([ann.pk], ["wholesale"], by=SYSTEM)
    assert not customers("whole", "").rows


def test_set_adds_and_removes(ann: Customer) -> None:
    add_tags([ann.pk], ["one", "Two"], by=SYSTEM)
    assert set_tags(ann.pk, ["two", "three"], by=SYSTEM) == ["two", "three"]
    assert tags(ann) == ["three", "Two"]
    assert set_tags(ann.pk, [], by=SYSTEM) == [] and tags(ann) == []


def test_at_most_250(ann: Customer) -> None:
    names = [f"tag {number}" for number in range(250)]
    add_tags([ann.pk], names, by=SYSTEM)
    with pytest.raises(Refused) as refused:
        add_tags([ann.pk], ["one more"], by=SYSTEM)
    assert refused.value.code == "too_many_tags"
    assert CustomerTag.objects.filter(customer=ann).count() == 250
    set_tags(ann.pk, [*names[1:], "one more"], by=SYSTEM)
    assert CustomerTag.objects.filter(customer=ann).count() == 250


@pytest.mark.parametrize(("name", "fits"), [("x" * 255, True), ("x" * 256, False), ("ß" * 200, False)])
def test_at_most_255_letters(ann: Customer, name: str, fits: bool) -> None:
    """Also in the form that is compared: ß counts as two."""
    if fits:
        add_tags([ann.pk], [name], by=SYSTEM)
        assert tags(ann) == [name]
        return
    with pytest.raises(Refused) as refused:
        add_tags([ann.pk], [name], by=SYSTEM)
    assert refused.value.code == "tag_too_long"


def test_as_many_statements_for_500_as_for_one(db: None) -> None:
    """Written for a set: tagging many is a handful of statements."""
    counts = []
    for ids in (many(1), many(500)):
        with CaptureQueriesContext(
            connection,
        ) as adding:
            assert len(add_tags(ids, ["VIP", "Oslo"], by=SYSTEM)) == len(ids)
        with CaptureQueriesContext(connection) as removing:
            assert len(remove_tags(ids, ["VIP"], by=SYSTEM)) == len(ids)
        counts.append((len(adding), len(removing)))
    assert counts[0] == counts[1] and max(counts[0]) <= 16


def test_who_is_gone_is_passed_over(ann: Customer) -> None:
    """F29: a deleted or unknown customer in the set neither gets the tag nor stops the others."""
    gone = make_customer("gone@example.com")
    Customer.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    assert add_tags([ann.pk, gone.pk, 10**9], ["VIP"], by=SYSTEM) == [ann.pk]
    assert CustomerTag.objects.count() == 1


def test_a_job_records_once_per_customer(ann: Customer) -> None:
    """F04: facts of a job are unique per customer."""
    add_tags([ann.pk], ["one"], by=SYSTEM, job_id=7)
    assert Event.objects.get(job_id=7).customer_id == ann.pk


def test_who_may(cast: Cast) -> None:
    """AC-02: the power to edit customers."""
    for by in (cast.marketing.as_actor(), cast.read_only.as_actor(), visitor()):
        for verb in (add_tags, remove_tags):
            with pytest.raises(NotAllowed):
                verb([cast.guest.pk], ["VIP"], by=by)
        with pytest.raises(NotAllowed):
            set_tags(cast.guest.pk, ["VIP"], by=by)
    add_tags([cast.guest.pk], ["VIP"], by=cast.support.as_actor())
