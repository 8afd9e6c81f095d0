"""Customers change their own address: proved at the new one, and taken back from the old one."""

from dataclasses import replace

import pytest
from django.db.models.functions import Now

from clientela.accounts import actions
from clientela.accounts.actions import codes, sessions
from clientela.accounts.models import Challenge, Link, Session
from clientela.accounts.queries import session_of
from clientela.core import seals
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, Refused
from clientela.customers.keeping import Taken
from clientela.customers.models import Consent, Customer
from tests.accounts.people import BROWSER, GOOD, calm, mails, secrets_of
from tests.cast import PASSWORD, VISITOR, Cast, actor_of

NEW = "Ingrid.New@example.org"


def begin(cast: Cast, email: str = NEW, **more: bool) -> Challenge:
    calm()
    return actions.begin_email_change(
        cast.ingrid.pk, email, browser=BROWSER, by=actor_of(cast.ingrid), **more
    )


def code_of(kind: str = "account.email_code") -> str:
    return secrets_of(mails(kind)[-1])["code"]


def finish(cast: Cast, challenge: Challenge, code: str = "", browser: str = BROWSER) -> tuple[Customer, str]:
    return actions.finish_email_change(
        cast.ingrid.pk,
        challenge.pk,
        code or code_of(),
        browser=browser,
        agent="Browser/1",
        by=actor_of(cast.ingrid),
    )


def way_back(number: int = -1) -> tuple[int, str]:
    """Customer and token of an undo link, as it was mailed."""
    *_path, customer_id, token = secrets_of(mails("account.email_moved")[number])["link"].split("/")
    return int(customer_id), token


def ended(customer: Customer) -> bool:
    return not Session.objects.filter(customer=customer, ended_at=None).exists()


def test_proved_at_the_new_address_and_told_to_the_old(db: None, cast: Cast) -> None:
    """EM-01, EM-03: nothing changes before the code; then other browsers, links and the old sign-in end."""
    old = cast.ingrid.email
    other = sessions.open_session(cast.ingrid, agent="", by=actor_of(cast.ingrid))
    actions.request_reset(old, by=VISITOR)
    challenge = begin(cast)
    assert mails("account.email_code")[-1].to == NEW
    assert Customer.objects.get(pk=cast.ingrid.pk).email == old
    customer, token = finish(cast, challenge)
    assert customer.email == NEW and Customer.objects.get(pk=customer.pk).email_verified_at
    assert session_of(token) and not session_of(other)
    resets = Link.objects.filter(purpose=Link.Purpose.RESET, used_at=None, ended_at=None)
    assert not resets.exists()
    moved = mails("account.email_moved")[-1]
    assert moved.to == old and NEW not in moved.text + moved.html
    with pytest.raises(actions.SignInNotPossible):
        actions.sign_in(old, PASSWORD, agent="", by=VISITOR)
    assert actions.sign_in(NEW, PASSWORD, agent="", by=VISITOR)[0].pk == customer.pk


def test_the_code_counts_in_this_browser_for_this_customer_once(db: None, cast: Cast) -> None:
    """CD-05: another browser, another customer, a second time: refused."""
    challenge = begin(cast)
    with pytest.raises(actions.CodeOver):
        finish(cast, challenge, browser="x" * 43)
    with pytest.raises(actions.CodeOver):
        actions.finish_email_change(
            cast.stranger.pk, challenge.pk, code_of(), browser=BROWSER, agent="", by=actor_of(cast.stranger)
        )
    assert Customer.objects.get(pk=cast.stranger.pk).email == cast.stranger.email
    again = begin(cast)
    finish(cast, again)
    with pytest.raises(actions.CodeOver):
        finish(cast, again)


def test_somebody_else_s_address_looks_the_same_until_it_is_proved(db: None, cast: Cast) -> None:
    """EM-02, EN-01: the code goes to its owner; whoever typed it in learns no more than a refusal."""
    challenge = begin(cast, cast.stranger.email.upper())
    assert mails("account.email_code")[-1].to == cast.stranger.email
    with pytest.raises(Taken) as refused:
        finish(cast, challenge)
    assert cast.stranger.email not in str(refused.value.sentence)
    assert Customer.objects.get(pk=cast.ingrid.pk).email == cast.ingrid.email


