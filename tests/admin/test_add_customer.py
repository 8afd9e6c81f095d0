"""Adding a customer by hand."""

import pytest

from clientela.customers.models import Consent, Customer
from clientela.journal.models import Event
from tests.cast import Cast, as_staff

NEW = "/admin/customers/new"


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.owner)


def test_adds_everything_at_once(client, cast: Cast) -> None:
    typed = {
        "first_name": "Åse",
        "last_name": "Øverås",
        "email": "Aase@Example.com",
        "phone": "+47 908 07 060",
        "language": "nb",
        "note": "Met at the fair",
        "tag_words": "VIP, fair 2025",
        "email_consent": "on",
        "address-country": "NO",
        "address-line1": "Storgata 1",
        "address-city": "Oslo",
        "address-postcode": "0155",
    }
    answer = client.post(NEW, typed)
    customer = Customer.objects.get(email_key="aase@example.com")
    assert answer.headers["Location"] == f"/admin/customers/{customer.pk}"
    assert (customer.name, customer.note, customer.language) == ("Åse Øverås", "Met at the fair", "nb")
    assert customer.email_consent == Consent.SUBSCRIBED and customer.sms_consent == Consent.NOT_SUBSCRIBED
    assert customer.default_address and customer.default_address.lines[0] == "Åse Øverås"
    assert customer.tag_rows.count() == 2


def test_a_name_is_enough(client, cast: Cast) -> None:
    answer = client.post(NEW, {"first_name": "Anna", "address-country": "GB"})
    assert answer.status_code == 303 and Customer.objects.get(first_name="Anna").default_address is None


def test_says_what_is_missing(client, cast: Cast) -> None:
    answer = client.post(NEW, {"address-country": "GB", "note": "x"})
    assert answer.status_code == 422
    assert "Enter a name, an email address or a phone number." in answer.content.decode()


def test_an_email_that_somebody_has_leads_to_their_profile(client, cast: Cast) -> None:
    """A clear error beside the field, with a link; what was typed stays, and nothing was made."""
    count = (Customer.objects.count(), Event.objects.count())
    typed = {"first_name": "Inga", "email": "ingrid.HANSEN@example.com", "address-country": "GB"}
    answer = client.post(NEW, typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and f'href="/admin/customers/{cast.ingrid.pk}"' in page
    assert "Ingrid Hansen has this already." in page and 'value="Inga"' in page
    assert (Customer.objects.count(), Event.objects.count()) == count


def test_nothing_is_made_where_a_part_is_refused(client, cast: Cast) -> None:
    """All of it, or nothing: consent to emails without an email address."""
    answer = client.post(NEW, {"first_name": "Anna", "email_consent": "on", "address-country": "GB"})
    assert answer.status_code == 422 and not Customer.objects.filter(first_name="Anna").exists()


def test_an_address_begun_must_be_whole(client, cast: Cast) -> None:
    answer = client.post(NEW, {"first_name": "Anna", "address-country": "GB", "address-line1": "1 Mill Lane"})
    assert answer.status_code == 422 and "Fill this in." in answer.content.decode()
    assert not Customer.objects.filter(first_name="Anna").exists()
