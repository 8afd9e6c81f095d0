"""The checkout under each policy, sentence by sentence, and what changes on the way."""

import pytest
from django.test import Client

from clientela.accounts.actions import change_accounts
from clientela.accounts.buying import SignInNeeded
from clientela.accounts.models import AccountSettings
from clientela.checkout import actions
from clientela.checkout.models import Cart, Checkout
from clientela.checkout.queries import items
from clientela.checkout.whose import Whose
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.orders import actions as orders
from clientela.orders import drafts
from clientela.orders.models import Draft, Order
from clientela.payments.models import TestCharge as Charge
from tests.cast import VISITOR, Cast, actor_of, as_customer
from tests.checkout.goods import ASKS, BATH, Shelf, ready, stock_shelf
from tests.storefront.shop.way import ADDRESS, checksums, fill_cart, give_card, place, to_review


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def policy(name: str, **more: str) -> None:
    """Give the store a policy, as its settings page does."""
    change_accounts({"accounts.policy": name} | {f"accounts.{k}": v for k, v in more.items()}, by=SYSTEM)


def in_cart(browser: Client) -> int:
    return sum(line.quantity for line in browser.get("/cart").context["lines"])


# Disabled


def test_disabled_has_no_way_to_sign_in(client: Client, shelf: Shelf) -> None:
    """No sign-in link, no way to register; account pages answer "not available"."""
    policy("disabled")
    fill_cart(client, shelf)
    for page in (text(client.get("/checkout")), text(client.get("/"))):
        assert "Already have an account?" not in page and "/account" not in page
    for path in ("login", "register", "orders", "profile", "addresses", "recover"):
        answer = client.get(f"/account/{path}")
        assert answer.status_code == 404 and "aren't available" in text(answer).replace("&#x27;", "'"), path
    assert client.get("/checkout/sign-in").status_code == 404
    to_review(client, shelf)
    page = text(client.get(place(client)["Location"]))
    assert "Thank you for your order" in page and "Create account" not in page


@pytest.mark.parametrize("name", ["disabled", "optional"])
def test_guests_may_be_remembered(client: Client, shelf: Shelf, name: str) -> None:
    """*Save this information for next time*, ticked: filled in on the next visit, until "forget me"."""
    policy(name)
    fill_cart(client, shelf)
    client.post("/checkout/contact", {"email": "nora@example.com"})
    assert "Save this information for next time" in text(client.get("/checkout"))
    to_review(client, shelf, save="on")
    place(client)
    cookie = client.cookies["remembered"]
    assert cookie["httponly"] and cookie["samesite"] == "Lax" and cookie["max-age"] == 365 * 24 * 3600
    assert "nora" not in cookie.value and not cookie["domain"]
    fill_cart(client, shelf)
    page = text(client.get("/checkout"))
    assert 'value="nora@example.com"' in page and "Forget me" in page
    client.post("/checkout/forget")
    assert "nora@example.com" not in text(client.get("/checkout"))


# Optional


def test_optional_asks_how(client: Client, shelf: Shelf) -> None:
    """Above the email: *Already have an account? Log in*. It asks to log in, create an account or go on as
    guest, and each leads back to the same checkout."""
    fill_cart(client, shelf, 2)
    page = text(client.get("/checkout"))
    assert page.index("Already have an account?") < page.index('name="email"')
    assert 'href="/checkout/sign-in"' in page
    page = text(client.get("/checkout/sign-in"))
    for words, path in (
        ("Log in", "/account/login?next=/checkout"),
        ("Create account", "/account/register?next=/checkout"),
        ("Continue as guest", "/checkout"),
    ):
        assert words in page and f'href="{path}"' in page
    assert in_cart(client) == 2
    assert Client().get("/checkout/sign-in")["Location"] == "/cart"


def test_optional_signed_in_is_filled_in(client: Client, shelf: Shelf, cast: Cast) -> None:
    """The cart stays, contact and default address are filled in, and there is nothing to choose."""
    customers.add_address(cast.ingrid.pk, BATH, by=SYSTEM)
    fill_cart(client, shelf, 2)
    own = as_customer(cast.ingrid)
    own.cookies["cart"] = client.cookies["cart"].value
    assert own.get("/checkout/sign-in")["Location"] == "/checkout"
    page = text(own.get("/checkout"))
    assert "Ingrid.Hansen@example.com" in page and "Already have an account?" not in page
    own.post("/checkout/contact", {"email": "else@example.com", "phone": ""})
    checkout = Checkout.objects.get()
    assert checkout.email == "Ingrid.Hansen@example.com" and checkout.place.line1 == BATH.line1
    assert in_cart(own) == 2


def test_optional_offers_an_account_after_a_guest_s_order(client: Client, shelf: Shelf) -> None:
    """From that order: name and email are filled in."""
    to_review(client, shelf)
    assert "Create account" in text(client.get(place(client)["Location"]))
    assert 'value="nora@example.com"' in text(client.get("/account/register"))


