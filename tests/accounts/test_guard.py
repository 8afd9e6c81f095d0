"""How suspicious a new account looks, and what becomes of one that does."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from clientela.accounts import actions, reactions, watched
from clientela.accounts.bursts import Burst, Pace, bursts, usual_of
from clientela.accounts.guarding import (
    EASIEST,
    HARDEST,
    HELD_FROM,
    POINTS,
    Signs,
    difficulty,
    in_words,
    is_disposable,
    is_odd,
    judge,
)
from clientela.accounts.models import Account, AccountSettings, Attempt, Session
from clientela.core.actor import SYSTEM, Actor, Kind, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.journal.actions import record
from clientela.journal.models import Event
from clientela.orders.events import OrderPaid
from tests.accounts.people import GOOD, account_of, browser, calm, customer_of, last_code, last_link, mails
from tests.accounts.test_unlock import link_of
from tests.cast import VISITOR, make_customer

GUARD = Actor(Kind.STAFF, 1, "Olivia", frozenset({Power.ACCOUNTS_GUARD}))
BURST, CALM = Pace(30, 0.5), Pace(1, 0.5)


@pytest.mark.parametrize(
    ("pace", "is_burst"),
    [
        (Pace(9, 0), False),
        (Pace(10, 0), True),
        (Pace(10, 2), True),
        (Pace(10, 2.1), False),
        (Pace(400, 100), False),
        (Pace(500, 100), True),
        (Pace(), False),
    ],
)
def test_a_burst_is_far_more_than_usual(pace: Pace, is_burst: bool) -> None:
    """At least ten in the hour, and at least five times the usual."""
    assert pace.is_burst is is_burst


def test_hours_in_a_row_are_one_burst() -> None:
    noon, hour = datetime(2026, 11, 20, 12, tzinfo=UTC), timedelta(hours=1)
    hours = [(noon, 40), (noon + hour, 12), (noon + 2 * hour, 3), (noon + 5 * hour, 11)]
    assert bursts(reversed(hours), usual_of([84], 168)) == [
        Burst(noon, noon + 2 * hour, 52, 40, 0.5),
        Burst(noon + 5 * hour, noon + 6 * hour, 11, 11, 0.5),
    ]
    assert bursts(hours, 20) == []


@pytest.mark.parametrize(
    ("signs", "reasons"),
    [
        (Signs("example.com", "Nora Lie"), ()),
        (Signs("mailinator.com", "Nora Lie"), ("disposable",)),
        (Signs("mailinator.com", "Nora", has_proof=False), ("disposable", "no_proof")),
        (Signs("example.com", "Nora", from_block=BURST), ("block",)),
        (Signs("example.com", "Nora", from_block=BURST, from_domain=BURST), ("block", "domain")),
        (Signs("example.com", "WIN MONEY https://spam.example"), ("name_link",)),
        (Signs("example.com", "xkqwrtbz Lie"), ("name_odd",)),
        (Signs("mailinator.com", "x9q8 t.me", has_proof=False, has_ordered=True), ()),
    ],
)
def test_each_sign_adds_its_points(signs: Signs, reasons: tuple[str, ...]) -> None:
    """One weak sign alone holds nobody back; two, or one that no person gives, do."""
    verdict = judge(signs)
    assert verdict.reasons == reasons and verdict.score == sum(POINTS[name] for name in reasons)
    assert verdict.is_suspicious is (verdict.score >= HELD_FROM)
    assert len(in_words(" ".join(reasons))) == len(reasons)


@pytest.mark.parametrize(
    "name",
    ["Ingrid Hansen", "Ludvík Vrchlický", "Szczęsny Brzęczyszczykiewicz", "Ng", "Nguyễn Thị Thu", "O'Brien",
     "McDonald", "van der Schwartz", "ANNA BERG", "Christoph Schmidt-Rottluff", "John 3rd", "王小明", "",
     "Krzysztof", "J. R. R. Tolkien", "DeVries MacLeod"],
)  # fmt: skip
def test_peoples_names_are_ordinary(name: str) -> None:
    """Long rows of consonants, one syllable, other scripts, capitals: people are called so."""
    assert not is_odd(name) and judge(Signs("example.com", name)).score == 0


@pytest.mark.parametrize("name", ["qwrtpsdf", "kJhGfDsA", "user83729", "Anna xzvbnmkl"])
def test_keys_at_random_are_odd(name: str) -> None:
    assert is_odd(name)


def test_throw_away_domains() -> None:
    assert is_disposable("mailinator.com") and is_disposable("sub.Mailinator.com")
    assert not is_disposable("gmail.com") and not is_disposable("com") and not is_disposable("")


def test_the_work_gets_harder_by_steps() -> None:
    """A step for each doubling from five on, one more in a burst, and never out of bounds."""
    counts = (0, 4, 5, 9, 10, 20, 40, 1000)
    assert [difficulty(16, n, Pace()) for n in counts] == [16, 16, 17, 17, 18, 19, 20, HARDEST]
    assert difficulty(16, 0, BURST) == 17 and difficulty(1, 0, CALM) == EASIEST


def sign_up(
    email: str, ip: str = "203.0.113.7", name: str = "Nora", proof: bool = False
) -> tuple[Customer, str]:
    """Register by the code, from this network."""
    by = visitor(ip, has_proof=proof)
    made = actions.begin_registration(email, name, "Lie", GOOD, browser="b", by=by)
    return actions.finish_registration(made.pk, last_code(), browser="b", agent="", by=by)


def hold_one_back(email: str = "nora@mailinator.com") -> Customer:
    customer, token = sign_up(email)
    assert token == ""
    return customer


def test_a_sign_up_is_written_down(db: None) -> None:
    """Where from and how suspicious, without the address."""
    customer, token = sign_up("nora@example.com", proof=True)
    row = Attempt.objects.get()
    assert token and (row.kind, row.network, row.block) == ("sign_up", "203.0.113.7", "203.0.113.0/24")
    assert (row.domain, row.customer_id, row.score, row.reasons) == ("example.com", customer.pk, 0, "")


def test_a_suspicious_one_is_held_back(db: None) -> None:
    """The account is there and nobody is signed in; neither password, nor code, nor reset lets them in."""
    customer = hold_one_back()
    account = account_of("nora@mailinator.com")
    assert account.is_held_back and account.quarantine_reason == "disposable no_proof"
    assert not Session.objects.exists() and watched.held_back(10) == [account]
    assert Event.objects.filter(name="account.held_back", customer_id=customer.pk).count() == 1
    assert actions.sign_in("nora@mailinator.com", GOOD, agent="", by=VISITOR)[1] == ""
    calm()
    actions.request_reset("nora@mailinator.com", by=VISITOR)
    actions.finish_reset(*last_link(), "another-quiet-harbour", by=VISITOR)
    assert actions.sign_in("nora@mailinator.com", "another-quiet-harbour", agent="", by=VISITOR)[1] == ""
    made = actions.begin_code_sign_in("nora@mailinator.com", browser="b", by=VISITOR)
    assert actions.finish_code_sign_in(made.pk, last_code(), browser="b", agent="", by=VISITOR)[1] == ""
    assert not Session.objects.exists()


def test_the_page_says_that_the_store_looks(db: None) -> None:
    client = browser()
    typed = {"first_name": "Nora", "email": "nora@mailinator.com", "password": GOOD}
    client.post("/account/register", typed)
    done = client.post("/account/register/code", {"code": last_code()})
    assert done.status_code == 303 and done["Location"] == "/account/waiting"
    assert not done.cookies.get("customer")
    page = client.get("/account/waiting").content.decode()
    assert "The store looks at your account" in page and "Your account is ready" not in page
    again = client.post("/account/login", {"email": "nora@mailinator.com", "password": GOOD})
    assert again["Location"] == "/account/waiting"


def test_the_store_and_the_mailbox_let_it_go(db: None) -> None:
    """Released by staff it still waits for the mailbox; the email's link, pressed, opens it."""
    customer = hold_one_back()
    actions.release(customer.pk, by=GUARD)
    assert actions.sign_in("nora@mailinator.com", GOOD, agent="", by=VISITOR)[1] == ""
    (mail,) = mails("account.released")
    assert mail.to == "nora@mailinator.com" and watched.held_back(10) == []
    actions.unlock(*link_of("account.released"), by=VISITOR)
    assert actions.sign_in("nora@mailinator.com", GOOD, agent="", by=VISITOR)[1]
    with pytest.raises(NotThere):
        actions.release(customer.pk, by=GUARD)


