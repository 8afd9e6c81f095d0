"""The checkout as browsers see it."""

import re

import pytest
from django.db import connection
from django.test import Client

from clientela.accounts.models import AccountSettings, Policy
from clientela.catalog.models import Variant
from clientela.checkout.models import Checkout
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.orders.models import Order
from clientela.payments.models import TestCharge as Charge
from tests.cast import Cast, actor_of, as_customer
from tests.checkout.goods import ASKS, BATH, DECLINED, Shelf, stock_shelf
from tests.storefront.shop.way import ADDRESS, checksums, fill_cart, give_card, place, seen, to_review


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_a_guest_buys(client: Client, shelf: Shelf) -> None:
    """From the cart to the thank-you page."""
    assert fill_cart(client, shelf, 2)["Location"] == "/cart"
    page = text(client.get("/checkout"))
    assert page.index("Already have an account?") < page.index('name="email"') and "Log in" in page
    client.post("/checkout/contact", {"email": "nora@example.com", "phone": "07700 900123"})
    assert "Delivery address" in text(client.get("/checkout"))
    client.post("/checkout/address", ADDRESS)
    page = text(client.get("/checkout"))
    assert "Standard" in page and "£3.95" in page and "Abroad" not in page
    client.post("/checkout/shipping", {"rate": shelf.post.pk})
    assert give_card(client)["Location"] == "/checkout/paid"
    page = text(client.get("/checkout/paid", follow=True))
    assert "Place order" in page and "•••• 4242" in page and "£35.95" in page
    answer = place(client)
    assert re.fullmatch(r"/checkout/[0-9a-f-]{36}/thanks", answer["Location"])
    page = text(client.get(answer["Location"]))
    assert "Thank you for your order" in page and "Create account" in page
    assert Order.objects.get().phone == "+447700900123"
    assert "Your cart is empty" in text(client.get("/cart"))


def test_a_second_press_leads_to_the_same_thanks(client: Client, shelf: Shelf) -> None:
    """F24: double submit and the back button."""
    to_review(client, shelf)
    digest = seen(client)
    first = client.post("/checkout/place", {"seen": digest})
    assert client.post("/checkout/place", {"seen": digest})["Location"] == first["Location"]
    assert Order.objects.count() == Charge.objects.count() == 1


def test_two_tabs(client: Client, shelf: Shelf) -> None:
    """A cart that grew in another tab isn't bought unseen."""
    to_review(client, shelf)
    digest = seen(client)
    fill_cart(client, shelf)
    answer = client.post("/checkout/place", {"seen": digest})
    assert answer.status_code == 422 and "Your cart has changed; please look again." in text(answer)
    assert place(client).status_code == 303
    assert Order.objects.get().lines.get().quantity == 2


def test_declined_then_paid(client: Client, shelf: Shelf) -> None:
    """The sentence says what to do next, the payment step is open again."""
    to_review(client, shelf, card=DECLINED)
    answer = place(client)
    assert answer.status_code == 422 and "declined" in text(answer)
    assert "Continue to payment page" in text(answer)
    give_card(client)
    assert "/thanks" in place(client)["Location"]


def test_the_bank_asks(client: Client, shelf: Shelf) -> None:
    """Place, approve, and the order is placed by pressing once more (or by itself with scripts)."""
    to_review(client, shelf, card=ASKS)
    bank = place(client)["Location"]
    assert bank.startswith("/pay/test/challenge/")
    assert "Continue at your bank" in text(client.get("/checkout"))
    assert "£19.95" in text(client.get(bank))
    assert client.post(bank, {"answer": "yes"})["Location"] == "/checkout/paid"
    assert "Finish the order" in text(client.get("/checkout/paid", follow=True))
    answer = client.post("/checkout/place", headers={"HX-Request": "true"})
    assert answer.status_code == 204 and "/thanks" in answer["HX-Redirect"]


def test_thanks_are_for_the_browser_that_bought(client: Client, shelf: Shelf) -> None:
    """AC-03: the address alone shows nothing."""
    to_review(client, shelf)
    thanks = place(client)["Location"]
    assert client.get(thanks).status_code == 200
    assert Client().get(thanks).status_code == 404


