"""Signing in by a code that was mailed."""

from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions
from clientela.accounts.actions.access import MethodOff, NoNewAccounts
from clientela.accounts.models import Account, AccountSettings, Challenge, Session
from clientela.accounts.queries import session_of
from clientela.core.actor import SYSTEM
from clientela.core.emails import EmailNotValid
from clientela.core.errors import TooMany
from clientela.customers.models import AccountState, Customer
from clientela.gate.models import Counter
from clientela.journal.models import Event
from clientela.post import actions as post
from clientela.post.models import MailboxMessage
from tests.accounts.people import (
    BROWSER,
    STATES,
    address,
    calm,
    count_hashes,
    customer_of,
    from_network,
    last_code,
    mails,
    shapes,
    stored,
    wrong,
)
from tests.cast import VISITOR, make_customer

pytestmark = pytest.mark.django_db


def begin(email: str = "nora@example.com", browser: str = BROWSER, ip: str = "127.0.0.1") -> Challenge:
    return actions.begin_code_sign_in(email, browser=browser, by=from_network(ip))


def finish(
    challenge: Challenge, code: str = "", browser: str = BROWSER, replaces: str = ""
) -> tuple[Customer, str]:
    return actions.finish_code_sign_in(
        challenge.pk, code or last_code(), browser=browser, agent="B/1", replaces=replaces, by=VISITOR
    )


def settings(**changes: object) -> None:
    AccountSettings.objects.update(**changes)


def test_signs_in_and_proves_the_mailbox(db: None) -> None:
    """SE-02: a new session, the one before dead; the code proves the address."""
    known = make_customer("Nora@Example.com", "Nora", account=True)
    Customer.objects.update(email_verified_at=None)
    old = finish(begin())[1]
    customer, token = finish(begin("NORA@example.com"), replaces=old)
    assert customer == known and customer.email_verified_at
    session = session_of(token)
    assert session and session.customer == known and session.method == "code" and session.agent == "B/1"
    assert session_of(old) is None
    assert Event.objects.filter(name="account.signed_in").last().data == {"method": "code"}


def test_an_unknown_address_becomes_an_account(db: None) -> None:
    """Where registration is open: nothing before the proof, a customer with an account after it."""
    challenge = actions.begin_code_sign_in("New@Example.com", browser=BROWSER, by=VISITOR, language="nb")
    assert not Customer.objects.exists()
    customer, token = finish(challenge)
    assert (customer.email, customer.source, customer.language) == ("New@Example.com", "registration", "nb")
    assert customer.account_state == AccountState.ENABLED and customer.email_verified_at
    assert Account.objects.get().password == "" and session_of(token)


@pytest.mark.parametrize("state", ["none", "invited"])
def test_a_known_customer_without_an_account_gets_one(state: str, db: None) -> None:
    """Guests and the invited open their account by the code."""
    email = address(state)
    customer, _token = finish(begin(email))
    assert customer.account_state == AccountState.ENABLED and customer.name == "Nora Lie"


@pytest.mark.parametrize(("registration", "state"), [("invitation", "none"), ("closed", "invited")])
def test_where_registration_is_not_open(registration: str, state: str, db: None) -> None:
    """The email says that there is no account; even with a code nobody would come in, and nothing is made."""
    settings(registration=registration)
    for email in (address(state), "unknown@example.com"):
        challenge, before = begin(email), Customer.objects.count()
        mail = mails()[-1]
        assert mail.kind == "account.no_code" and not mail.secrets and "invitation" in mail.text
        code = known_code(challenge)
        with pytest.raises(NoNewAccounts):
            finish(challenge, code)
        assert Customer.objects.count() == before and not Session.objects.exists()


def known_code(challenge: Challenge) -> str:
    """Give a challenge a code that the test knows."""
    from clientela.accounts.actions.codes import code_mac

    Challenge.objects.filter(pk=challenge.pk).update(code_mac=code_mac(challenge.pk, "123456"))
    return "123456"


@pytest.mark.parametrize(("registration", "state"), [("invitation", "invited"), ("closed", "enabled")])
def test_those_who_may_come_in_get_their_code(registration: str, state: str, db: None) -> None:
    """By invitation the invited, and always whoever has an account."""
    settings(registration=registration)
    customer, _token = finish(begin(address(state)))
    assert customer.account_state == AccountState.ENABLED


@pytest.mark.parametrize("registration", ["open", "invitation", "closed"])
def test_deactivated_is_told_after_the_proof_alone(registration: str, db: None) -> None:
    """A wrong code tells nothing; the right one says that the account is closed, and changes nothing."""
    settings(registration=registration)
    email = address("deactivated")
    Customer.objects.update(email_verified_at=None)
    challenge = begin(email)
    with pytest.raises(actions.CodeNotValid):
        finish(challenge, wrong(last_code()))
    with pytest.raises(actions.AccountClosed):
        finish(challenge)
    customer = customer_of(email)
    assert customer.account_state == AccountState.DEACTIVATED and not customer.email_verified_at
    assert not Session.objects.exists()