@pytest.mark.parametrize("way", ["code", "reset"])
def test_a_code_or_a_reset_proves_the_mailbox_too(way: str, db: None) -> None:
    customer = hold_one_back()
    actions.release(customer.pk, by=GUARD)
    calm()
    if way == "code":
        made = actions.begin_code_sign_in(customer.email, browser="b", by=VISITOR)
        assert actions.finish_code_sign_in(made.pk, last_code(), browser="b", agent="", by=VISITOR)[1]
    else:
        actions.request_reset(customer.email, by=VISITOR)
        actions.finish_reset(*last_link(), GOOD, by=VISITOR)
    assert actions.sign_in(customer.email, GOOD, agent="", by=VISITOR)[1]


def test_a_paid_order_lets_it_go(db: None) -> None:
    """By the log, and only an order of this customer that was paid afterwards."""
    held, other = hold_one_back(), make_customer("other@example.com")
    record(OrderPaid("#1001", 1000, "GBP"), by=SYSTEM, customer_id=other.pk)
    reactions.heed_paid()
    assert account_of("nora@mailinator.com").released_at is None
    record(OrderPaid("#1001", 1000, "GBP"), by=SYSTEM, customer_id=held.pk)
    from clientela.journal import queries

    with pytest.MonkeyPatch.context() as patch:
        # The test's own transaction is still running: let the reader see it.
        patch.setattr(queries, "settled_before", lambda: 2**62)
        assert reactions.heed_paid() == 1
        assert reactions.heed_paid() == 0
    assert account_of("nora@mailinator.com").released_at
    assert Event.objects.get(name="account.released").data == {"how": "paid_order"}


