"""Who gets into the shop: members' store, store switched off, login link, newsletter form."""

import pytest
from django.test import Client

from clientela.accounts.actions import change_accounts
from clientela.core.actor import SYSTEM
from clientela.messaging.models import SignUp
from clientela.orders import links
from tests.admin.scenes import make_order
from tests.cast import Cast, as_customer
from tests.checkout.goods import Shelf, stock_shelf
from tests.storefront.shop.way import fill_cart

SHOP = ["/", "/products", "/products/mug", "/products?q=mug", "/cart", "/checkout", "/checkout/sign-in"]
OPEN = ["/account/login", "/account/register", "/account/recover"]


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def change(**settings: str) -> None:
    change_accounts({f"accounts.{name}": value for name, value in settings.items()}, by=SYSTEM)


@pytest.mark.parametrize("path", SHOP)
def test_members_only_sends_visitors_to_sign_in(client: Client, shelf: Shelf, path: str) -> None:
    """Catalogue, search, cart and checkout; the way back is kept."""
    change(members_only="true")
    answer = client.get(path)
    assert answer.status_code == 302 and answer["Location"].startswith("/account/login?next=%2F")
    assert client.post("/cart/add", {"variant": shelf.mug.pk, "quantity": 1}).status_code == 302


def test_members_see_all(shelf: Shelf, cast: Cast) -> None:
    change(members_only="true")
    own = as_customer(cast.ingrid)
    fill_cart(own, shelf)
    for path in SHOP[:-1]:
        assert own.get(path).status_code == 200, path


@pytest.mark.parametrize(
    "settings", [{"members_only": "true"}, {"storefront": "false"}], ids=["members", "off"]
)
def test_what_stays_open(client: Client, shelf: Shelf, cast: Cast, settings: dict[str, str]) -> None:
    """Account pages, order status, the newsletter's links, pictures and hooks."""
    change(**settings)
    status = links.path(make_order(cast.ingrid), links.Way.PAGE)
    for path in (*OPEN, status):
        page = client.get(path)
        assert page.status_code == 200, path
        assert 'action="/products"' not in text(page) and 'href="/cart"' not in text(page), path
    assert as_customer(cast.ingrid).get("/account/orders").status_code == 200
    assert client.get("/preferences/x").status_code in {404, 410, 200}


@pytest.mark.parametrize("path", SHOP)
def test_switched_off_shop_pages_are_not_available(
    client: Client, shelf: Shelf, cast: Cast, path: str
) -> None:
    """A plain page that says so, to members too, and leads to the account."""
    change(storefront="false")
    for browser in (client, as_customer(cast.ingrid)):
        answer = browser.get(path)
        assert answer.status_code == 404 and "Not available" in text(answer)
        assert 'href="/account"' in text(answer) and 'href="/products"' not in text(answer)
    assert client.post("/cart/add", {"variant": shelf.mug.pk, "quantity": 1}).status_code == 404


def test_back_on_with_the_cart_kept(client: Client, shelf: Shelf) -> None:
    fill_cart(client, shelf, 2)
    change(storefront="false")
    change(storefront="true")
    assert client.get("/cart").context["lines"][0].quantity == 2


def test_login_link(client: Client, shelf: Shelf, cast: Cast) -> None:
    """It goes by its switch, and by itself while accounts are disabled; who is signed in keeps theirs."""
    assert 'href="/account/login"' in text(client.get("/"))
    change(login_link="false")
    assert 'href="/account/login"' not in text(client.get("/"))
    assert 'href="/account"' in text(as_customer(cast.ingrid).get("/"))
    assert client.get("/account/login").status_code == 200
    change(login_link="true", policy="disabled")
    assert "/account" not in text(client.get("/"))
    change(policy="required")
    assert 'href="/account/login"' in text(client.get("/"))


def test_newsletter_form_and_its_door(client: Client, shelf: Shelf) -> None:
    """Hidden and shut; the links in emails stay."""
    assert 'action="/newsletter"' in text(client.get("/"))
    change(newsletter_form="false")
    assert 'action="/newsletter"' not in text(client.get("/"))
    assert client.post("/newsletter", {"email": "a@example.com"}).status_code == 404
    assert not SignUp.objects.exists()
