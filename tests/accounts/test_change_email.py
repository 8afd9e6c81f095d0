"""Staff change a customer's address: unproved, signed out everywhere, both addresses told."""

import pytest

from clientela.accounts.actions import change_email, request_reset
from clientela.accounts.models import Link, Session
from clientela.core.actor import visitor
from clientela.core.emails import EmailNotValid
from clientela.core.errors import NotAllowed, Refused
from clientela.core.seals import new_token, token_hash
from clientela.customers.models import Consent, Customer
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.cast import Cast

NEW = "Ingrid.New@example.com"


def changed(cast: Cast, **more: bool) -> Customer:
    change_email(cast.ingrid.pk, NEW, by=cast.support.as_actor(), **more)
    return Customer.objects.get(pk=cast.ingrid.pk)


def test_it_is_unproved_and_ends_what_hung_on_the_old_one(db: None, cast: Cast) -> None:
    """EM-03, EM-04, SE-05, LK-03: sessions and links die, the change is on the log."""
    Session.objects.create(customer=cast.ingrid, token_hash=token_hash(new_token()))
    request_reset(cast.ingrid.email, by=visitor())
    customer = changed(cast)
    assert (customer.email, customer.email_key) == (NEW, NEW.lower()) and not customer.email_verified_at
    assert not Session.objects.filter(customer=customer, ended_at=None).exists()
    assert not Link.objects.filter(customer=customer, used_at=None, ended_at=None).exists()
    event = Event.objects.get(name="customer.email_changed")
    assert event.actor_id == cast.support.pk and NEW not in str(event.data)


def test_both_addresses_are_told_and_neither_learns_the_other(db: None, cast: Cast) -> None:
    """EM-04."""
    old = cast.ingrid.email
    changed(cast)
    told = {m.to: m for m in Message.objects.filter(kind="account.email_changed")}
    assert set(told) == {old, NEW}
    assert NEW not in told[old].text + told[old].html and old not in told[NEW].text + told[NEW].html


def test_consent_was_given_for_the_old_address(db: None, cast: Cast) -> None:
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.SUBSCRIBED)
    customer = changed(cast)
    entry = customer.consent_entries.get()
    assert customer.email_consent == Consent.NOT_SUBSCRIBED and entry.contact == NEW


def test_consent_goes_along_where_the_customer_said_so(db: None, cast: Cast) -> None:
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.SUBSCRIBED)
    assert changed(cast, keeps_consent=True).email_consent == Consent.SUBSCRIBED


def test_another_spelling_of_the_same_signs_nobody_out(db: None, cast: Cast) -> None:
    session = Session.objects.create(customer=cast.ingrid, token_hash=token_hash(new_token()))
    change_email(cast.ingrid.pk, cast.ingrid.email.upper(), by=cast.support.as_actor())
    session.refresh_from_db()
    assert session.ended_at is None and not Message.objects.exists()


def test_refused(db: None, cast: Cast) -> None:
    with pytest.raises(Refused) as refused:
        change_email(cast.ingrid.pk, cast.guest.email, by=cast.support.as_actor())
    assert refused.value.field == "email"
    with pytest.raises(EmailNotValid):
        change_email(cast.ingrid.pk, "a@example.com, b@example.com", by=cast.support.as_actor())
    with pytest.raises(NotAllowed):
        change_email(cast.ingrid.pk, NEW, by=cast.read_only.as_actor())