def test_it_is_the_stores_choice(db: None) -> None:
    """Switched off, sign-ups are only written down."""
    AccountSettings.objects.update(guards_sign_up=False)
    assert sign_up("nora@mailinator.com")[1]
    assert Attempt.objects.get().score == HELD_FROM


def test_a_burst_is_seen_while_it_comes(db: None) -> None:
    """From the tenth of a quiet block within the hour on; a block where many are usual is left alone."""
    for number in range(9):
        assert sign_up(f"a{number}@site{number}.example", ip=f"203.0.113.{number}")[1]
    assert sign_up("tenth@site.example", ip="203.0.113.200")[1] == ""
    assert account_of("tenth@site.example").quarantine_reason == "block no_proof"
    week_ago = timezone.now() - timedelta(days=3)
    rows = [Attempt(kind="sign_up", block="198.51.100.0/24", at=week_ago) for _n in range(2000)]
    Attempt.objects.bulk_create(rows)
    for number in range(12):
        calm()
        assert sign_up(f"b{number}@place{number}.example", ip=f"198.51.100.{number}")[1]


def test_who_is_expected_is_not_judged(db: None) -> None:
    """Invited customers come in; somebody who has bought before isn't suspicious."""
    make_customer("buyer@mailinator.com")
    Customer.objects.update(orders_count=1)
    assert sign_up("buyer@mailinator.com")[1]
    assert Attempt.objects.get().score == 0
    make_customer("invited@mailinator.com")
    Customer.objects.filter(email_key="invited@mailinator.com").update(account_state="invited")
    assert sign_up("invited@mailinator.com")[1] and Attempt.objects.count() == 1


def test_only_who_guards_accounts_lets_go(db: None) -> None:
    customer = hold_one_back()
    with pytest.raises(NotAllowed):
        actions.release(customer.pk, by=Actor(Kind.STAFF, 2))
    assert Account.objects.get(customer=customer_of(customer.email)).released_at is None


def test_what_was_watched_goes_after_ninety_days(db: None) -> None:
    for days in (89, 91):
        Attempt.objects.create(kind="sign_up", at=timezone.now() - timedelta(days=days))
    assert actions.sweep(by=SYSTEM) == 1 and Attempt.objects.count() == 1
