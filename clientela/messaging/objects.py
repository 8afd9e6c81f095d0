"""What templates may name, as the hosted platform's templates do; plain values only (security TP-02)."""

from typing import Any

from clientela.core import places
from clientela.core.places import Place
from clientela.customers.models import Customer
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
        "email_accent_color": store.accent,
        "email_logo_url": "",
        "email_logo_width": 160,
        "address": address(place),
    }


def address(place: Place) -> dict[str, Any]:
    """An address: its parts, and `lines` as printed on a parcel (what `format_address` writes)."""
    name = f"{place.first_name} {place.last_name}".strip()
    return {
        "first_name": place.first_name,
        "last_name": place.last_name,
        "name": name,
        "company": place.company,
        "address1": place.line1,
        "address2": place.line2,
        "street": ", ".join(filter(None, (place.line1, place.line2))),
        "city": place.city,
        "province": place.region,
        "province_code": place.region,
        "zip": place.postcode,
        "country": places.country_name(place.country),
        "country_code": place.country,
        "phone": place.phone,
        "lines": places.lines(place),
        "summary": ", ".join(places.lines(place)),
    }


def customer(person: Customer, tags: list[str] | None = None) -> dict[str, Any]:
    """`customer`: who the email is for. `total_spent` is in minor units, as the `money` filter takes it."""
    home = person.default_address
    return {
        "id": person.pk,
        "first_name": person.first_name,
        "last_name": person.last_name,
        "name": person.name,
        "email": person.email,
        "phone": person.phone or "",
        "tags": tags or [],
        "orders_count": person.orders_count,
        "total_spent": person.amount_spent,
        "tax_exempt": person.tax_exempt,
        "accepts_marketing": person.email_consent == "subscribed",
        "has_account": person.account_state == "enabled",
        "default_address": address(home.place) if home else {},
    }
