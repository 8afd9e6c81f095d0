"""Registering with proof of the address by code."""

from collections import Counter as Tally
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.db.models.functions import Now
from django.test.utils import CaptureQueriesContext

from clientela.accounts import actions
from clientela.accounts.actions import codes
from clientela.accounts.models import Account, Challenge, Link, Session
from clientela.accounts.queries import session_of
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.core.errors import SeveralRefused, TooMany
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate.models import Counter
from clientela.journal.models import Event
from clientela.post import actions as post
from clientela.post.models import MailboxMessage
from tests.accounts.people import (
    BROWSER,
    GOOD,
    STATES,
    account_of,
    address,
    alerts,
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


def begin(
    email: str = "nora@example.com", browser: str = BROWSER, ip: str = "127.0.0.1", **more: str
) -> Challenge:
    values = {"first_name": "Nora", "last_name": "Lie", "password": GOOD} | more
    return actions.begin_registration(email, **values, browser=browser, by=from_network(ip))


def finish(challenge: Challenge, code: str = "", browser: str = BROWSER) -> tuple[Customer, str]:
    return actions.finish_registration(
        challenge.pk, code or last_code(), browser=browser, agent="Browser/1", by=VISITOR
    )


def test_registers_and_signs_in(db: None) -> None:
    """The account is made by the code, with what was typed, and the browser is signed in."""
    challenge = begin("Nora@Example.com", language="nb")
    assert not Customer.objects.exists()
    customer, token = finish(challenge)
    assert (customer.email, customer.name, customer.language) == ("Nora@Example.com", "Nora Lie", "nb")
    assert customer.account_state == AccountState.ENABLED and customer.email_verified_at
    session = session_of(token)
    assert session and session.customer == customer
    assert actions.sign_in("nora@example.com", GOOD, agent="", by=VISITOR)[0] == customer
    names = list(Event.objects.filter(customer_id=customer.pk).order_by("pk").values_list("name", flat=True))
    assert names == [
        "customer.created",
        "customer.edited",
        "account.enabled",
        "mail.queued",
        "customer.email_verified",
        "account.signed_in",
        "account.signed_in",
    ]


def test_codes_are_uniform() -> None:
    """CD-01: six digits from the system's randomness; every digit as likely, leading zeros occur."""
    drawn = [codes.new_code() for _ in range(100_000)]
    assert all(len(code) == 6 and code.isascii() and code.isdigit() for code in drawn)
    assert any(code.startswith("00") for code in drawn)
    for place in range(6):
        tally = Tally(code[place] for code in drawn)
        chi = sum((tally[digit] - 10_000) ** 2 / 10_000 for digit in "0123456789")
        assert chi < 40  # nine degrees of freedom: a fair draw passes this in all but one of 100,000 runs


def test_the_code_and_the_password_are_nowhere_in_plain(db: None) -> None:
    """CD-02: neither the code nor password nor names of an unproved person stand in any table."""
    begin(first_name="Unproved")
    code, message = last_code(), mails("account.code")[0]
    post.deliver(message.pk, by=SYSTEM)
    mail = MailboxMessage.objects.get()
    assert code in mail.subject and code in mail.text and code in mail.html
    for table, dump in stored():
        assert code not in dump and GOOD not in dump and "Unproved" not in dump, table


def test_only_in_the_browser_that_asked(db: None) -> None:
    """CD-05: the code alone is worth nothing in another browser, for another challenge or purpose."""
    challenge = begin()
    with pytest.raises(actions.CodeOver):
        finish(challenge, browser="another")
    other = begin("other@example.com")
    code = last_code()
    with pytest.raises(actions.CodeNotValid):
        finish(challenge, code)
    Challenge.objects.filter(pk=other.pk).update(purpose=Challenge.Purpose.SIGN_IN)
    with pytest.raises(actions.CodeOver):
        finish(other, code)


def test_a_new_code_kills_the_old_one(db: None) -> None:
    """CD-06: only the newest code of an address is good, whichever browser asked."""
    first = begin()
    old = last_code()
    second = actions.send_new_code(first.pk, browser=BROWSER, by=VISITOR)
    with pytest.raises(actions.CodeOver):
        finish(first, old)
    assert finish(second)[0].name == "Nora Lie"


def test_a_new_code_is_sent_to_the_browser_that_began(db: None) -> None:
    """CD-06: nobody else has another code sent for a registration of somebody's."""
    challenge = begin()
    with pytest.raises(actions.CodeOver):
        actions.send_new_code(challenge.pk, browser="another", by=VISITOR)
    with pytest.raises(actions.CodeOver):
        actions.send_new_code(UUID(int=1), browser=BROWSER, by=VISITOR)


def test_at_most_three_emails_to_one_address(db: None) -> None:
    """CD-06, RL-06: whoever asks from wherever, the mailbox gets three; whoever asks sees no difference."""
    for number in range(10):
        challenge = begin(ip=f"198.51.100.{number}")
        assert challenge.pk
    assert len(mails("account.code")) == 3
    third = Challenge.objects.filter(ended_at=None).order_by("created_at", "expires_at").first()
    assert third and finish(third)[0].email == "nora@example.com"


def test_thirty_wrong_codes_a_day(db: None) -> None:
    """CD-07: over all challenges an address bears 30 tries a day; then the channel rests."""
    tried = 0
    for _challenge in range(6):
        calm_mail()
        challenge = begin()
        for _time in range(5):
            tried += 1
            with pytest.raises(actions.CodeNotValid):
                finish(challenge, wrong(last_code()))
    calm_mail()
    assert tried == 30
    with pytest.raises(TooMany):
        finish(begin())


def calm_mail() -> None:
    """Let a quarter of an hour pass for the mail's counters alone."""
    Counter.objects.exclude(key__startswith="code.wrong").delete()


def test_the_email_says_what_it_should(db: None) -> None:
    """CD-08: store, time, never tell anyone, and no link that signs in."""
    begin()
    message = mails("account.code")[0]
    assert "My store" in message.text and "Never tell anyone" in message.text
    assert "It was asked for on" in message.text and "10 minutes" in message.text
    assert "/account" not in message.text
    assert message.subject.startswith("Your code: ") and message.expires_at
    assert message.queue == "codes"


def test_every_state_costs_the_same(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """EN-01, EN-02: one hash, the same statements, one email of one kind for every address."""
    hashes, work = count_hashes(monkeypatch), {}
    for state in STATES:
        email = address(state)
        hashes.clear()
        calm()
        before = len(mails())
        with CaptureQueriesContext(connection) as queries:
            begin(email)
        work[state] = (len(hashes), shapes(queries), [mail.kind for mail in mails()[before:]])
    assert len(set(map(str, work.values()))) == 1, work
    assert work["unknown"][0] == 1 and work["unknown"][2] == ["account.code"]


def test_mail_goes_to_the_stored_address(db: None) -> None:
    """EN-04: another spelling of a known address gets the mail at the stored one."""
    make_customer("Nora@Example.com", "Nora")
    begin("NORA@EXAMPLE.COM")
    assert mails()[0].to == "Nora@Example.com"


@pytest.mark.parametrize(
    "email",
    ["mıke@example.com", "a@[127.0.0.1]", "a@b@example.com", "a@x.com,b@x.com", "ſam@example.com", ""],
)
def test_odd_addresses_are_refused(email: str, db: None) -> None:
    """EN-04, LK-08: what isn't one plain address is refused, and nothing is mailed."""
    with pytest.raises(SeveralRefused) as refused:
        begin(email)
    assert "email" in refused.value.fields and not mails()


@pytest.mark.parametrize("password", ["short", "password", "nora@example.com", "My store1", "x" * 1025])
def test_weak_passwords_are_refused(password: str, db: None) -> None:
    """PW-02 to PW-04: too short, common, one's own words, too long; before anything is hashed or mailed."""
    with pytest.raises(SeveralRefused) as refused:
        begin(password=password)
    assert list(refused.value.fields) == ["password"] and not mails()


def test_long_passwords_of_any_letters(db: None) -> None:
    """PW-02: 128 letters of any script are taken as they are."""
    password = "".join(chr(0x4E00 + 7 * number) for number in range(127)) + " "
    finish(begin(password=password))
    with pytest.raises(actions.SignInNotPossible):
        actions.sign_in("nora@example.com", password.strip(), agent="", by=VISITOR)
    assert actions.sign_in("nora@example.com", password, agent="", by=VISITOR)


def test_an_unproved_registration_writes_nothing(db: None) -> None:
    """Lesson 3: before the code, neither name nor language nor state of a known person changes."""
    known = make_customer("nora@example.com", "Eleonora", "Vik")
    begin("nora@example.com", first_name="Mallory", language="nb")
    same = Customer.objects.get(pk=known.pk)
    assert (same.version, same.name, same.account_state) == (known.version, "Eleonora Vik", "none")


def test_a_proved_name_is_kept(db: None) -> None:
    """The name of a proved profile stays; one that was only claimed gives way to its owner's."""
    known = make_customer("nora@example.com", "Eleonora", "Vik")
    customers.verify_email(known.pk, "code", by=SYSTEM)
    assert finish(begin())[0].name == "Eleonora Vik"
    make_customer("guest@example.com", "Guessed", "Wrongly")
    assert finish(begin("guest@example.com"))[0].name == "Nora Lie"


def test_registering_again_is_a_reset(db: None) -> None:
    """SE-05, PW-05: a known account gets the new password, other browsers are out, a notice goes out."""
    known = make_customer("nora@example.com", account=True)
    _customer, old = actions.sign_in("nora@example.com", "a-quiet-harbour-42", agent="", by=VISITOR)
    actions.request_reset("nora@example.com", by=VISITOR)
    customer, token = finish(begin())
    assert customer == known and session_of(token) and session_of(old) is None
    assert not Link.objects.filter(ended_at=None).exists()
    assert mails()[-1].kind == "account.password_changed"
    assert len(alerts()) == 1
    with pytest.raises(actions.SignInNotPossible):
        actions.sign_in("nora@example.com", "a-quiet-harbour-42", agent="", by=VISITOR)


def test_a_closed_account_stays_closed(db: None) -> None:
    """Deactivated can't be worked around: the proof tells its owner so, and nothing changes."""
    email = address("deactivated")
    with pytest.raises(actions.AccountClosed):
        finish(begin(email))
    assert customer_of(email).account_state == AccountState.DEACTIVATED
    assert account_of(email).password_set_at is None and not Session.objects.exists()


def test_what_waits_is_bound_to_its_challenge(db: None) -> None:
    """What is sealed for one challenge can't be put into another."""
    one, other = begin(), begin("other@example.com")
    other.pending = one.pending
    with pytest.raises(seals.SealBroken):
        codes.waiting(other)


def test_the_sweep_removes_what_is_long_over(db: None) -> None:
    """Codes stay seven days after their end, then they go."""
    old, fresh = begin(), begin("other@example.com")
    Challenge.objects.filter(pk=old.pk).update(expires_at=Now() - timedelta(days=7, minutes=1))
    assert actions.sweep(by=SYSTEM) == 1
    assert Challenge.objects.get() == fresh and not Account.objects.exists()
