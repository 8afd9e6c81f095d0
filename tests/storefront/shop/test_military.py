"""US military addresses at the shopper's doors: corrected with a note, refused beside the field."""

from html import unescape

import pytest
from django.test import Client

from clientela.checkout.models import Checkout
from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import Address
from clientela.orders.models import Order
from clientela.store.models import Store
from tests.cast import Cast, as_customer
from tests.checkout.goods import Shelf, stock_shelf
from tests.storefront.shop.way import fill_cart, give_card, place

ABROAD = {"country": "DE", "first_name": "Jane", "last_name": "Doe", "line1": "Psc 3 Box 4120"}
ABROAD |= {"city": "Ramstein", "postcode": "09021"}
HERE = {
    "country": "US",
    "last_name": "Doe",
    "line1": "PSC 3",
    "city": "apo",
    "region": "AE",
    "postcode": "09021",
}
RIGHT = ("PSC 3 BOX 4120", "APO", "AE", "09021", "US")


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(client: Client, path: str) -> str:
    return unescape(client.get(path, headers={"accept-language": "en"}).content.decode())


def parts(found: Place) -> tuple[str, ...]:
    return (found.line1, found.city, found.region, found.postcode, found.country)


def test_checkout_corrects_and_says_so(client: Client, shelf: Shelf, cast: Cast) -> None:
    """The base's town and country become APO and the United States; the order goes there."""
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": "jane@example.com"})
    assert client.post("/checkout/address", ABROAD).status_code == 303
    assert parts(Checkout.objects.get().place) == RIGHT
    page = text(client, "/checkout")
    for words in (
        "We corrected the US military address.",
        "Address: PSC 3 BOX 4120 instead of Psc 3 Box 4120.",
        "City: APO instead of Ramstein.",
        "State: AE was filled in.",
        "Country or region: United States instead of Germany.",
    ):
        assert words in page
    assert "We corrected" not in text(client, "/checkout")
    abroad = shelf.post.__class__.objects.get(name="Abroad")
    client.post("/checkout/shipping", {"rate": abroad.pk})
    give_card(client)
    assert place(client).status_code == 303
    order = Order.objects.get()
    assert parts(order.place) == RIGHT
    assert order.customer and parts(order.customer.addresses.get().place) == RIGHT


def test_checkout_refuses_beside_the_field_and_keeps_what_was_typed(client: Client, shelf: Shelf) -> None:
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": "jane@example.com"})
    answer = client.post("/checkout/address", HERE, headers={"accept-language": "en"})
    page = unescape(answer.content.decode())
    assert answer.status_code == 422
    assert answer.context["address_form"].errors.keys() == {"line1"}
    assert "The BOX number is missing. Write it like PSC 3 BOX 4120." in page and 'value="PSC 3"' in page
    answer = client.post("/checkout/address", HERE | {"line1": "PSC 3 BOX 1", "region": "AP"})
    assert answer.context["address_form"].errors.keys() == {"postcode"}
    answer = client.post("/checkout/address", ABROAD | {"line1": "Psc 3 Box 4120", "postcode": "66877"})
    assert answer.context["address_form"].errors.keys() == {"postcode", "country"}
    assert not Checkout.objects.get().address


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nb", "Vi rettet den amerikanske militæradressen."),
        ("sv", "Vi rättade den amerikanska militäradressen."),
        ("da", "Vi rettede den amerikanske militæradresse."),
        ("it", "Abbiamo corretto l'indirizzo militare statunitense."),
    ],
)
def test_it_is_said_in_the_shoppers_language(cast: Cast, shelf: Shelf, language: str, words: str) -> None:
    Store.objects.update(languages=["en", language])
    browser = as_customer(cast.ingrid)
    browser.post("/account/addresses/new", ABROAD, headers={"accept-language": language})
    page = browser.get("/account/addresses", headers={"accept-language": language}).content.decode()
    assert words in unescape(page)


def test_a_wrong_default_address_is_chosen_knowingly(shelf: Shelf, cast: Cast) -> None:
    """What came by import isn't filled in silently: choosing it corrects it, with a note."""
    wrong = Place("Jane", "Doe", "", "PSC 3 BOX 4120", "", "Ramstein", "AE", "09021", "US", "")
    saved = Address.objects.create(customer=cast.ingrid, digest="x", **wrong.as_dict())
    cast.ingrid.default_address = saved
    cast.ingrid.save()
    browser = as_customer(cast.ingrid)
    fill_cart(browser, shelf)
    browser.post("/checkout/contact", {"email": cast.ingrid.email})
    assert not Checkout.objects.get().address
    assert browser.post("/checkout/address", {"address": saved.pk}).status_code == 303
    assert parts(Checkout.objects.get().place) == RIGHT
    assert "City: APO instead of Ramstein." in text(browser, "/checkout")
    Address.objects.update(line1="PSC 3")
    answer = browser.post("/checkout/address", {"address": saved.pk})
    assert answer.headers["Location"].startswith(f"/account/addresses/{saved.pk}/edit")


def test_account_addresses_are_corrected_and_refused_alike(cast: Cast, db: None) -> None:
    browser = as_customer(cast.ingrid)
    assert browser.post("/account/addresses/new", ABROAD).status_code == 303
    kept = Address.objects.get(customer=cast.ingrid)
    assert parts(kept.place) == RIGHT
    assert "City: APO instead of Ramstein." in text(browser, "/account/addresses")
    path = f"/account/addresses/{kept.pk}/edit"
    answer = browser.post(path, HERE)
    assert answer.status_code == 422 and answer.context["address_form"].errors.keys() == {"line1"}
    assert browser.post(path, HERE | {"line1": "box 7 psc 3"}).status_code == 303
    kept.refresh_from_db()
    assert kept.line1 == "PSC 3 BOX 7"
    assert "City: APO instead of apo." in text(browser, "/account/addresses")


def test_other_addresses_are_saved_without_a_word(cast: Cast, db: None) -> None:
    browser = as_customer(cast.ingrid)
    plain = HERE | {"line1": "Box 12", "city": "Springfield", "region": "IL", "postcode": "62701"}
    assert browser.post("/account/addresses/new", plain).status_code == 303
    assert "We corrected" not in text(browser, "/account/addresses")
    customers.delete_address(cast.ingrid.pk, Address.objects.get().pk, by=SYSTEM)
