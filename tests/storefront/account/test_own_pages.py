"""The customer's own pages: change of email, privacy choices, orders added, addresses pinned."""

import pytest
from django.test import Client

from clientela.accounts.models import Session
from clientela.customers import actions as customers
from clientela.customers.models import Consent, Customer
from clientela.orders.models import Order
from tests.accounts.people import mails, secrets_of
from tests.cast import Cast, actor_of, as_customer
from tests.checkout.goods import BATH
from tests.orders.bought import bought

pytestmark = pytest.mark.django_db
NEW = "ingrid.new@example.org"


def fresh_browser(cast: Cast) -> Client:
    return as_customer(cast.ingrid)


def test_changes_the_email_step_by_step(db: None, cast: Cast) -> None:
    """EM-01: the page, the code, the changed profile; then the way back from the old mailbox."""
    client, old = fresh_browser(cast), cast.ingrid.email
    assert old in client.get("/account/email").content.decode()
    sent = client.post("/account/email", {"email": NEW})
    assert (sent.status_code, sent["Location"]) == (303, "/account/email/code")
    page = client.get("/account/email/code").content.decode()
    assert NEW in page and 'autocomplete="one-time-code"' in page
    wrong = client.post("/account/email/code", {"code": "12"})
    assert wrong.status_code == 422 and Customer.objects.get(pk=cast.ingrid.pk).email == old
    code = secrets_of(mails("account.email_code")[-1])["code"]
    done = client.post("/account/email/code", {"code": code})
    assert (done.status_code, done["Location"]) == (303, "/account/profile")
    assert NEW in client.get("/account/profile").content.decode()
    way = secrets_of(mails("account.email_moved")[-1])["link"].partition("/account")[2]
    other = Client(headers={"accept-language": "en"})
    opened = other.get(f"/account{way}")
    assert opened["Location"] == "/account/email/back" and opened["Referrer-Policy"] == "no-referrer"
    for _time in range(3):
        assert other.get("/account/email/back").status_code == 200
    assert other.post("/account/email/back", {"email": NEW}).status_code == 422
    assert other.post("/account/email/back", {"email": old}).status_code == 303
    assert Customer.objects.get(pk=cast.ingrid.pk).email == old
    assert client.get("/account/profile").status_code == 302
    assert other.get("/account/email/back").status_code == 410


def test_asks_for_a_proof_that_is_not_fresh(db: None, cast: Cast) -> None:
    """EM-01: a browser that was left open for an hour asks who is there."""
    client = fresh_browser(cast)
    Session.objects.filter(customer=cast.ingrid).update(proved_at="2020-01-01T00:00:00Z")
    asked = client.get("/account/email")
    assert asked.status_code == 302 and asked["Location"].startswith("/account/prove")


def test_another_code_ends_the_one_before(db: None, cast: Cast) -> None:
    client = fresh_browser(cast)
    client.post("/account/email", {"email": NEW})
    first = secrets_of(mails("account.email_code")[-1])["code"]
    again = client.post("/account/email/code/new")
    assert again.status_code == 303 and len(mails("account.email_code")) == 2
    second = secrets_of(mails("account.email_code")[-1])["code"]
    if first != second:
        assert client.post("/account/email/code", {"code": first}).status_code == 422
    assert client.post("/account/email/code", {"code": second}).status_code == 303


def test_privacy_choices_are_kept_with_their_words(db: None, cast: Cast) -> None:
    client = fresh_browser(cast)
    customers.edit(cast.ingrid.pk, {"phone": "+4791234567"}, by=actor_of(cast.ingrid))
    given = {"email_marketing": "on", "sms_marketing": "on", "no_sale": "on"}
    assert client.post("/account/privacy", given).status_code == 303
    customer = Customer.objects.get(pk=cast.ingrid.pk)
    assert (customer.email_consent, customer.sms_consent) == (Consent.SUBSCRIBED, Consent.SUBSCRIBED)
    assert customer.data_sale_opt_out
    assert "Text me with news and offers" in {entry.wording for entry in customer.consent_entries.all()}
    page = client.get("/account/privacy").content.decode()
    assert "What you agreed to" in page and page.count("checked") == 3
    client.post("/account/privacy", {})
    customer.refresh_from_db()
    assert (customer.email_consent, customer.sms_consent) == (Consent.UNSUBSCRIBED, Consent.UNSUBSCRIBED)
    assert not customer.data_sale_opt_out


def test_the_browser_forgets(db: None, cast: Cast) -> None:
    client = fresh_browser(cast)
    client.cookies["remembered"] = "x"
    done = client.post("/account/privacy/forget")
    assert done.status_code == 303 and done.cookies["remembered"]["max-age"] == 0


def test_adds_an_order_by_number_and_postcode(db: None, cast: Cast) -> None:
    """Lesson 5: a wrong postcode keeps what was typed; the right one shows the order among one's own."""
    client, order = fresh_browser(cast), bought()
    wrong = client.post("/account/orders/add", {"order": order.name, "postcode": "0000"})
    assert wrong.status_code == 422 and order.name in wrong.content.decode()
    given = {"order": order.name, "postcode": order.place.postcode}
    done = client.post("/account/orders/add", given)
    assert done["Location"] == f"/account/orders/{order.number}"
    assert client.get(done["Location"]).status_code == 200
    link = secrets_of(mails("order.claimed")[-1])["link"].partition("/orders/claim")[2]
    other = Client(headers={"accept-language": "en"})
    assert other.get(f"/orders/claim{link}")["Location"] == "/orders/claim"
    assert other.get("/orders/claim").status_code == 200
    assert other.post("/orders/claim", {"email": order.email}).status_code == 303
    assert Order.objects.get().customer_id == order.customer_id


def test_pins_an_address(db: None, cast: Cast) -> None:
    """A pinned address is offered at checkout however long ago it was used."""
    client = fresh_browser(cast)
    kept = customers.add_address(cast.ingrid.pk, BATH, by=actor_of(cast.ingrid))
    page = client.get("/account/addresses").content.decode()
    assert f"/account/addresses/{kept.pk}/pin" in page
    assert client.post(f"/account/addresses/{kept.pk}/pin", {"pinned": "1"}).status_code == 303
    assert "Pinned" in client.get("/account/addresses").content.decode()
    kept.refresh_from_db()
    assert kept.is_pinned
    client.post(f"/account/addresses/{kept.pk}/pin", {"pinned": "0"})
    kept.refresh_from_db()
    assert not kept.is_pinned
    assert as_customer(cast.stranger).post(f"/account/addresses/{kept.pk}/pin").status_code == 404