@pytest.mark.parametrize("registration", ["invitation", "closed"])
def test_no_offer_where_accounts_are_not_open(client: Client, shelf: Shelf, registration: str) -> None:
    """Links to create an account go; the page of the choice says how one gets one."""
    policy("optional", registration=registration)
    fill_cart(client, shelf)
    page = text(client.get("/checkout/sign-in"))
    assert "/account/register" not in page and "Continue as guest" in page
    assert ("by invitation" if registration == "invitation" else "takes no new accounts") in page
    to_review(client, shelf)
    assert "Create account" not in text(client.get(place(client)["Location"]))


def test_optional_deactivated_buys_as_guest(client: Client, shelf: Shelf, cast: Cast) -> None:
    """A closed account keeps nobody from buying where guests may."""
    customers.set_account_state(cast.ingrid.pk, AccountState.DEACTIVATED, by=SYSTEM)
    to_review(client, shelf, email=cast.ingrid.email)
    assert "/thanks" in place(client)["Location"]


# Required


def test_required_asks_first(client: Client, shelf: Shelf) -> None:
    """Sign in or create an account: that choice stays, the guest's doesn't. The cart survives."""
    policy("required")
    fill_cart(client, shelf, 2)
    for path in ("/checkout", "/checkout/sign-in", "/checkout?step=payment"):
        page = text(client.get(path))
        assert "Log in to check out" in page and "/account/register?next=/checkout" in page
        assert "Continue as guest" not in page and 'name="email"' not in page.split("<footer")[0]
    assert in_cart(client) == 2


def test_required_goes_on_filled_in(client: Client, shelf: Shelf, cast: Cast) -> None:
    """Signed in: the guest's cart comes along, contact and default address are filled in, and it is paid."""
    policy("required")
    customers.add_address(cast.ingrid.pk, BATH, by=SYSTEM)
    fill_cart(client, shelf, 2)
    own = as_customer(cast.ingrid)
    own.cookies["cart"] = client.cookies["cart"].value
    own.post("/checkout/contact", {"phone": ""})
    assert Checkout.objects.get().place.line1 == BATH.line1
    own.post("/checkout/shipping", {"rate": shelf.post.pk})
    give_card(own)
    assert "/thanks" in place(own)["Location"]
    assert Order.objects.get().customer_id == cast.ingrid.pk


def test_required_guests_cant_pay_at_any_entrance(client: Client, shelf: Shelf) -> None:
    """Every step refuses, by page and by action; nothing is charged."""
    checkout, token = ready(shelf)
    client.cookies["checkout"] = token
    client.cookies["cart"] = token
    policy("required")
    before = checksums()
    for path, data in (
        ("contact", {"email": "nora@example.com"}),
        ("address", ADDRESS),
        ("shipping", {"rate": shelf.post.pk}),
        ("pay", {}),
        ("place", {}),
    ):
        answer = client.post(f"/checkout/{path}", data)
        assert answer.status_code == 303 and answer["Location"] == "/checkout", path
    contact = actions.Contact("nora@example.com")
    for refused in (
        lambda: actions.give_contact(token, Whose(None, token), contact, by=VISITOR),
        lambda: actions.give_address(token, BATH, by=VISITOR),
        lambda: actions.choose_shipping(token, shelf.post.pk, by=VISITOR),
        lambda: actions.start_payment(token, by=VISITOR),
        lambda: actions.place(checkout.pk, by=VISITOR),
    ):
        with pytest.raises(SignInNeeded):
            refused()
    counters = {name: sums for name, sums in checksums().items() if not name.startswith("gate_")}
    assert counters == {name: sums for name, sums in before.items() if not name.startswith("gate_")}
    assert not Charge.objects.exists()


@pytest.mark.parametrize("state", [AccountState.DEACTIVATED, AccountState.INVITED, AccountState.NONE])
def test_required_those_without_an_account_cant(shelf: Shelf, cast: Cast, state: AccountState) -> None:
    """Deactivated and invited customers can't, whichever browser still believes that they are signed in."""
    policy("required")
    own = as_customer(cast.ingrid)
    fill_cart(own, shelf)
    customers.set_account_state(cast.ingrid.pk, state, by=SYSTEM)
    assert "Log in to check out" in text(own.get("/checkout")) or own.get("/checkout")["Location"] == "/cart"
    with pytest.raises(SignInNeeded):
        ready(shelf, by=actor_of(cast.ingrid))


