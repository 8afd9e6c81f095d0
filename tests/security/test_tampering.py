"""A checkout can't be bent: not its prices, not whose it is, and a guest touches nobody's profile."""

from typing import Any

import pytest
from django.test import Client

from clientela.catalog.models import Product
from clientela.checkout.models import CartLine, Checkout
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Channel, Consent, ConsentEntry, Customer, OptIn
from clientela.orders.models import Order, ShippingRate
from clientela.payments.models import Payment
from tests.cast import Cast, actor_of, as_customer, make_customer
from tests.checkout.goods import BATH, Shelf, stock_shelf
from tests.security.everywhere import House
from tests.storefront.shop.way import ADDRESS, fill_cart, give_card, place, seen, to_review

FIGURES = {
    "orders_count",
    "amount_spent",
    "first_order_at",
    "last_order_at",
    "updated_at",
    "version",
    "words_elsewhere",
    "words",
}


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


@pytest.mark.parametrize(
    "quantity",
    [
        "-1",
        "-999",
        "1000",
        "99999999999999999999",
        "1.5",
        "1e3",
        "NaN",
        "one",
        "",
        "0x10",
        "\u0661\u0660\u0660\u0660",
        "1;2",
        "\x00",
    ],
)
def test_no_such_quantity(client: Client, shelf: Shelf, quantity: str) -> None:
    """F24: from 1 to 999 of one thing, and nothing is owed to a shopper."""
    fill_cart(client, shelf, 2)
    for path in ("/cart/add", "/cart/change"):
        assert client.post(path, {"variant": shelf.rug.pk, "quantity": quantity}).status_code in {303, 422}
        assert client.post(path, {"variant": shelf.mug.pk, "quantity": quantity}).status_code in {303, 422}
    lines = list(CartLine.objects.all())
    assert all(1 <= line.quantity <= 999 for line in lines)
    assert {line.variant_id: line.quantity for line in lines} == {shelf.mug.pk: 2}


@pytest.mark.parametrize("variant", ["0", "-1", "999999", "99999999999999999999", "x", "1 OR 1=1"])
def test_no_such_thing(client: Client, shelf: Shelf, variant: str) -> None:
    """AC-03: what isn't sold can't be bought, and its answer tells nothing."""
    assert client.post("/cart/add", {"variant": variant, "quantity": 1}).status_code in {303, 404}
    assert not CartLine.objects.exists()


def test_what_is_not_on_sale_cannot_be_bought(client: Client, shelf: Shelf) -> None:
    """AC-03: a draft, and what was taken off the shelf while it lay in the cart."""
    fill_cart(client, shelf)
    Product.objects.filter(pk=shelf.rug.product_id).update(status="draft")
    assert client.post("/cart/add", {"variant": shelf.rug.pk, "quantity": 1}).status_code == 404
    to_review(client, shelf)
    Product.objects.filter(pk=shelf.mug.product_id).update(status="draft")
    assert client.post("/checkout/place", {"seen": "x"}).status_code in {303, 422}
    assert not Order.objects.exists() and not Payment.objects.filter(state="paid").exists()


def test_prices_are_ours(client: Client, shelf: Shelf) -> None:
    """F24: whatever is sent along, the order costs what the shelf says, in the store's currency."""
    bent = {
        "price": "1",
        "amount": "1",
        "total": "1",
        "subtotal": "0",
        "shipping": "0",
        "tax": "0",
        "discount": "100",
        "currency": "JPY",
        "unit_price": "-5",
        "state": "placed",
        "is_signed_in": "on",
        "customer": "1",
        "prices": "0",
    }
    client.post("/cart/add", {"variant": shelf.mug.pk, "quantity": 2} | bent)
    client.post("/checkout/contact", {"email": "nora@example.com"} | bent)
    client.post("/checkout/address", ADDRESS | bent)
    client.post("/checkout/shipping", {"rate": shelf.post.pk} | bent)
    page = client.post("/checkout/pay", bent)
    client.post(page["Location"], {"card": "4242424242424242", "expiry": "12/40", "code": "123"} | bent)
    assert client.post("/checkout/place", {"seen": seen(client)} | bent).status_code == 303
    order, payment = Order.objects.get(), Payment.objects.get()
    assert (order.total, order.currency, payment.amount, payment.currency) == (3595, "GBP", 3595, "GBP")


def test_a_way_of_sending_that_goes_elsewhere(client: Client, shelf: Shelf) -> None:
    """F24: the cheap rate of another country isn't for this address, not even by changing it afterwards."""
    free = ShippingRate.objects.create(name="Pick up", countries=["NO"], price=0)
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    client.post("/checkout/address", ADDRESS)
    assert client.post("/checkout/shipping", {"rate": free.pk}).status_code == 422
    norway = {"country": "NO", "last_name": "Lie", "line1": "Storgata 1", "city": "Oslo", "postcode": "0155"}
    client.post("/checkout/address", norway)
    client.post("/checkout/shipping", {"rate": free.pk})
    client.post("/checkout/address", ADDRESS)
    assert Checkout.objects.get().shipping_rate is None
    assert client.post("/checkout/pay")["Location"] == "/checkout"