def test_news_follow_where_the_customer_says_so(db: None, cast: Cast) -> None:
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.SUBSCRIBED)
    finish(cast, begin(cast, keeps_consent=True))
    customer = Customer.objects.get(pk=cast.ingrid.pk)
    assert customer.email_consent == Consent.SUBSCRIBED
    assert customer.consent_entries.order_by("-pk")[0].contact == NEW
    finish(cast, begin(cast, "third@example.org"))
    assert Customer.objects.get(pk=cast.ingrid.pk).email_consent == Consent.NOT_SUBSCRIBED


def test_taken_back_from_the_old_mailbox(db: None, cast: Cast) -> None:
    """EM-01, LK-03, LK-04: the former address has to be typed; then it is back and every browser is out."""
    old = cast.ingrid.email
    _customer, token = finish(cast, begin(cast))
    customer_id, secret = way_back()
    with pytest.raises(actions.OtherEmail):
        actions.undo_email_change(customer_id, secret, NEW, by=VISITOR)
    calm()
    actions.undo_email_change(customer_id, secret, old.upper(), by=VISITOR)
    customer = Customer.objects.get(pk=cast.ingrid.pk)
    assert (customer.email, bool(customer.email_verified_at)) == (old, True)
    assert not session_of(token) and ended(customer)
    with pytest.raises(actions.LinkOver):
        actions.undo_email_change(customer_id, secret, old, by=VISITOR)


def test_a_thief_can_t_shake_the_way_back_off(db: None, cast: Cast) -> None:
    """EM-01: neither a second change nor a new password ends the first owner's link."""
    old = cast.ingrid.email
    finish(cast, begin(cast))
    finish(cast, begin(cast, "thief@example.org"))
    actions.change_password(cast.ingrid.pk, PASSWORD, GOOD, agent="", by=actor_of(cast.ingrid))
    first = way_back(0)
    actions.undo_email_change(*first, old, by=VISITOR)
    assert Customer.objects.get(pk=cast.ingrid.pk).email == old
    with pytest.raises(actions.LinkOver):
        actions.undo_email_change(*way_back(1), NEW, by=VISITOR)


def test_the_way_back_ends_after_seven_days(db: None, cast: Cast) -> None:
    """LK-02."""
    finish(cast, begin(cast))
    Link.objects.filter(purpose=Link.Purpose.EMAIL_UNDO).update(expires_at=Now())
    with pytest.raises(actions.LinkOver):
        actions.undo_email_change(*way_back(), cast.ingrid.email, by=VISITOR)


def test_refused(db: None, cast: Cast) -> None:
    """AC-06: the address it has, no address, somebody else's account, staff who are in as the customer."""
    with pytest.raises(actions.SameEmail):
        begin(cast, cast.ingrid.email.upper())
    with pytest.raises(Refused):
        begin(cast, "a@example.com, b@example.com")
    staff: Actor = replace(actor_of(cast.ingrid), via=cast.owner.as_actor())
    for by in (actor_of(cast.stranger), VISITOR, staff, cast.owner.as_actor()):
        with pytest.raises(NotAllowed):
            actions.begin_email_change(cast.ingrid.pk, NEW, browser=BROWSER, by=by)


def test_what_waits_holds_no_address_in_the_clear(db: None, cast: Cast) -> None:
    """LK-01, CD-02: neither code nor token nor the former address stands in the tables of links and codes."""
    challenge = begin(cast)
    code = code_of()
    finish(cast, challenge)
    link = Link.objects.get(purpose=Link.Purpose.EMAIL_UNDO)
    assert cast.ingrid.email not in link.pending and way_back()[1] not in link.token_hash + link.pending
    challenge.refresh_from_db()
    assert code not in challenge.pending + challenge.code_mac
    assert codes.code_mac(challenge.pk, code) == challenge.code_mac
    assert seals.token_hash(way_back()[1]) == link.token_hash
