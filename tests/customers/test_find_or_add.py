"""The customer of an address, made if there is none: by checkout, registration, newsletter."""

from functools import partial

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, visitor
from clientela.core.emails import EmailNotValid
from clientela.customers.actions import find_or_add
from clientela.customers.models import Customer, Source
from clientela.journal.models import Event
from tests.cast import make_customer
from tests.customers.at_once import at_once

TWINS = ["ann@example.com", "ANN@example.com", " ann@EXAMPLE.COM ", "Ann@Example.Com"]


def test_made_once_then_found(db: None) -> None:
    made, new = find_or_add("Ann@Example.com", source=Source.NEWSLETTER, by=visitor(), language="nb")
    assert new and (made.email, made.language, made.source) == ("Ann@Example.com", "nb", "newsletter")
    found, new = find_or_add("ann@example.COM", source=Source.ORDER, by=visitor())
    assert not new and found.pk == made.pk
    assert Event.objects.filter(name="customer.created").count() == 1


def test_an_existing_person_is_never_written_to(db: None) -> None:
    """Lesson 3: whoever asks proves nothing."""
    ingrid = make_customer("Ingrid@example.com", "Ingrid", "Hansen")
    find_or_add("INGRID@example.com", source=Source.ORDER, by=visitor(), language="nb")
    after = Customer.objects.get(pk=ingrid.pk)
    for field in ("email", "language", "source", "version", "updated_at", "words", "first_name"):
        assert getattr(after, field) == getattr(ingrid, field)
    assert Event.objects.count() == 1


def test_a_deleted_person_is_not_found(db: None) -> None:
    gone = make_customer("ann@example.com")
    Customer.objects.filter(pk=gone.pk).update(deleted_at=timezone.now())
    found, new = find_or_add("ann@example.com", source=Source.ORDER, by=visitor())
    assert new and found.pk != gone.pk


@pytest.mark.parametrize("typed", ["", "ann", "ann@example.com.", "m\u0131ke@example.com", "a@x.com,b@x.com"])
def test_no_address_no_customer(db: None, typed: str) -> None:
    """EN-04, LK-08: one plain address."""
    with pytest.raises(EmailNotValid):
        find_or_add(typed, source=Source.ORDER, by=visitor())
    assert not Customer.objects.exists()


@pytest.mark.race
def test_sixteen_at_once_make_one(real_db: None) -> None:
    """F26, lesson 2: in any case and spacing, one row, one fact, and all get the same customer."""
    works = [partial(find_or_add, TWINS[n % 4], source=Source.ORDER, by=SYSTEM) for n in range(16)]
    found: list[tuple[Customer, bool]] = at_once(works)  # type: ignore[assignment]
    assert len({customer.pk for customer, _new in found}) == 1
    assert sum(new for _customer, new in found) == 1
    assert Customer.objects.count() == 1 and Event.objects.count() == 1