def test_errors_stand_beside_the_field(client: Client, shelf: Shelf) -> None:
    """422, with what was typed kept."""
    fill_cart(client, shelf)
    answer = client.post("/checkout/contact", {"email": "nora@"})
    assert answer.status_code == 422 and "Enter an email address like" in text(answer)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    answer = client.post("/checkout/address", ADDRESS | {"postcode": "99999"})
    assert answer.status_code == 422 and "12 High Street" in text(answer) and "postcode" in text(answer)
    client.post("/checkout/address", ADDRESS)
    answer = client.post("/checkout/shipping", {"rate": "999999"})
    assert answer.status_code == 422 and "Choose how to send it." in text(answer)


def test_the_gateway_takes_only_its_numbers(client: Client, shelf: Shelf) -> None:
    """SC-02: any other number is refused, and never written back into the page."""
    to_review(client, shelf)
    url = client.post("/checkout/pay")["Location"]
    answer = client.post(url, {"card": "5555 5555 5555 4444", "expiry": "12/40", "code": "123"})
    assert answer.status_code == 422 and "5555" not in text(answer) and "4242 4242 4242 4242" in text(answer)
    answer = client.post(url, {"card": "4242424242424242", "expiry": "12/20", "code": "123"})
    assert "This date is in the past." in text(answer)
    assert client.get("/pay/test/not-a-page").status_code == 404


def test_no_card_number_in_the_database(client: Client, shelf: Shelf) -> None:
    """SC-02: after paying, no column of any table holds a number or what could be one."""
    to_review(client, shelf)
    place(client)
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT t::text FROM "{table}" t')
            for (row,) in cursor.fetchall():
                assert "4242424242424242" not in row.replace(" ", "").replace("-", ""), table


def test_looking_changes_nothing(client: Client, shelf: Shelf, cast: Cast) -> None:
    """WB-01: every page twice, at every step, guest and signed in: the tables stay as they are."""
    own = as_customer(cast.ingrid)
    for browser in (client, own):
        fill_cart(browser, shelf)
    own.cookies["cart"] = client.cookies["cart"].value
    pages = [
        "/",
        "/products?q=mug",
        "/products/mug",
        "/cart",
        "/checkout",
        "/checkout?step=contact",
        "/checkout/paid",
    ]
    pages += ["/account", "/account/orders", "/account/orders/1", "/orders/m1-x", "/newsletter", "/cart/add"]
    steps = [
        lambda b: b.post("/checkout/contact", {"email": "nora@example.com"}),
        lambda b: b.post("/checkout/address", ADDRESS),
        lambda b: b.post("/checkout/shipping", {"rate": shelf.post.pk}),
        lambda b: give_card(b, ASKS),
        place,
    ]
    for browser in (client, own):
        for step in [lambda b: None, *steps]:
            step(browser)
            before = checksums()
            for path in pages * 2:
                browser.get(path)
            assert checksums() == before


def test_remembered_and_forgotten(client: Client, shelf: Shelf) -> None:
    """*Save this information for next time*: sealed in this browser, filled in, forgotten at one press."""
    to_review(client, shelf, save="on")
    cookie = place(client).cookies["remembered"]
    assert "nora" not in cookie.value and cookie["httponly"] and cookie["samesite"] == "Lax"
    assert cookie["max-age"] == 365 * 24 * 3600
    fill_cart(client, shelf)
    page = text(client.get("/checkout"))
    assert 'value="nora@example.com"' in page and "Forget me" in page
    client.post("/checkout/contact", {"email": "nora@example.com"})
    assert 'value="12 High Street"' in text(client.get("/checkout"))
    client.post("/checkout/forget")
    assert not client.cookies["remembered"].value
    client.cookies["remembered"] = cookie.value[:-4] + "AAAA"
    assert client.get("/checkout").status_code == 200


