"""Agreeing to marketing, saying yes by email, leaving by one click; and that nobody else can get any."""

import re
import time

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.core.emails import EmailNotValid
from clientela.customers.models import Channel, Consent, Customer
from clientela.messaging import links, reactions
from clientela.messaging.actions import advertise, choose, confirm, sign_up, take_sign_up
from clientela.messaging.models import SignUp
from clientela.post import actions as post
from clientela.post.actions import What
from clientela.post.models import MailboxMessage, Message, Stream
from clientela.store.actions import change_settings
from tests.cast import Cast, actor_of
from tests.post.letters import delivered, letter

WORDS = "News from the store, now and then"
KIND = "marketing.confirmation"
VALUES = {"email_confirmation_url": "https://x.example", "wording": WORDS, "customer": {"first_name": ""}}


def signed_up(email: str, by: object = SYSTEM) -> Customer:
    sign_up(email, wording=WORDS, by=SYSTEM, language="nb")
    take_sign_up(SignUp.objects.get().pk, by=SYSTEM)
    return Customer.objects.with_email(email.lower()).get()


def asked(customer: Customer) -> str:
    """The token of the link in the email that asks for a yes."""
    message = Message.objects.get(customer_id=customer.pk, kind=KIND)
    delivered(message)
    found = re.search(r"/newsletter/confirm/(\S+)", MailboxMessage.objects.get().text)
    assert found
    return found[1]


def subscribed(customer: Customer) -> Customer:
    Customer.objects.filter(pk=customer.pk).update(email_consent=Consent.SUBSCRIBED)
    customer.refresh_from_db()
    return customer


def advertised(customer: Customer, **more: str) -> Message:
    message = advertise(KIND, customer.pk, VALUES, by=SYSTEM, **more)
    assert message
    return message


def test_a_new_address_is_a_customer_with_consent(db: None) -> None:
    """With source, wording, level and the address it is bound to."""
    customer = signed_up("Nora@example.com")
    entry = customer.consent_entries.get()
    assert (customer.email_consent, customer.source, customer.language) == ("subscribed", "newsletter", "nb")
    assert (entry.level, entry.source, entry.wording, entry.contact) == (
        "single", "newsletter", WORDS, "Nora@example.com",
    )  # fmt: skip
    assert not Message.objects.exists() and not SignUp.objects.exists()


def test_the_worker_may_see_it_twice(db: None) -> None:
    sign_up("nora@example.com", wording=WORDS, by=SYSTEM)
    (waiting,) = SignUp.objects.all()
    take_sign_up(waiting.pk, by=SYSTEM)
    take_sign_up(waiting.pk, by=SYSTEM)
    assert Customer.objects.count() == 1


def test_double_opt_in_waits_for_a_yes(db: None) -> None:
    """Pending until the button behind the link is pressed; then subscribed, with the mailbox proved."""
    change_settings({"marketing.double_opt_in": "true"}, by=SYSTEM)
    customer = signed_up("nora@example.com")
    assert customer.email_consent == Consent.PENDING
    token = asked(customer)
    client = Client()
    for _ in range(3):
        page = client.get(f"/newsletter/confirm/{token}")
        assert page.status_code == 200 and page["Referrer-Policy"] == "same-origin"
    customer.refresh_from_db()
    assert customer.email_consent == Consent.PENDING
    assert client.post(f"/newsletter/confirm/{token}").status_code == 200
    customer.refresh_from_db()
    newest = customer.consent_entries.order_by("-pk").first()
    assert customer.email_consent == Consent.SUBSCRIBED and customer.email_verified_at
    assert newest and newest.level == "double" and newest.wording == WORDS and newest.proof["ip"]


def test_somebody_known_is_asked_and_otherwise_left_alone(db: None, cast: Cast) -> None:
    """Lessons 3 and 4: an address typed by anybody writes nothing until its mailbox says yes."""
    customer = signed_up(cast.ingrid.email)
    assert customer.email_consent == Consent.NOT_SUBSCRIBED and not customer.consent_entries.exists()
    assert confirm(asked(customer), by=SYSTEM)
    customer.refresh_from_db()
    assert customer.email_consent == Consent.SUBSCRIBED


def test_the_subscribed_get_no_further_question(db: None, cast: Cast) -> None:
    subscribed(cast.ingrid)
    signed_up(cast.ingrid.email)
    assert not Message.objects.exists()


def test_questions_are_few(db: None, cast: Cast) -> None:
    """RL-06: nobody's mailbox is filled by others."""
    for _ in range(6):
        signed_up(cast.ingrid.email)
    assert Message.objects.count() == 3


def test_a_link_over_or_forged_says_nothing(db: None, cast: Cast) -> None:
    """LK-03: it ends with the address, after seven days, and is no preferences link."""
    path = links.confirm_path(cast.ingrid, "newsletter", WORDS)
    token = path.rsplit("/", 1)[1]
    preferences = links.preferences_path(cast.ingrid).rsplit("/", 1)[1]
    assert links.agreed(token) and not links.agreed(preferences) and not links.reader(token)
    assert not links.agreed(token[:-2]) and not links.agreed("ø") and not links.agreed("")
    Customer.objects.filter(pk=cast.ingrid.pk).update(
        email="other@example.com", email_key="other@example.com"
    )
    assert links.agreed(token) is None and not confirm(token, by=SYSTEM)
    assert Client().get(f"/newsletter/confirm/{token}").status_code == 410