def test_a_card_page_of_somebody_elses_checkout(client: Client, shelf: Shelf) -> None:
    """SC-02: a card that was given for one checkout pays for no other, and made-up pages are not there."""
    other = Client()
    to_review(other, shelf, email="other@example.com")
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    client.post("/checkout/address", ADDRESS)
    client.post("/checkout/shipping", {"rate": shelf.post.pk})
    client.post("/checkout/pay")
    theirs = Checkout.objects.get(email="other@example.com").payment_token
    answer = client.post("/checkout/place", {"seen": "", "payment_token": theirs, "token": theirs})
    assert answer.status_code in {303, 422} and not Order.objects.exists()
    assert client.get(f"/pay/test/{theirs[:-1]}x").status_code == 404


def test_placing_somebody_elses_checkout(house: House) -> None:
    """AC-03: by id in any form: nothing is placed but what this browser's own cookie names."""
    shelf, victim, thief = house.shelf, Client(), Client()
    to_review(victim, shelf, email="victim@example.com")
    row = Checkout.objects.get(email="victim@example.com")
    orders = Order.objects.count()
    for browser in (thief, as_customer(house.cast.stranger)):
        for name in ("checkout", "checkout_id", "id", "token", "row"):
            browser.post("/checkout/place", {name: str(row.pk), "seen": seen(victim)})
        browser.cookies["checkout"] = str(row.pk)
        browser.post("/checkout/place", {"seen": seen(victim)})
        assert browser.get(f"/checkout/{row.pk}/thanks").status_code == 404
    assert Order.objects.count() == orders
    assert "/thanks" in place(victim)["Location"]


def test_a_guests_checkout_is_not_taken_over_by_who_logs_in(house: House) -> None:
    """AC-03: signing in halfway starts anew; a guest's order isn't placed in another's name."""
    guest, orders = Client(), Order.objects.count()
    to_review(guest, house.shelf, email="victim@example.com")
    own = as_customer(house.cast.stranger)
    for name in ("cart", "checkout"):
        own.cookies[name] = guest.cookies[name].value
    own.post("/checkout/place", {"seen": ""})
    assert Order.objects.count() == orders


def profile(customer: Customer) -> dict[str, Any]:
    """Everything on a customer's row and around it, but the figures of orders."""
    row = Customer.objects.filter(pk=customer.pk).values().get()
    row["addresses"] = list(customer.addresses.order_by("pk").values())
    row["consents"] = list(ConsentEntry.objects.filter(customer=customer).order_by("pk").values())
    row["sessions"] = customer.sessions.count()
    return {name: value for name, value in row.items() if name not in FIGURES}


@pytest.mark.parametrize("kind", ["account", "guest", "unsubscribed"])
def test_a_guest_with_a_known_email_touches_nothing(
    client: Client, shelf: Shelf, cast: Cast, kind: str
) -> None:
    """Lessons 3 and 4: no name, address, language, phone or consent, only link and figures."""
    known = {
        "account": cast.ingrid,
        "guest": cast.guest,
        "unsubscribed": make_customer("ida@example.com", "Ida"),
    }[kind]
    if kind == "account":
        customers.add_address(known.pk, BATH, by=actor_of(known))
    if kind == "unsubscribed":
        customers.set_consent(
            known.pk,
            Channel.EMAIL,
            Consent.UNSUBSCRIBED,
            level=OptIn.SINGLE,
            source="account",
            wording="",
            by=SYSTEM,
        )
    before = profile(known)
    fill_cart(client, shelf)
    typed = {"email": f"  {known.email.upper()} ", "phone": "+44 20 7946 0958", "newsletter": "on"}
    client.post("/checkout/contact", typed, headers={"accept-language": "nb"})
    client.post(
        "/checkout/address", ADDRESS | {"first_name": "Mallory", "line1": "1 Evil Street", "save": "on"}
    )
    client.post("/checkout/shipping", {"rate": shelf.post.pk})
    give_card(client)
    thanks = place(client)["Location"]
    pages = "".join(
        client.get(path).content.decode() for path in ("/checkout", "/cart", thanks, "/account/register")
    )
    assert "12 High Street" not in pages and "Ingrid" not in pages and "Gianni" not in pages
    assert profile(known) == before
    order = Order.objects.get()
    assert order.customer_id == known.pk and order.place.first_name == "Mallory"
    known.refresh_from_db()
    assert (known.orders_count, known.amount_spent) == (1, order.total)


def test_registering_reads_and_writes_nothing_before_the_code(client: Client, cast: Cast) -> None:
    """Lesson 3: whoever types a known address sees nothing of it and changes nothing."""
    before = profile(cast.ingrid)
    typed = {
        "first_name": "Mallory",
        "last_name": "Evil",
        "email": cast.ingrid.email.lower(),
        "password": "seven-slow-lanterns",
    }
    client.post("/account/register", typed)
    page = client.get("/account/register/code").content.decode()
    for _try in range(6):
        client.post("/account/register/code", {"code": "000000"})
    client.post("/newsletter", {"email": cast.ingrid.email})
    assert profile(cast.ingrid) == before and "Ingrid Hansen" not in page