def test_a_known_email_fills_in_nothing(client: Client, shelf: Shelf, cast: Cast) -> None:
    """Lessons 3 and 6: a guest with a customer's email sees what a stranger's would show."""
    customers.add_address(cast.ingrid.pk, BATH, by=actor_of(cast.ingrid))
    fill_cart(client, shelf)
    known = client.post("/checkout/contact", {"email": cast.ingrid.email})
    page = text(client.get("/checkout"))
    assert known.status_code == 303 and "12 High Street" not in page and "Ingrid<" not in page
    other = Client(headers={"accept-language": "en"})
    fill_cart(other, shelf)
    assert other.post("/checkout/contact", {"email": "new@example.com"}).status_code == 303
    strange = text(other.get("/checkout"))
    plain = [
        re.sub(r'value="[A-Za-z0-9]{64}"|nonce="[^"]+"|"X-CSRFToken": "[^"]+"', "", one)
        for one in (page, strange)
    ]
    assert plain[0].replace(cast.ingrid.email, "x") == plain[1].replace("new@example.com", "x")


def test_signed_in_goes_straight_to_shipping(shelf: Shelf, cast: Cast) -> None:
    """Contact and default address are filled in; recent addresses are offered."""
    customers.add_address(cast.ingrid.pk, BATH, by=actor_of(cast.ingrid))
    browser = as_customer(cast.ingrid)
    fill_cart(browser, shelf)
    assert cast.ingrid.email in text(browser.get("/checkout"))
    browser.post("/checkout/contact", {"email": "somebody@else.example"})
    page = text(browser.get("/checkout"))
    assert "How shall we send it?" in page and "12 High Street" in page
    assert Checkout.objects.get().email == cast.ingrid.email
    page = text(browser.get("/checkout?step=address"))
    assert "Your addresses" in page and "Use another address" in page and "Save this information" not in page
    stranger = cast.stranger.addresses.model.objects.create(
        customer=cast.stranger, digest="x", **BATH.as_dict()
    )
    assert browser.post("/checkout/address", {"address": stranger.pk}).status_code == 404


def test_signing_in_on_the_way_keeps_the_cart(client: Client, shelf: Shelf, cast: Cast) -> None:
    """The guest's cart comes along, and the contact step becomes the customer's own."""
    fill_cart(client, shelf, 2)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    own = as_customer(cast.ingrid)
    own.cookies["cart"], own.cookies["checkout"] = (
        client.cookies[name].value for name in ("cart", "checkout")
    )
    assert cast.ingrid.email in text(own.get("/checkout"))
    own.post("/checkout/contact", {})
    checkout = Checkout.objects.get()
    assert checkout.is_signed_in and checkout.customer_id == cast.ingrid.pk
    assert checkout.cart and checkout.cart.lines.get().quantity == 2
    assert client.get("/checkout")["Location"] == "/cart"


@pytest.mark.parametrize("policy", [Policy.DISABLED, Policy.REQUIRED])
def test_the_policy_at_checkout(client: Client, shelf: Shelf, cast: Cast, policy: Policy) -> None:
    """Disabled shows no way in; required lets no guest past, whatever is posted."""
    fill_cart(client, shelf)
    AccountSettings.objects.update(policy=policy)
    page = text(client.get("/checkout"))
    assert ("Log in" in page) == (policy == Policy.REQUIRED)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    assert Checkout.objects.exists() == (policy == Policy.DISABLED)
    if policy == Policy.REQUIRED:
        assert "/account/register?next=/checkout" in page
        own = as_customer(cast.ingrid)
        to_review(own, shelf)
        assert "/thanks" in place(own)["Location"]


def test_too_little_stock_is_told_before_paying(client: Client, shelf: Shelf) -> None:
    """At the payment step, with what is left."""
    to_review(client, shelf)
    Variant.objects.update(stock=0)
    answer = client.post("/checkout/pay")
    assert answer.status_code == 422 and "Stoneware mug (Chalk) is sold out." in text(answer)
    assert Customer.objects.get(email_key="nora@example.com").orders_count == 0


def test_an_empty_cart_goes_back(client: Client, db: None) -> None:
    """There is nothing to check out."""
    assert client.get("/checkout")["Location"] == "/cart"
    assert client.post("/checkout/contact", {"email": "nora@example.com"})["Location"] == "/checkout"
    assert client.post("/checkout/place")["Location"] == "/checkout"
