"""Orders by link and in the account."""

import re

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.orders import links
from clientela.orders.actions import fulfil
from clientela.orders.models import Order
from clientela.post.models import Message
from tests.cast import Cast, as_customer
from tests.checkout.goods import Shelf, stock_shelf
from tests.storefront.shop.way import place, to_review


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def text(response: object) -> str:
    return response.content.decode()  # type: ignore[attr-defined]


def test_status_by_link(client: Client, shelf: Shelf) -> None:
    """Status and tracking for whoever holds the link; of the address only the town (OI rows)."""
    to_review(client, shelf)
    place(client)
    order = Order.objects.get()
    fulfil(
        order.pk, by=SYSTEM, carrier="Post", tracking_number="AB12", tracking_url="https://post.example/AB12"
    )
    for way in links.Way:
        page = text(Client(headers={"accept-language": "en"}).get(links.path(order, way)))
        assert "Shipped" in page and "https://post.example/AB12" in page and "Bath, United Kingdom" in page
        assert "12 High Street" not in page and "nora@" not in page and "Buyer" not in page


def test_links_are_no_ones_guess(client: Client, shelf: Shelf) -> None:
    """LK: another order's number, another way or a changed letter opens nothing."""
    to_review(client, shelf)
    place(client)
    order = Order.objects.get()
    mail, page = links.path(order, links.Way.MAIL), links.path(order, links.Way.PAGE)
    assert mail[10:] != page[10:]
    wrong = [
        mail[:-1] + ("0" if mail[-1] != "0" else "1"),
        mail.replace("/m", "/p"),
        "/orders/m1-",
        "/orders/x",
    ]
    wrong += [
        f"/orders/m{order.pk}",
        "/orders/m٣-x",
        f"/orders/{order.number}",
        mail.replace(f"m{order.pk}", "m1"),
    ]
    for path in wrong:
        assert client.get(path).status_code == 404, path


def test_the_mailed_link_is_masked_for_staff(client: Client, shelf: Shelf) -> None:
    """The link that came through the mailbox stands sealed beside the email."""
    to_review(client, shelf)
    place(client)
    message = Message.objects.get(kind="order.confirmation")
    assert "/orders/m" not in message.text + message.html and re.search(
        "xsecret-order_status_url", message.text
    )


def test_account_orders(shelf: Shelf, cast: Cast) -> None:
    """A customer's own orders and nobody else's; others log in first."""
    own, other = as_customer(cast.ingrid), as_customer(cast.stranger)
    to_review(own, shelf)
    place(own)
    number = Order.objects.get().number
    assert own.get("/account")["Location"] == "/account/orders"
    page = text(own.get("/account/orders"))
    assert f"#{number}" in page and "Getting ready" in page
    page = text(own.get(f"/account/orders/{number}"))
    assert "12 High Street" in page and "•••• 4242" in page and "Paid" in page
    assert other.get(f"/account/orders/{number}").status_code == 404
    assert "No orders yet" in text(other.get("/account/orders"))
    assert Client().get(f"/account/orders/{number}")["Location"].startswith("/account/login?next=")