def test_required_invoices_ask_too(client: Client, shelf: Shelf, cast: Cast) -> None:
    """The rule holds at every entrance: a guest can't pay an invoice, an account holder can; whose account is
    closed can't have it paid."""
    policy("required")
    draft = orders.create_draft(cast.ingrid.pk, by=SYSTEM)
    orders.add_variant(draft.pk, shelf.mug.pk, by=SYSTEM)
    link = drafts.invoice_path(orders.send_invoice(draft.pk, by=SYSTEM))
    page = text(client.get(link))
    assert "Log in to pay this invoice." in page and "Continue to payment page" not in page
    assert client.post(f"{link}/card")["Location"] == link
    assert client.post(f"{link}/pay")["Location"] == link
    with pytest.raises(SignInNeeded):
        orders.pay_invoice(draft.pk, seen=None, by=VISITOR)
    own = as_customer(cast.ingrid)
    gateway = own.post(f"{link}/card")["Location"]
    assert gateway.startswith("/pay/test/")
    own.post(gateway, {"card": "4242 4242 4242 4242", "expiry": "12/40", "code": "123"})
    customers.set_account_state(cast.ingrid.pk, AccountState.DEACTIVATED, by=SYSTEM)
    other, seen = as_customer(cast.stranger), {"seen": Draft.objects.get().version}
    other.post(f"{link}/pay", seen)
    assert not Order.objects.exists() and "Please contact the store." in text(other.get(link))
    customers.set_account_state(cast.ingrid.pk, AccountState.ENABLED, by=SYSTEM)
    other.post(f"{link}/pay", seen)
    assert Order.objects.get().customer_id == cast.ingrid.pk


# Changed on the way


def test_required_from_now_on(client: Client, shelf: Shelf, cast: Cast) -> None:
    """A guest at the last step: the next press asks to log in; cart and what was typed are still there."""
    to_review(client, shelf)
    policy("required")
    assert client.post("/checkout/place", {"seen": ""})["Location"] == "/checkout"
    assert "Log in to check out" in text(client.get("/checkout")) and in_cart(client) == 1
    own = as_customer(cast.ingrid)
    for name in ("cart", "checkout"):
        own.cookies[name] = client.cookies[name].value
    own.post("/checkout/contact", {"phone": ""})
    assert Checkout.objects.get().place.line1 == ADDRESS["line1"]
    give_card(own)
    assert "/thanks" in place(own)["Location"]


def test_optional_again_from_now_on(client: Client, shelf: Shelf) -> None:
    """And the other way: where guests may again, the checkout goes on where it stood."""
    to_review(client, shelf)
    policy("required")
    assert "Log in to check out" in text(client.get("/checkout"))
    policy("optional")
    assert "Place order" in text(client.get("/checkout"))
    assert "/thanks" in place(client)["Location"]


def test_money_on_its_way_comes_to_its_end(client: Client, shelf: Shelf) -> None:
    """A payment that the bank looks at is no new step: it is finished under whatever policy comes."""
    to_review(client, shelf, card=ASKS)
    bank = place(client)["Location"]
    policy("required", storefront="false")
    client.post(bank, {"answer": "yes"})
    assert "Finish the order" in text(client.get("/checkout"))
    assert "/thanks" in client.post("/checkout/place")["Location"]
    assert Order.objects.count() == 1


def test_turned_off_keeps_the_cart_of_whoever_was_signed_in(shelf: Shelf, cast: Cast) -> None:
    """Signed out by the change, with nothing lost: the cart stays in that browser, and guests go on."""
    own = as_customer(cast.ingrid)
    fill_cart(own, shelf, 3)
    own.post("/checkout/contact", {"phone": ""})
    policy("disabled")
    assert in_cart(own) == 3 and "Ingrid" not in text(own.get("/cart"))
    assert 'name="email"' in text(own.get("/checkout")), "as a guest, with nothing of hers filled in"
    to_review(own, shelf)
    assert place(own).status_code == 303
    assert Order.objects.get().lines.get().quantity == 4


def test_turned_off_every_browser_of_hers_has_the_cart(shelf: Shelf, cast: Cast) -> None:
    """And once accounts are back, it is hers once and not twice."""
    laptop, phone = as_customer(cast.ingrid), as_customer(cast.ingrid)
    fill_cart(laptop, shelf, 2)
    policy("disabled")
    assert in_cart(laptop) == in_cart(phone) == 2
    policy("optional")
    for browser in (laptop, phone):
        again = as_customer(cast.ingrid)
        again.cookies["cart"] = browser.cookies["cart"].value
        actions.adopt(Whose(cast.ingrid.pk, browser.cookies["cart"].value), by=actor_of(cast.ingrid))
    assert [item.quantity for item in items(Whose(cast.ingrid.pk))] == [2]
    assert Cart.objects.count() == 1


def test_turned_off_gives_nobody_else_s_cart(client: Client, shelf: Shelf, cast: Cast) -> None:
    """SE-04: who signed out before, whom staff ended, or who has no session at all finds nothing."""
    own, gone = as_customer(cast.ingrid), as_customer(cast.ingrid)
    fill_cart(own, shelf)
    stolen = gone.cookies["customer"].value
    gone.post("/account/logout")
    policy("disabled")
    client.cookies["customer"] = stolen
    assert client.get("/cart").context["lines"] == []
    client.cookies["customer"] = "made-up"
    assert client.get("/cart").context["lines"] == []
    assert AccountSettings.current().is_off and Customer.objects.get(pk=cast.ingrid.pk).cart
