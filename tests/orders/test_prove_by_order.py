"""The button behind a mailed order link proves the mailbox; the link of the thank-you page doesn't."""

from dataclasses import replace

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.journal.models import Event
from clientela.orders import actions, links
from clientela.orders.links import Way
from clientela.orders.models import Order
from tests.accounts.people import browser
from tests.cast import VISITOR, Cast, actor_of, as_customer
from tests.orders.bought import bought
from tests.orders.test_claim import claim, way_back

pytestmark = pytest.mark.django_db
EMAIL = "nora@example.com"


def buyer() -> Customer:
    return Customer.objects.get(email_key=EMAIL)


def mailed(order: Order) -> str:
    """Where the mailed link leads."""
    return links.path(order, Way.MAIL)


def press(client: Client, path: str, email: str = EMAIL) -> object:
    return client.post(path, {"email": email})


def test_the_button_proves_and_looking_does_not(db: None) -> None:
    """Lesson 5, LK-04: opened any number of times nothing happens; pressed, the mailbox is proved, once."""
    path, client = mailed(bought()), browser()
    for _time in range(3):
        page = client.get(path)
        client.head(path)
    assert "Confirm my address" in page.content.decode() and buyer().email_verified_at is None
    done = press(client, path, " Nora@Example.com ")
    assert (done.status_code, done["Location"]) == (303, path)
    page = client.get(path).content.decode()
    assert "Your email address is confirmed." in page and "Confirm my address" not in page
    assert buyer().email_verified_at and "customer" not in client.cookies
    assert press(client, path).status_code == 303
    event = Event.objects.get(name="customer.email_verified")
    assert (event.customer_id, event.data) == (buyer().pk, {"how": "order"})


def test_a_scanner_that_presses_buttons_proves_nothing(db: None) -> None:
    """LK-04: the address has to be typed, and the page doesn't show it."""
    path, client = mailed(bought()), browser()
    assert EMAIL not in client.get(path).content.decode().lower()
    for typed in ("", "other@example.com"):
        page = press(client, path, typed)
        assert page.status_code == 422
        assert "Confirm my address" in page.content.decode()
    assert "Type the address that this email was sent to." in page.content.decode()
    assert buyer().email_verified_at is None


def test_the_link_of_the_thank_you_page_proves_nothing(db: None) -> None:
    """Lesson 5: whoever ordered saw it, whoever's the mailbox is."""
    order = bought()
    path, client = links.path(order, Way.PAGE), browser()
    assert "Confirm my address" not in client.get(path).content.decode()
    assert press(client, path).status_code == 404
    with pytest.raises(NotThere):
        actions.prove_by_order(path.removeprefix("/orders/"), EMAIL, by=VISITOR)
    assert buyer().email_verified_at is None


def test_what_was_typed_at_the_checkout_fills_in_what_is_unknown(db: None) -> None:
    """Lesson 4: a subscriber's name, language and address come from the order now; what they had stays."""
    customers.find_or_add(EMAIL, source=Source.NEWSLETTER, by=VISITOR)
    order = bought()
    assert buyer().name == "" and not buyer().addresses.exists()
    press(browser(), mailed(order))
    assert buyer().name == order.place.name and buyer().addresses.get().lines == order.address_lines
    assert buyer().default_address == buyer().addresses.get()


def test_what_is_known_stays(db: None) -> None:
    """Lesson 3: the name that stands there isn't the guest's to change."""
    known = customers.find_or_add(EMAIL, source=Source.NEWSLETTER, by=VISITOR)[0]
    customers.edit(known.pk, {"first_name": "Eleonora", "language": "da"}, by=SYSTEM)
    press(browser(), mailed(bought()))
    assert (buyer().name, buyer().language) == ("Eleonora", "da") and buyer().email_verified_at


def test_a_closed_account_stays_closed(db: None) -> None:
    """No door revives the deactivated; the button isn't shown to them."""
    path = mailed(bought())
    customers.set_account_state(buyer().pk, AccountState.DEACTIVATED, by=SYSTEM)
    client = browser()
    assert "Confirm my address" not in client.get(path).content.decode()
    press(client, path)
    assert buyer().account_state == AccountState.DEACTIVATED


def test_staff_in_the_customers_place_prove_nothing(db: None, cast: Cast) -> None:
    """AC-06: a visit is nobody's mailbox."""
    signed = mailed(bought()).removeprefix("/orders/")
    for by in (replace(actor_of(cast.ingrid), via=cast.owner.as_actor()), cast.owner.as_actor()):
        with pytest.raises(NotAllowed):
            actions.prove_by_order(signed, EMAIL, by=by)
    assert as_customer(cast.ingrid).get(f"/orders/{signed}").status_code == 200
    assert buyer().email_verified_at is None


def test_taking_a_claimed_order_back_proves_it_too(db: None, cast: Cast) -> None:
    """That link was mailed to the order's address, and its button asks for it."""
    order = bought()
    claim(cast, order)
    actions.undo_claim(*way_back(), EMAIL, by=VISITOR)
    assert buyer().email_verified_at and Order.objects.get().customer == buyer()
