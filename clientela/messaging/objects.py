"""What templates may name, as the hosted platform's templates do; plain values only (security TP-02)."""

from collections.abc import Iterable
from typing import Any

from clientela.core import places
from clientela.core.places import Place
from clientela.customers.models import Customer, CustomerTag
from clientela.store.models import Store


def shop(store: Store) -> dict[str, Any]:
    """`shop`: the store."""
    place = Place(line1=store.line1, postcode=store.postcode, city=store.city, country=store.country)
    return {
        "name": store.name,
        "url": store.url,
        "email": store.email,
        "phone": store.phone,
        "domain": store.url.split("//")[-1].strip("/"),
        "currency": store.currency,
        "email_accent_color": store.look.light.solid,
        # Nothing, not an empty text: templates ask `{% if shop.email_logo_url %}`.
        "email_logo_url": store.logo_link or None,
        "email_logo_width": store.look.logo_width,
        "address": address(place),
    }


def address(place: Place) -> dict[str, Any]:
    """An address: its parts, and `lines` as printed on a parcel (what `format_address` writes).

    What isn't known is nothing rather than an empty text, as templates expect it.
    """
    parts = {
        "first_name": place.first_name,
        "last_name": place.last_name,
        "name": place.name,
        "company": place.company,
        "address1": place.line1,
        "address2": place.line2,
        "street": ", ".join(filter(None, (place.line1, place.line2))),
        "city": place.city,
        "province": place.region,
        "province_code": place.region,
        "zip": place.postcode,
        "country": places.country_name(place.country) if place.country else "",
        "country_code": place.country,
        "phone": place.phone,
    }
    lines = places.lines(place)
    return {name: part or None for name, part in parts.items()} | {
        "lines": lines,
        "summary": ", ".join(lines),
    }


_NOBODY: dict[str, Any] = {
    "id": None,
    "first_name": None,
    "last_name": None,
    "name": None,
    "email": None,
    "phone": None,
    "tags": [],
    "note": None,
    "orders_count": 0,
    "total_spent": 0,
    "tax_exempt": False,
    "accepts_marketing": False,
    "has_account": False,
    "default_address": None,
    "addresses": [],
}


def tags_of(customer_id: int) -> list[str]:
    """The tags of a customer by alphabet, for `customer`."""
    found = CustomerTag.objects.filter(customer=customer_id).order_by("tag__key")
    return list(found.values_list("tag__name", flat=True))


def customer(person: Customer | None, tags: Iterable[str] = ()) -> dict[str, Any]:
    """`customer`: who the email is for. `total_spent` is in minor units, as the `money` filter takes it.

    Where nobody is known every name is there, with nothing behind it.
    """
    if person is None:
        return dict(_NOBODY)
    home = address(person.default_address.place) if person.default_address else None
    return _NOBODY | {
        "id": person.pk,
        "first_name": person.first_name or None,
        "last_name": person.last_name or None,
        "name": person.name or None,
        "email": person.email or None,
        "phone": person.phone or None,
        "tags": list(tags),
        "orders_count": person.orders_count,
        "total_spent": person.amount_spent,
        "tax_exempt": person.tax_exempt,
        "accepts_marketing": person.email_consent == "subscribed",
        "has_account": person.account_state == "enabled",
        "default_address": home,
        "addresses": [home] if home else [],
    }


SAMPLE_ADDRESS = Place(
    "Anna", "Berg", "", "12 High Street", "", "Bath", "", "BA1 5BG", "GB", "+44 1225 000000"
)


def sample_customer() -> dict[str, Any]:
    """A customer to look at an email with."""
    home = address(SAMPLE_ADDRESS)
    return _NOBODY | {
        "id": 1001,
        "first_name": "Anna",
        "last_name": "Berg",
        "name": "Anna Berg",
        "email": "anna@store.example",
        "phone": "+44 1225 000000",
        "tags": ["newsletter"],
        "orders_count": 3,
        "total_spent": 32450,
        "accepts_marketing": True,
        "has_account": True,
        "default_address": home,
        "addresses": [home],
    }
