"""Orders in the admin: the list, one order, sending it."""

import pytest

from clientela.orders import actions
from clientela.orders.actions import Cancelling, Giving
from clientela.orders.models import Order, Shipment
from tests.admin.scenes import make_order
from tests.cast import Cast, as_staff
from tests.orders.bought import bought


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


def pieces(order: Order, count: int) -> dict[str, int]:
    return {f"pieces-{order.lines.get().pk}": count}


def test_part_of_it_is_sent(client, cast: Cast) -> None:
    """The next form offers what still waits; too many is said at the line."""
    order = make_order(cast.ingrid)
    assert client.post("/admin/orders/1001/fulfil", pieces(order, 3)).status_code == 422
    assert client.post("/admin/orders/1001/fulfil", pieces(order, 0)).status_code == 422
    assert client.post("/admin/orders/1001/fulfil", pieces(order, 1)).status_code == 303
    page = text(client, "/admin/orders/1001")
    assert "Partly fulfilled" in page and "1 sent" in page and 'max="1"' in page


def test_money_back_by_pieces_and_by_amount(cast: Cast) -> None:
    """The sum while choosing, the same form sent twice, more than is left."""
    order, client = make_order(cast.ingrid), as_staff(cast.manager)
    page = text(client, "/admin/orders/1001/refund")
    key = page.split('name="key" value="')[1][:32]
    assert "£10.50" in text(client, f"/admin/orders/1001/refund/sum?pieces-{order.lines.get().pk}=1")
    typed = pieces(order, 1) | {"key": key, "tells": "on", "reason": "Too warm"}
    for _again in range(2):
        assert client.post("/admin/orders/1001/refund", typed).status_code == 303
    order.refresh_from_db()
    assert (order.refunded, order.financial_status) == (1050, "PARTIALLY_REFUNDED")
    typed = {"amount": "15.50", "key": "0" * 32}
    answer = client.post("/admin/orders/1001/refund", typed)
    assert answer.status_code == 422 and "At most £15.49" in answer.content.decode()
    for broken in ({"amount": "x"}, {"shipping": "5.01"}, pieces(order, 2), {}, {"key": "<"}):
        assert client.post("/admin/orders/1001/refund", broken).status_code == 422, broken
    page = text(client, "/admin/orders/1001")
    assert "Partly refunded" in page and "1 given back" in page and "Too warm" in page


def test_cancelled_with_its_money(cast: Cast) -> None:
    make_order(cast.ingrid)
    client = as_staff(cast.manager)
    assert "Cancel #1001?" in text(client, "/admin/orders/1001/cancel")
    assert client.post("/admin/orders/1001/cancel", {"refunds": "on"}).status_code == 303
    page = text(client, "/admin/orders/1001")
    assert "Cancelled" in page and "/fulfil" not in page and "/cancel" not in page
    assert client.post("/admin/orders/1001/cancel", {}).status_code == 422


def test_note_and_a_colleague_s(client, cast: Cast) -> None:
    order = make_order(cast.ingrid)
    assert client.post("/admin/orders/1001/note", {"note": "Ring <twice>", "seen": ""}).status_code == 303
    assert "Ring &lt;twice&gt;" in text(client, "/admin/orders/1001")
    answer = client.post("/admin/orders/1001/note", {"note": "Mine", "seen": ""})
    assert answer.status_code == 422 and "As it is now" in answer.content.decode()
    order.refresh_from_db()
    assert order.note == "Ring <twice>"


def test_moved_to_whom_a_search_finds(client, cast: Cast) -> None:
    order = make_order(cast.ingrid)
    page = text(client, "/admin/orders/1001/move?q=gianni")
    assert f'value="{cast.guest.pk}"' in page
    assert "No other customer fits" in text(client, "/admin/orders/1001/move?q=ingrid")
    assert client.post("/admin/orders/1001/move", {"customer": 10**9}).status_code == 422
    assert client.post("/admin/orders/1001/move", {"customer": cast.guest.pk}).status_code == 303
    order.refresh_from_db()
    assert order.customer_id == cast.guest.pk


def test_list_is_sifted(client, cast: Cast) -> None:
    """By both states and by days; what isn't understood sifts nothing."""
    make_order(cast.ingrid)
    Order.objects.filter(pk=make_order(cast.guest).pk).update(financial_status="REFUNDED")
    day = Order.objects.get(number=1001).placed_at.date()
    for query, count in (
        ("financial=REFUNDED", 1),
        ("financial=PAID&fulfillment=UNFULFILLED", 1),
        ("fulfillment=FULFILLED", 0),
        (f"since={day}&until={day}", 2),
        ("until=2001-01-01", 0),
        ("until=9999-12-31&financial=PAID", 1),
        ("financial=%27&since=x", 2),
    ):
        assert text(client, f"/admin/orders?{query}").count("£25.99") == count, query


def test_every_deed_and_email_stands_on_its_page(client, cast: Cast) -> None:
    """Placed, paid, sent, given back, noted, moved, cancelled: the whole story, with what was mailed."""
    by, order = cast.manager.as_actor("127.0.0.1"), bought(quantity=2)
    line = order.lines.get()
    actions.refund(order.pk, Giving({line.pk: 1}), key="a", by=by)
    actions.set_note(order.pk, "Ring twice", by=by)
    actions.move(order.pk, cast.guest.pk, by=by)
    actions.cancel(order.pk, Cancelling(), by=by)
    page = text(client, f"/admin/orders/{order.number}")
    deeds = ("placed", "paid", "moved here from another customer", "cancelled")
    for words in (*(f"Order {order.name} {deed}" for deed in deeds), f"Note on order {order.name} changed"):
        assert words in page, words
    assert page.count(f"Money given back for order {order.name}") == 2
    for subject in ("confirmed", "was cancelled"):
        assert f"Order {order.name} {subject}" in page, subject
    assert f"Refund for order {order.name}" in page


def test_sent_twice_it_is_one_parcel(client, cast: Cast) -> None:
    """F22: a double click on *Fulfil* with a part of the pieces."""
    order = make_order(cast.ingrid)
    typed = {f"pieces-{order.lines.get().pk}": "1", "sent_before": "0"}
    assert 'name="sent_before" value="0"' in text(client, "/admin/orders/1001")
    assert client.post("/admin/orders/1001/fulfil", typed).status_code == 303
    answer = client.post("/admin/orders/1001/fulfil", typed)
    assert answer.status_code == 422 and "Another parcel of this order" in answer.content.decode()
    assert Shipment.objects.count() == 1
