"""The consent ledger: appended to, the newest time wins, bound to the address it was given for."""

from datetime import timedelta

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, Actor, visitor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.actions import NewCustomer, add, edit, set_consent
from clientela.customers.actions.consent import NothingToSendTo
from clientela.customers.models import Channel, Consent, ConsentEntry, Customer, OptIn
from clientela.customers.queries import profile
from clientela.journal.models import Event
from tests.cast import Cast, actor_of, make_customer

NOW = timezone.now()


@pytest.fixture
def ann(db: None) -> Customer:
    return make_customer("Ann@Example.com", "Ann")


def agree(customer: Customer, state: Consent, by: Actor = SYSTEM, **more: object) -> None:
    values = {"level": OptIn.SINGLE, "source": "storefront"} | more
    channel = values.pop("channel", Channel.EMAIL)
    set_consent(customer.pk, channel, state, by=by, **values)  # type: ignore[arg-type]


def state(customer: Customer) -> str:
    return Customer.objects.get(pk=customer.pk).email_consent


def test_a_line_with_all_its_proof(ann: Customer) -> None:
    agree(ann, Consent.SUBSCRIBED, wording="Email me with news", proof={"ip": "203.0.113.7"})
    entry = ConsentEntry.objects.get()
    assert (entry.contact, entry.state, entry.level) == ("Ann@Example.com", "subscribed", "single")
    assert (entry.source, entry.wording, entry.proof) == (
        "storefront",
        "Email me with news",
        {"ip": "203.0.113.7"},
    )
    assert state(ann) == "subscribed" and Customer.objects.get(pk=ann.pk).version == ann.version + 1
    event = Event.objects.get(name="customer.consent_changed")
    assert event.data == {
        "channel": "email",
        "state": "subscribed",
        "level": "single",
        "source": "storefront",
    }


def test_the_newest_time_wins_whatever_comes_last(ann: Customer) -> None:
    agree(ann, Consent.UNSUBSCRIBED, at=NOW - timedelta(days=1))
    agree(ann, Consent.SUBSCRIBED, at=NOW - timedelta(days=9))
    assert state(ann) == "unsubscribed"
    assert ConsentEntry.objects.count() == 2
    assert Event.objects.filter(name="customer.consent_changed").count() == 1
    assert profile(ann).consents["email"].state == "unsubscribed"
    agree(ann, Consent.SUBSCRIBED, at=NOW - timedelta(hours=1))
    assert state(ann) == "subscribed"


def test_of_one_moment_the_line_written_last_counts(ann: Customer) -> None:
    agree(ann, Consent.SUBSCRIBED, at=NOW)
    agree(ann, Consent.UNSUBSCRIBED, at=NOW)
    assert state(ann) == profile(ann).consents["email"].state == "unsubscribed"


def test_a_time_to_come_is_refused(ann: Customer) -> None:
    with pytest.raises(Refused) as refused:
        agree(ann, Consent.SUBSCRIBED, at=timezone.now() + timedelta(minutes=1))
    assert refused.value.code == "consent_in_future" and not ConsentEntry.objects.exists()


def test_without_an_address_there_is_no_consent(db: None) -> None:
    bo = add(NewCustomer(first_name="Bo", phone="+4722123456"), by=SYSTEM)
    with pytest.raises(NothingToSendTo):
        agree(bo, Consent.SUBSCRIBED)
    agree(bo, Consent.SUBSCRIBED, channel=Channel.SMS)
    assert ConsentEntry.objects.get().contact == "+4722123456"
    after = Customer.objects.get(pk=bo.pk)
    assert (after.email_consent, after.sms_consent) == ("not_subscribed", "subscribed")


def test_a_line_keeps_the_contact_it_was_given_for(db: None) -> None:
    bo = add(NewCustomer(first_name="Bo", phone="+4722123456"), by=SYSTEM)
    agree(bo, Consent.SUBSCRIBED, channel=Channel.SMS)
    edit(bo.pk, {"phone": "+4722123457"}, by=SYSTEM)
    assert ConsentEntry.objects.get().contact == "+4722123456"


def test_the_same_again_writes_no_line(ann: Customer) -> None:
    agree(ann, Consent.SUBSCRIBED)
    agree(ann, Consent.SUBSCRIBED)
    assert ConsentEntry.objects.count() == 1
    agree(ann, Consent.SUBSCRIBED, wording="Other words")
    assert ConsentEntry.objects.count() == 2


def test_who_may(cast: Cast) -> None:
    """AC-02, lesson 3: staff with the power, and the very customer."""
    for by in (visitor(), actor_of(cast.stranger), cast.read_only.as_actor()):
        with pytest.raises(NotAllowed):
            agree(cast.ingrid, Consent.SUBSCRIBED, by)
    agree(cast.ingrid, Consent.SUBSCRIBED, actor_of(cast.ingrid))
    agree(cast.ingrid, Consent.UNSUBSCRIBED, cast.support.as_actor())
    with pytest.raises(NotThere):
        set_consent(10**9, Channel.EMAIL, Consent.SUBSCRIBED, level=OptIn.SINGLE, source="x", by=SYSTEM)
