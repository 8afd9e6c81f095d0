"""Staff and customers are two realms, and nobody sees what belongs to somebody else."""

import pytest

from clientela.customers.models import Address
from tests.admin.scenes import OPEN_ROUTES
from tests.cast import Cast, as_customer, as_staff
from tests.checkout.goods import BATH
from tests.security.everywhere import House
from tests.storefront.shop.way import ADDRESS, checksums

OWN_PAGES = ("/account/orders", "/account/profile", "/account/password", "/account/addresses")


def in_the_other_realm(browser, own: str, other: str):
    """The browser with its token under the other realm's cookie as well."""
    browser.cookies[other] = browser.cookies[own].value
    return browser


def test_a_customers_cookie_opens_no_page_of_the_admin(house: House) -> None:
    """AC-01: whatever name it goes by, every address of the admin leads to the sign-in page."""
    browser = in_the_other_realm(as_customer(house.cast.ingrid), "customer", "staff")
    before = checksums()
    for place in house.places:
        if place.route.startswith("/admin") and place.route not in OPEN_ROUTES:
            for verb in ("get", "post"):
                answer = getattr(browser, verb)(place.path)
                assert answer.status_code == 302, place
                assert answer["Location"].startswith("/admin/login?next="), place
    assert checksums() == before


def test_a_staff_cookie_opens_no_account(house: House) -> None:
    """AC-01: not even the owner's."""
    browser = in_the_other_realm(as_staff(house.cast.owner), "staff", "customer")
    before = checksums()
    for place in house.places:
        if place.route in ("/account", *OWN_PAGES) or place.route.startswith(
            ("/account/addresses/", "/account/orders/")
        ):
            for verb in ("get", "post"):
                answer = getattr(browser, verb)(place.path)
                assert answer.status_code in {302, 405}, (verb, place)
                # A page that only takes forms leads to the page around it, which leads to the sign-in page.
                assert answer.status_code == 405 or answer["Location"].startswith("/account"), place
                last = browser.get(place.path, follow=True).redirect_chain
                assert not last or last[-1][0].startswith("/account/login?next="), place
    assert checksums() == before


@pytest.mark.parametrize("who", ["visitor", "stranger"])
def test_what_is_somebody_elses_is_not_there(house: House, who: str) -> None:
    """AC-02, AC-03: another customer's orders, addresses and thank-you page by their ids, by GET and POST."""
    cast = house.cast
    browser = as_customer(cast.stranger) if who == "stranger" else house.browsers()["visitor"]
    theirs = Address.objects.filter(customer=cast.ingrid).first()
    assert theirs
    before = checksums()
    base = f"/account/addresses/{theirs.pk}"
    for verb, path in [
        ("get", f"/account/orders/{house.order.number}"),
        ("get", f"/account/orders/{house.guests.number}"),
        ("get", f"{base}/edit"),
        ("post", f"{base}/edit"),
        ("get", f"{base}/delete"),
        ("post", f"{base}/delete"),
        ("post", f"{base}/default"),
        ("get", f"/checkout/{house.checkout.pk}/thanks"),
    ]:
        answer = getattr(browser, verb)(path, ADDRESS if verb == "post" else None)
        expected = 404 if who == "stranger" or path.endswith("/thanks") else 302
        if who == "stranger" and (verb, path) == ("post", f"{base}/delete"):
            # Safe twice: the same answer as for an address that is gone, and nothing is deleted.
            expected = 303
        assert answer.status_code == expected, (verb, path)
        assert theirs.line1 not in answer.content.decode()
    assert checksums() == before


def test_what_is_not_there_and_what_is_not_ones_own_look_the_same(house: House) -> None:
    """AC-03: no answer tells which ids exist."""
    browser, pages = as_customer(house.cast.stranger), set()
    for number in (house.order.number, 999_999):
        page = browser.get(f"/account/orders/{number}").content.decode()
        pages.add(
            page.replace(str(number), "n").replace(
                browser.cookies["csrf"].value if "csrf" in browser.cookies else "-", "t"
            )
        )
    assert len({len(page) for page in pages}) == 1


def test_fields_that_no_form_has_are_ignored(cast: Cast) -> None:
    """AC-02: a customer can't become somebody else, or staff, by whatever they send along."""
    browser, extra = (
        as_customer(cast.ingrid),
        {
            "id": cast.stranger.pk,
            "customer_id": cast.stranger.pk,
            "customer": cast.stranger.pk,
            "email": "evil@example.com",
            "email_key": "evil@example.com",
            "email_verified_at": "2020-01-01",
            "account_state": "enabled",
            "role": "owner",
            "is_staff": "1",
            "is_superuser": "1",
            "note": "mine",
            "tags": "vip",
            "amount_spent": "999999",
            "tax_exempt": "on",
            "orders_count": "99",
            "merged_into": cast.stranger.pk,
            "deleted_at": "2020-01-01",
            "default_address": "1",
        },
    )
    before = {
        field: getattr(cast.ingrid, field)
        for field in ("email", "note", "tax_exempt", "orders_count", "account_state")
    }
    assert (
        browser.post(
            "/account/profile", {"first_name": "Inga", "last_name": "H", "language": "en"} | extra
        ).status_code
        == 303
    )
    assert browser.post("/account/addresses/new", BATH.as_dict() | extra).status_code == 303
    cast.ingrid.refresh_from_db()
    assert {field: getattr(cast.ingrid, field) for field in before} == before
    assert cast.ingrid.first_name == "Inga" and cast.ingrid.addresses.count() == 1
    assert not cast.stranger.addresses.exists() and cast.ingrid.merged_into_id is None
