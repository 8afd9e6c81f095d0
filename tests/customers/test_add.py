"""Adding a customer by hand."""

from datetime import date
from functools import partial

import pytest

from clientela.core.actor import SYSTEM, shopper, visitor
from clientela.core.errors import NotAllowed, SeveralRefused
from clientela.core.places import Place
from clientela.customers import actions
from clientela.customers.actions import NewCustomer
from clientela.customers.keeping import Taken
from clientela.customers.models import Channel, ConsentEntry, Customer, Source
from clientela.customers.queries import customers
from clientela.journal.models import Event
from tests.cast import Cast
from tests.customers.at_once import at_once


def add(**values: object) -> Customer:
    return actions.add(NewCustomer(**values), by=SYSTEM)  # type: ignore[arg-type]


def test_kept_as_typed_and_compared_in_one_form(db: None) -> None:
    """EN-04, lesson 2: the address as it was typed, unique by its canonical form; phone in E.164."""
    made = add(
        first_name=" Ann ",
        email=" Ann@Bücher.DE ",
        phone="+44 7700 900123",
        birthday=date(1990, 2, 28),
        note="N",
    )
    made.refresh_from_db()
    assert (made.email, made.email_key) == ("Ann@Bücher.DE", "ann@xn--bcher-kva.de")
    assert (made.first_name, made.phone, made.note) == ("Ann", "+447700900123", "N")
    event = Event.objects.get(customer_id=made.pk)
    assert (event.name, event.data) == ("customer.created", {"source": "staff"})


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({}, "first_name"),
        ({"first_name": "  "}, "first_name"),
        ({"email": "no address"}, "email"),
        ({"email": "a@x.com, b@x.com"}, "email"),
        ({"phone": "07700 900123"}, "phone"),
        ({"first_name": "x" * 256}, "first_name"),
        ({"last_name": "x" * 256}, "last_name"),
        ({"first_name": "A", "note": "x" * 5001}, "note"),
        ({"first_name": "A", "language": "x" * 11}, "language"),
    ],
)
def test_what_can_not_be_is_named(db: None, values: dict[str, object], field: str) -> None:
    with pytest.raises(SeveralRefused) as refused:
        add(**values)
    assert field in refused.value.by_field()
    assert not Customer.objects.exists()


@pytest.mark.parametrize(
    ("field", "first", "again"),
    [
        ("email", "ann@example.com", " ANN@Example.com "),
        ("email", "ann@bücher.de", "Ann@xn--bcher-kva.de"),
        ("phone", "+447700900123", "+44 (0)7700 900 123"),
    ],
)
def test_taken_names_who_has_it(db: None, field: str, first: str, again: str) -> None:
    """EN-04: the door can lead to the profile that has it."""
    there = add(**{field: first}, last_name="Berg")
    with pytest.raises(Taken) as refused:
        add(**{field: again})
    assert refused.value.details["customer_id"] == there.pk
    assert refused.value.field == field and "Berg" in str(refused.value.sentence)
    assert Customer.objects.count() == 1


def test_the_bin_frees_email_and_phone(db: None) -> None:
    from django.utils import timezone

    gone = add(email="ann@example.com", phone="+447700900123")
    Customer.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    assert add(email="ann@example.com", phone="+447700900123").pk != gone.pk


@pytest.mark.race
@pytest.mark.parametrize("field", ["email", "phone"])
def test_sixteen_at_once_make_one(real_db: None, field: str) -> None:
    """F26: one wins, the others are told who has it; nobody sees an error of the database."""
    value = "ann@example.com" if field == "email" else "+447700900123"
    results = at_once([partial(add, **{field: value})] * 16)
    (made,) = [result.pk for result in results if isinstance(result, Customer)]
    assert [r.details["customer_id"] for r in results if isinstance(r, Taken)] == [made] * 15
    assert Customer.objects.count() == 1 and Event.objects.count() == 1


def test_found_by_every_word(db: None) -> None:
    """The search index is written with the row."""
    made = add(first_name="Åse", last_name="Øverås", email="aase@fjord.example", phone="+4722123456")
    for text in ("ase", "OVER", "fjord", "aase@fjord.example", "22123456", "+4722", "åse øver"):
        assert [row.pk for row in customers(text, "").rows] == [made.pk]
    assert not customers("nobody", "").rows


def test_all_or_nothing(db: None) -> None:
    """With address, tags and consent at once: a wrong address leaves no customer behind."""
    place = Place(line1="1 High Street", city="Bath", postcode="BA1 5BG", country="GB")
    made = actions.add_whole(
        NewCustomer(email="ann@example.com"), by=SYSTEM, place=place, tags=["VIP"], consents=[Channel.EMAIL]
    )
    made.refresh_from_db()
    assert made.default_address and made.email_consent == "subscribed"
    assert ConsentEntry.objects.get().source == Source.STAFF
    with pytest.raises(SeveralRefused):
        actions.add_whole(NewCustomer(email="bo@example.com"), by=SYSTEM, place=Place(country="GB"))
    assert Customer.objects.count() == 1


def test_who_may(cast: Cast) -> None:
    """AC-02: staff with the power to edit, nobody else."""
    new, before = NewCustomer(first_name="New"), Customer.objects.count()
    for user in (cast.marketing, cast.read_only):
        with pytest.raises(NotAllowed):
            actions.add(new, by=user.as_actor())
    for by in (visitor(), shopper(cast.ingrid.pk, "Ingrid")):
        with pytest.raises(NotAllowed):
            actions.add(new, by=by)
    actions.add(new, by=cast.support.as_actor())
    assert Customer.objects.count() == before + 1