def test_held_back_is_told_after_the_proof(db: None) -> None:
    """A quarantined account doesn't come in by its mailbox alone: there is no token for it."""
    email = address("enabled")
    Account.objects.update(quarantined_at=Now())
    assert finish(begin(email))[1] == ""
    assert not Session.objects.exists()


def test_is_off_where_the_store_has_no_codes(db: None) -> None:
    """The way in that isn't offered is shut, also for a code that was sent before."""
    challenge = begin()
    settings(methods=["password"])
    for attempt in (begin, lambda: finish(challenge), lambda: again(challenge)):
        with pytest.raises(MethodOff):
            attempt()


def again(challenge: Challenge, browser: str = BROWSER) -> Challenge:
    return actions.send_new_sign_in_code(challenge.pk, browser=browser, by=VISITOR)


def test_the_code_is_nowhere_in_plain(db: None) -> None:
    """CD-02: neither in a table, nor in the queue's arguments; only in the mail itself."""
    make_customer("nora@example.com", account=True)
    begin()
    code, message = last_code(), mails("account.code")[0]
    post.deliver(message.pk, by=SYSTEM)
    assert code in MailboxMessage.objects.get().text
    for table, dump in stored():
        assert code not in dump, table


def test_only_in_the_browser_that_asked(db: None) -> None:
    """CD-05: bound to browser, purpose and challenge."""
    challenge = begin()
    with pytest.raises(actions.CodeOver):
        finish(challenge, browser="another")
    with pytest.raises(actions.CodeOver):
        actions.finish_registration(challenge.pk, last_code(), browser=BROWSER, agent="", by=VISITOR)
    begin("other@example.com")
    with pytest.raises(actions.CodeNotValid):
        finish(challenge, last_code())


def test_a_new_code_kills_the_old_one(db: None) -> None:
    """CD-06: only the newest code of an address is good; it goes to the browser that asked alone."""
    first = begin()
    old = last_code()
    with pytest.raises(actions.CodeOver):
        again(first, browser="another")
    with pytest.raises(actions.CodeOver):
        actions.send_new_sign_in_code(UUID(int=1), browser=BROWSER, by=VISITOR)
    second = again(first)
    with pytest.raises(actions.CodeOver):
        finish(first, old)
    assert finish(second)


def test_at_most_three_emails_to_one_address(db: None) -> None:
    """CD-06, RL-06: whoever asks from wherever, the mailbox gets three; whoever asks sees no difference."""
    for number in range(10):
        assert begin(ip=f"198.51.100.{number}").pk
    assert len(mails("account.code")) == 3
    third = Challenge.objects.filter(ended_at=None).order_by("created_at", "expires_at").first()
    assert third and finish(third)


def test_thirty_wrong_codes_a_day(db: None) -> None:
    """CD-07: over all challenges an address bears 30 tries a day; then codes rest, passwords still work."""
    make_customer("nora@example.com", account=True)
    for _challenge in range(6):
        Counter.objects.exclude(key__startswith="code.wrong").delete()
        challenge = begin()
        for _time in range(5):
            with pytest.raises(actions.CodeNotValid):
                finish(challenge, wrong(last_code()))
    Counter.objects.exclude(key__startswith="code.wrong").delete()
    with pytest.raises(TooMany):
        finish(begin())
    assert actions.sign_in("nora@example.com", "a-quiet-harbour-42", agent="", by=VISITOR)


def test_the_email_says_what_it_should(db: None) -> None:
    """CD-08: store, time, never tell anyone, and no link that signs in."""
    begin()
    message = mails("account.code")[0]
    assert "My store" in message.text and "Never tell anyone" in message.text
    assert "/account" not in message.text
    assert message.queue == "codes" and message.expires_at


@pytest.mark.parametrize("registration", ["open", "invitation", "closed"])
def test_every_state_costs_the_same(registration: str, db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """EN-01, EN-02: no hash, the same statements, one email each, for every address and every setting."""
    settings(registration=registration)
    hashes, work = count_hashes(monkeypatch), {}
    for state in STATES:
        email = address(state)
        calm()
        before = len(mails())
        with CaptureQueriesContext(connection) as queries:
            begin(email)
        work[state] = (len(hashes), shapes(queries), len(mails()) - before)
    assert len(set(map(str, work.values()))) == 1, work
    assert work["unknown"][0] == 0 and work["unknown"][2] == 1


def test_mail_goes_to_the_stored_address(db: None) -> None:
    """EN-04: another spelling of a known address gets the mail at the stored one."""
    make_customer("Nora@Example.com", "Nora")
    begin("NORA@EXAMPLE.COM")
    assert mails()[0].to == "Nora@Example.com"


@pytest.mark.parametrize("email", ["mıke@example.com", "a@[127.0.0.1]", "a@x.com,b@x.com", ""])
def test_odd_addresses_are_refused(email: str, db: None) -> None:
    """EN-04, LK-08: what isn't one plain address is refused, and nothing is mailed."""
    with pytest.raises(EmailNotValid):
        begin(email)
    assert not mails()
