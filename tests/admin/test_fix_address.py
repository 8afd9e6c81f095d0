"""Staff and wrong US military addresses: warned of, fixed with both in sight, asked about, listed."""

from html import unescape

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers.models import Address
from clientela.insight.actions import check_addresses
from clientela.orders.models import Draft, Order
from tests.admin.scenes import make_draft, make_order
from tests.cast import Cast, as_staff

CLEAR = Place("Jane", "Doe", "", "PSC 3 BOX 4120", "", "Ramstein", "AE", "09021", "US", "")
UNCLEAR = Place("Jane", "Doe", "", "UNIT 2050 BOX 4190", "", "APO", "AP", "96278", "US", "")
RIGHT = {"country": "US", "last_name": "Doe", "line1": "psc 5 box 4190", "city": "APO"}
RIGHT |= {"region": "AP", "postcode": "96278"}
WARNED, AGAIN = "This US military address can’t be right", "Fix the address before you send this"


@pytest.fixture
def client(cast: Cast) -> Client:
    return as_staff(cast.support)


def text(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def order_to(cast: Cast, place: Place) -> Order:
    """An order and a saved address as an import left them."""
    order = make_order(cast.ingrid)
    Address.objects.filter(customer=cast.ingrid).update(digest="x", **place.as_dict())
    Order.objects.filter(pk=order.pk).update(shipping_address=place.as_dict())
    return Order.objects.get(pk=order.pk)


def test_an_order_warns_and_warns_again_at_fulfil(client: Client, cast: Cast) -> None:
    """The exact reason for who may see addresses; no deed for who may not."""
    order_to(cast, UNCLEAR)
    page = text(client, "/admin/orders/1001")
    for words in (WARNED, AGAIN, "have a PSC number", "/admin/orders/1001/address", "/email?order=1001"):
        assert words in page
    page = text(as_staff(cast.read_only), "/admin/orders/1001")
    assert WARNED in page and AGAIN not in page and "/admin/orders/1001/address" not in page
    page = text(as_staff(cast.marketing), "/admin/orders/1001")
    assert WARNED in page and "PSC" not in page
    Order.objects.update(shipping_address=Place("J", "D", "", "1 Main", "", "Bath", "", "", "GB").as_dict())
    assert WARNED not in text(client, "/admin/orders/1001")


def test_what_is_clear_is_shown_before_and_after_and_done_with_one_press(client: Client, cast: Cast) -> None:
    order_to(cast, CLEAR)
    page = text(client, "/admin/orders/1001/address")
    assert (
        page.count("As it will be") == 2 and page.count("APO, AE 09021") == 2 and page.count("RAMSTEIN") == 2
    )
    assert "City: APO instead of Ramstein." in page
    sent = client.get("/admin/orders/1001/address").context
    typed = dict(sent["right"]) | {"seen": sent["seen"], "confirm": "1"}
    assert client.post("/admin/orders/1001/address", typed).status_code == 303
    assert Order.objects.get().place.city == "APO" and Address.objects.get().city == "APO"
    page = text(client, "/admin/orders/1001")
    assert WARNED not in page and "Delivery address of order #1001 corrected" in page


def test_what_is_unclear_is_typed_then_looked_at(client: Client, cast: Cast) -> None:
    """Nothing changes before it was looked at; one may go back; mistakes stand beside their field."""
    order_to(cast, UNCLEAR)
    path = "/admin/orders/1001/address"
    page = text(client, path)
    assert (
        "have a PSC number" in page and "As it will be" not in page and 'value="UNIT 2050 BOX 4190"' in page
    )
    answer = client.post(path, RIGHT | {"line1": "psc 5"})
    assert answer.status_code == 422 and answer.context["address_form"].errors.keys() == {"line1"}
    answer = client.post(path, RIGHT)
    look = unescape(answer.content.decode())
    assert look.count("PSC 5 BOX 4190") >= 2 and look.count("As it will be") == 2
    assert Order.objects.get().place == UNCLEAR
    edit = client.post(path, dict(answer.context["right"]) | {"edit": "1"}).content.decode()
    assert 'value="PSC 5 BOX 4190"' in edit and "As it will be" not in unescape(edit)
    typed = dict(answer.context["right"]) | {"seen": answer.context["seen"], "confirm": "1"}
    assert client.post(path, typed).status_code == 303
    assert Order.objects.get().place.line1 == Address.objects.get().line1 == "PSC 5 BOX 4190"


def test_a_colleague_came_first(client: Client, cast: Cast) -> None:
    order_to(cast, CLEAR)
    answer = client.post("/admin/orders/1001/address", RIGHT | {"seen": "another", "confirm": "1"})
    assert answer.headers["Location"] == "/admin/orders/1001/address"
    assert "A colleague changed this address meanwhile" in text(client, "/admin/orders/1001/address")
    assert Order.objects.get().place == CLEAR


def test_there_is_nothing_to_fix_on_a_cancelled_order(client: Client, cast: Cast) -> None:
    order = order_to(cast, CLEAR)
    Order.objects.filter(pk=order.pk).update(cancelled_at=order.placed_at)
    assert client.get("/admin/orders/1001/address").status_code == 404
    assert WARNED not in text(client, "/admin/orders/1001")


def test_the_customer_is_asked_in_their_language(client: Client, cast: Cast) -> None:
    """The email begins with the address and the reason; somebody else's order fills in nothing."""
    order_to(cast, UNCLEAR)
    cast.ingrid.language = "nb"
    cast.ingrid.save()
    page = text(client, f"/admin/customers/{cast.ingrid.pk}/email?order=1001")
    for words in ("Adressen til bestillingen din #1001", "> UNIT 2050 BOX 4190", "- ", "PSC-nummer"):
        assert words in page
    kept = Address.objects.get(customer=cast.ingrid)
    assert "> UNIT 2050 BOX 4190" in text(
        client, f"/admin/customers/{cast.ingrid.pk}/email?address={kept.pk}"
    )
    for asked in ("order=1001", f"address={kept.pk}", "order=77", "order=x", "order=" + "9" * 30):
        assert "UNIT" not in text(client, f"/admin/customers/{cast.stranger.pk}/email?{asked}"), asked
    page = text(as_staff(cast.marketing), f"/admin/customers/{cast.ingrid.pk}/email?order=1001")
    assert "UNIT" not in page


def test_stored_ones_that_are_wrong_are_listed_until_they_are_fixed(client: Client, cast: Cast) -> None:
    """Found by the round, apart from other wrong addresses; capitals and dots are nothing to fix."""
    Address.objects.create(customer=cast.ingrid, digest="x", **CLEAR.as_dict())
    unclear = Address.objects.create(customer=cast.stranger, digest="y", **UNCLEAR.as_dict())
    slight = CLEAR.as_dict() | {"city": "a.p.o.", "line1": "psc 3 box 4120"}
    Address.objects.create(customer=cast.guest, digest="z", **slight)
    assert check_addresses(by=SYSTEM) == 3
    assert "2 US military addresses can't be right" in text(client, "/admin")
    page = text(client, "/admin/attention/military")
    assert (
        "City: APO instead of Ramstein." in page and "have a PSC number" in page and page.count(">Fix<") == 2
    )
    assert "Nothing needs you here" in text(client, "/admin/attention/addresses")
    path = f"/admin/customers/{cast.stranger.pk}/addresses/{unclear.pk}/fix"
    assert path in page
    typed = client.post(path, RIGHT).context["right"]
    assert client.post(path, dict(typed) | {"confirm": "1"}).status_code == 303
    page = text(client, "/admin/attention/military")
    assert page.count(">Fix<") == 1 and "1 US military address can't be right" in text(client, "/admin")


def test_addresses_that_staff_type_are_corrected_too(client: Client, cast: Cast) -> None:
    """On a profile, on a new customer whose name stands above the address, and on a draft."""
    typed = CLEAR.as_dict() | {"country": "DE", "region": ""}
    assert client.post(f"/admin/customers/{cast.ingrid.pk}/addresses/new", typed).status_code == 303
    assert "City: APO instead of Ramstein." in text(client, f"/admin/customers/{cast.ingrid.pk}")
    answer = client.post(f"/admin/customers/{cast.ingrid.pk}/addresses/new", RIGHT | {"last_name": ""})
    assert answer.context["address_form"].errors.keys() == {"last_name"}
    whole = {f"address-{name}": value for name, value in (RIGHT | {"last_name": ""}).items()}
    new = {"first_name": "Ann", "last_name": "Lee", "email": "ann@example.com", "language": "en"}
    assert client.post("/admin/customers/new", new | whole).status_code == 303
    made = Address.objects.get(customer__email="ann@example.com")
    assert (made.last_name, made.line1) == ("Lee", "PSC 5 BOX 4190")
    draft = make_draft(cast.ingrid)
    assert client.post(f"/admin/drafts/{draft.pk}/address", typed).status_code == 303
    assert Draft.objects.get().place.city == "APO"
    assert "City: APO instead of Ramstein." in text(client, f"/admin/drafts/{draft.pk}")
    unclear = Address.objects.create(customer=cast.ingrid, digest="y", **UNCLEAR.as_dict())
    client.post(f"/admin/drafts/{draft.pk}/address/{unclear.pk}")
    assert WARNED in text(client, f"/admin/drafts/{draft.pk}")
    wrong = Address.objects.create(customer=cast.ingrid, digest="x", **CLEAR.as_dict())
    assert client.post(f"/admin/drafts/{draft.pk}/address/{wrong.pk}").status_code == 303
    assert Draft.objects.get().place.city == "APO"
    assert "City: APO instead of Ramstein." in text(client, f"/admin/drafts/{draft.pk}")