def test_signed_in_customers_need_no_second_question(db: None, cast: Cast) -> None:
    sign_up(cast.ingrid.email, wording=WORDS, by=actor_of(cast.ingrid))
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED and not SignUp.objects.exists()


def test_one_mailbox_and_no_more(db: None) -> None:
    with pytest.raises(EmailNotValid):
        sign_up("a@example.com, b@example.com", wording=WORDS, by=SYSTEM)


def test_marketing_leaves_with_the_way_out(db: None, cast: Cast) -> None:
    message = delivered(advertised(subscribed(cast.ingrid)))
    assert message.state == "sent" and "/unsubscribe/" in message.unsubscribe_url


@pytest.mark.parametrize("state", [state for state in Consent if state != Consent.SUBSCRIBED])
def test_marketing_to_the_unsubscribed_is_held_back_by_the_database(
    db: None, cast: Cast, state: Consent
) -> None:
    """By construction: whoever queues it, it never leaves."""
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=state)
    message = delivered(advertised(cast.ingrid))
    assert message.state == "suppressed" and message.problem == "not_subscribed"
    bare = letter(
        to=cast.ingrid.email, customer_id=cast.ingrid.pk, stream=Stream.MARKETING, unsubscribe_url="https://x"
    )
    queued = post.queue(bare, by=SYSTEM)
    assert queued and delivered(queued).state == "suppressed"
    assert not MailboxMessage.objects.exists()


def test_who_leaves_between_queue_and_hand_over_gets_nothing(db: None, cast: Cast) -> None:
    message = advertised(subscribed(cast.ingrid))
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.UNSUBSCRIBED)
    assert delivered(message).state == "suppressed"


def test_consent_is_bound_to_the_address(db: None, cast: Cast) -> None:
    """A yes for one address is none for another."""
    subscribed(cast.ingrid)
    queued = post.queue(
        letter(
            to="else@example.com",
            customer_id=cast.ingrid.pk,
            stream=Stream.MARKETING,
            unsubscribe_url="https://x",
        ),
        by=SYSTEM,
    )
    assert queued and delivered(queued).state == "suppressed"


def test_marketing_without_a_way_out_is_impossible(db: None, cast: Cast) -> None:
    """TP-06."""
    subscribed(cast.ingrid)
    bare = letter(to=cast.ingrid.email, customer_id=cast.ingrid.pk, stream=Stream.MARKETING)
    with pytest.raises(IntegrityError), transaction.atomic():
        post.queue(bare, by=SYSTEM)


def test_one_click_ends_it_and_opening_the_link_does_not(db: None, cast: Cast) -> None:
    """TP-06, LK-04: as mail programs do it: one POST, no cookie, no redirect."""
    subscribed(cast.ingrid)
    path = links.unsubscribe_path(cast.ingrid)
    client = Client(enforce_csrf_checks=True)
    for _ in range(3):
        assert client.get(path).status_code == 200
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED
    for _ in range(2):
        answer = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.UNSUBSCRIBED
    assert [entry.source for entry in cast.ingrid.consent_entries.all()] == ["unsubscribe"]


def test_preferences_without_signing_in(db: None, cast: Cast) -> None:
    subscribed(cast.ingrid)
    path = links.preferences_path(cast.ingrid)
    page = Client().get(path)
    assert page.status_code == 200 and cast.ingrid.email not in page.content.decode()
    Client().post(path, {"has-email": "1"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.UNSUBSCRIBED
    Client().post(path, {"has-email": "1", "email": "on"})
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED
    assert Client().get("/preferences/nonsense").status_code == 404
    refused = Client().post("/unsubscribe/nonsense")
    assert refused.status_code == 404 and "You are unsubscribed" not in refused.content.decode()


def test_an_old_address_link_changes_nothing(db: None, cast: Cast) -> None:
    subscribed(cast.ingrid)
    token = links.preferences_path(cast.ingrid).rsplit("/", 1)[1]
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="new@example.com", email_key="new@example.com")
    assert choose(token, Channel.EMAIL, wants=False, source="x", wording="", by=SYSTEM)
    cast.ingrid.refresh_from_db()
    assert cast.ingrid.email_consent == Consent.SUBSCRIBED


def test_an_old_address_learns_nothing(db: None, cast: Cast) -> None:
    """PR-06: whoever reads a former address doesn't see what the customer gets elsewhere."""
    Customer.objects.filter(pk=cast.ingrid.pk).update(phone="+4791234567", sms_consent="subscribed")
    path = links.preferences_path(cast.ingrid)
    assert 'name="sms"' in Client().get(path).content.decode()
    Customer.objects.filter(pk=cast.ingrid.pk).update(email="new@example.com", email_key="new@example.com")
    shown = Client().get(path).content.decode()
    assert 'name="sms"' not in shown and 'name="email"' not in shown
    assert "This address gets no news from us." in shown


def test_calling_it_spam_ends_it(real_db: None) -> None:
    """A complaint counts as leaving."""
    customer = subscribed(signed_up("nora@example.com"))
    message = delivered(advertised(customer))
    post.report(What.COMPLAINED, by=SYSTEM, message_id=message.message_id)
    # A reader stops before the oldest transaction still running, also of other databases on the server.
    deadline = time.monotonic() + 30
    while customer.email_consent != Consent.UNSUBSCRIBED and time.monotonic() < deadline:
        reactions.heed_complaints()
        customer.refresh_from_db()
    reactions.heed_complaints()
    assert customer.email_consent == Consent.UNSUBSCRIBED
    assert customer.consent_entries.filter(source="complaint").count() == 1
