"""Links to an order open that order alone, and prove nothing by themselves."""

from django.test import Client

from clientela.customers.models import Customer
from clientela.orders import links
from clientela.orders.links import Way
from tests.cast import as_customer
from tests.security.everywhere import House


def signature(path: str) -> str:
    return path.partition("-")[2]


def test_a_link_opens_its_own_order_alone(house: House) -> None:
    """LK-01: the signature of one order is worth nothing for another, nor one way's for the other's."""
    one, other = house.order, house.guests
    assert Client().get(links.path(one, Way.MAIL)).status_code == 200
    mail, page = links.path(one, Way.MAIL), links.path(one, Way.PAGE)
    assert signature(mail) != signature(page)
    for forged in (
        f"/orders/m{other.pk}-{signature(mail)}",
        f"/orders/p{one.pk}-{signature(mail)}",
        f"/orders/m{one.pk}-{signature(page)}",
        f"/orders/m{one.pk}-",
        f"/orders/m{one.pk}",
        f"/orders/{one.pk}-{signature(mail)}",
        f"/orders/m0{one.pk}-{signature(mail)[:-1]}",
        f"/orders/m-{signature(mail)}",
        f"/orders/m{one.pk}-{signature(mail).upper()}",
        f"/orders/m{one.pk}-{signature(mail)}x",
        f"/orders/m99999999999999999-{signature(mail)}",
        f"/orders/m{one.pk}-{signature(mail)[:-1]}\u00e9",
    ):
        assert Client().get(forged).status_code == 404, forged


def test_every_letter_of_the_signature_counts(house: House) -> None:
    """LK-01: 256 bits, each changed letter refused."""
    path = links.path(house.order, Way.MAIL)
    head, _dash, letters = path.partition("-")
    assert len(letters) == 64
    for place, letter in enumerate(letters):
        other = "0" if letter != "0" else "1"
        assert Client().get(f"{head}-{letters[:place]}{other}{letters[place + 1 :]}").status_code == 404


def test_a_link_dies_with_the_address_it_was_sent_to(house: House) -> None:
    """LK-03: an order whose email is changed needs a new link."""
    path = links.path(house.guests, Way.MAIL)
    house.guests.email = "another@example.com"
    house.guests.save()
    assert Client().get(path).status_code == 404


def test_opening_a_link_proves_nothing(house: House) -> None:
    """Lesson 5: neither way signs in, claims the order or proves the mailbox; the street stays hidden."""
    buyer = Customer.objects.get(email_key="nora@example.com")
    browser = as_customer(house.cast.stranger)
    for way in Way:
        for _time in range(2):
            page = browser.get(links.path(house.guests, way)).content.decode()
            assert "12 High Street" not in page and "BA1 5BG" not in page and buyer.email not in page
    house.guests.refresh_from_db()
    buyer.refresh_from_db()
    assert house.guests.customer_id == buyer.pk and buyer.email_verified_at is None
    assert browser.get(f"/account/orders/{house.guests.number}").status_code == 404
    visitor = Client()
    visitor.get(links.path(house.order, Way.PAGE))
    assert "customer" not in visitor.cookies and visitor.get("/account/orders").status_code == 302
    assert "12 High Street" not in visitor.get(links.path(house.order, Way.MAIL)).content.decode()
