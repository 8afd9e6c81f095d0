"""Orders in the admin: the list, one order, sending it."""

import pytest

from clientela.orders.models import Order, Shipment
from tests.admin.scenes import make_order
from tests.cast import Cast, as_staff


@pytest.fixture
def client(cast: Cast):
    return as_staff(cast.support)


def text(client, address: str) -> str:
    return client.get(address).content.decode()


def test_list_is_searched_by_number_name_and_email(client, cast: Cast) -> None:
    make_order(cast.ingrid)
    make_order(cast.stranger)
    assert text(client, "/admin/orders").count("£25.99") == 2
    for q in ("1001", "%231001", "ingrid", "hansen ing", "ingrid.hansen@example.com"):
        page = text(client, f"/admin/orders?q={q}")
        assert "#1001" in page and "#1002" not in page, q
    assert "No order fits" in text(client, "/admin/orders?q=9999999999999999999999")


def test_list_costs_the_same_however_long(client, cast: Cast, django_assert_max_num_queries) -> None:
    for _order in range(12):
        make_order(cast.ingrid)
    with django_assert_max_num_queries(6):
        client.get("/admin/orders")


def test_order_page_shows_it_whole(client, cast: Cast) -> None:
    make_order(cast.ingrid)
    page = text(client, "/admin/orders/1001")
    for words in ("Wool blanket", "£25.99", "Storgata 1", "Ingrid Hansen", "Paid", "Unfulfilled"):
        assert words in page
    assert client.get("/admin/orders/77").status_code == 404


def test_fulfil_with_a_tracking_link(client, cast: Cast) -> None:
    order = make_order(cast.ingrid)
    typed = {"carrier": "Posten", "tracking_number": "NO123", "tracking_url": "https://track.example/NO123"}
    assert client.post("/admin/orders/1001/fulfil", typed).status_code == 303
    order.refresh_from_db()
    assert order.fulfillment_status == Order.Fulfillment.FULFILLED
    assert Shipment.objects.get().tracking_url == "https://track.example/NO123"
    page = text(client, "/admin/orders/1001")
    assert 'href="https://track.example/NO123"' in page and "/fulfil" not in page


def test_a_link_that_a_browser_would_run_is_refused(client, cast: Cast) -> None:
    """WB-04: no script by way of a tracking link."""
    make_order(cast.ingrid)
    for link in ("javascript:alert(1)", "data:text/html,x", "nonsense"):
        answer = client.post("/admin/orders/1001/fulfil", {"tracking_url": link})
        assert answer.status_code == 422, link
    assert not Shipment.objects.exists()


def test_sending_twice_is_said_in_the_form(client, cast: Cast) -> None:
    make_order(cast.ingrid)
    client.post("/admin/orders/1001/fulfil", {"carrier": "Posten"})
    assert client.post("/admin/orders/1001/fulfil", {"carrier": "Posten"}).status_code == 422
    assert Shipment.objects.count() == 1
