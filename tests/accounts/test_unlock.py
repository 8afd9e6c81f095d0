"""Past the brake on guessing: known devices, the link in the mailbox, and other ways in."""

import re

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext
from procrastinate.contrib.django.models import ProcrastinateJob

from clientela.accounts import actions
from clientela.accounts.models import Account, Attempt, Link
from clientela.core.actor import SYSTEM, Actor, Kind, shopper, visitor
from clientela.core.errors import NotAllowed, NotThere, TooMany
from clientela.core.powers import Power
from clientela.customers.models import Customer
from clientela.gate.models import Counter
from tests.accounts.people import (
    STATES,
    address,
    browser,
    calm,
    from_network,
    last_code,
    mails,
    secrets_of,
    shapes,
)
from tests.accounts.test_passkeys import enrol
from tests.cast import PASSWORD, VISITOR, Cast, as_customer

pytestmark = pytest.mark.django_db
EMAIL = "ingrid.hansen@example.com"


def guess(email: str = EMAIL, ip: str = "198.51.100.1") -> None:
    with pytest.raises((actions.SignInNotPossible, TooMany)):
        actions.sign_in(email, "guess", agent="", by=from_network(ip))


def close_brake(email: str = EMAIL) -> None:
    """Guess until the brake of the account is closed for everybody."""
    for number in range(21):
        guess(email, f"198.51.100.{number}")


def run_jobs(after: int = 0) -> int:
    """Do what the worker does with the links that wait; gives where it stopped."""
    for job in ProcrastinateJob.objects.filter(task_name="accounts.mail_unlock", pk__gt=after).order_by("pk"):
        actions.mail_unlock(job.args["link_id"], by=SYSTEM)
        after = job.pk
    return after


def link_of(kind: str = "account.unlock") -> tuple[int, str]:
    found = re.search(r"/account/unlock/(\d+)/(\S+)$", secrets_of(mails(kind)[-1])["link"])
    assert found
    return int(found[1]), found[2]


def later(seconds: int) -> None:
    Counter.objects.update(window=F("window") - seconds)


def test_the_owner_gets_a_link_past_the_brake(cast: Cast) -> None:
    """RL-03: the email's link, pressed, lets this browser in; the stranger still waits."""
    close_brake()
    run_jobs()
    (mail,) = mails("account.unlock")
    assert mail.to == "Ingrid.Hansen@example.com" and mail.is_essential and mail.expires_at
    customer_id, token = link_of()
    client = browser()
    assert client.get(f"/account/unlock/{customer_id}/{token}")["Location"] == "/account/unlock"
    page = client.get("/account/unlock")
    assert page.status_code == 200 and token not in page.content.decode()
    assert client.get("/account/unlock").status_code == 200  # looking uses nothing up
    assert client.post("/account/unlock")["Location"] == "/account/login"
    done = client.post("/account/login", {"email": EMAIL, "password": PASSWORD})
    assert done.status_code == 303 and done.cookies["customer"].value
    with pytest.raises(TooMany):
        actions.sign_in(EMAIL, PASSWORD, agent="", by=from_network("203.0.113.5"))
    assert client.get("/account/unlock").status_code == 410


def test_a_link_works_once_and_not_after_its_hour(cast: Cast) -> None:
    """LK-03: used, over by time, of another customer, of another address: no longer valid."""
    close_brake()
    run_jobs()
    customer_id, token = link_of()
    with pytest.raises(actions.LinkOver):
        actions.unlock(cast.stranger.pk, token, by=VISITOR)
    actions.unlock(customer_id, token, by=VISITOR)
    with pytest.raises(actions.LinkOver):
        actions.unlock(customer_id, token, by=VISITOR)
    Link.objects.update(used_at=None)
    Customer.objects.filter(pk=customer_id).update(email_key="other@example.com")
    with pytest.raises(actions.LinkOver):
        actions.unlock(customer_id, token, by=VISITOR)


def test_at_most_one_email_an_hour(cast: Cast) -> None:
    """RL-06: however long a stranger guesses, the mailbox gets one email an hour, and then fewer."""
    close_brake()
    for number in range(30):
        guess(ip=f"203.0.113.{number}")
    done = run_jobs()
    assert len(mails("account.unlock")) == 1
    later(3601)
    close_brake()
    done = run_jobs(done)
    assert len(mails("account.unlock")) == 2
    later(3601)
    close_brake()
    run_jobs(done)
    assert len(mails("account.unlock")) == 2


def test_running_the_task_twice_leaves_one_good_link(cast: Cast) -> None:
    """The email that arrives last holds the link that works."""
    close_brake()
    run_jobs()
    run_jobs()
    customer_id, token = link_of()
    assert actions.unlock(customer_id, token, by=VISITOR).pk == customer_id


def test_every_state_costs_the_same_behind_the_brake(db: None) -> None:
    """EN-02, EN-03: statements, jobs and words are equal when the brake closes, whoever has the address."""
    work = {}
    for state in STATES:
        email = address(state)
        calm()
        for number in range(20):
            guess(email, f"198.51.100.{number}")
        jobs = ProcrastinateJob.objects.count()
        said = []
        with CaptureQueriesContext(connection) as queries:
            for _time in range(2):
                with pytest.raises(TooMany) as no:
                    actions.sign_in(email, "guess", agent="", by=from_network("203.0.113.9"))
                said.append(str(no.value))
        work[state] = (shapes(queries), ProcrastinateJob.objects.count() - jobs, tuple(said))
    assert len(set(work.values())) == 1, work
    assert work["unknown"][1] == 1
    run_jobs()
    assert [mail.to for mail in mails("account.unlock")] == ["enab@example.com"]


def test_failed_sign_ins_are_written_down_alike(db: None) -> None:
    """EN-02: one row for each, of known and unknown addresses; the address itself stays out."""
    for state in STATES:
        guess(address(state), "203.0.113.77")
    rows = list(Attempt.objects.order_by("pk"))
    assert [row.kind for row in rows] == ["sign_in_failed"] * len(STATES)
    assert {(row.network, row.block, row.domain) for row in rows} == {
        ("203.0.113.77", "203.0.113.0/24", "example.com")
    }
    assert [row.customer_id is None for row in rows] == [
        state in {"none", "invited", "unknown"} for state in STATES
    ]


def test_a_reset_lets_the_browser_past_the_brake_too(cast: Cast) -> None:
    """RL-03: whoever sets a new password from the mailbox can log in with it at once."""
    close_brake()
    client = browser()
    calm_mail = Counter.objects.filter(key__startswith="mail.")
    calm_mail.delete()
    actions.request_reset(EMAIL, by=visitor("203.0.113.5"))
    found = re.search(r"/account/reset/\d+/\S+$", secrets_of(mails("account.password_reset")[-1])["link"])
    assert found
    client.get(found[0])
    assert client.post("/account/reset", {"password": "tall-ships-at-dusk"}).status_code == 303
    done = client.post("/account/login", {"email": EMAIL, "password": "tall-ships-at-dusk"})
    assert done.status_code == 303 and done.cookies["customer"].value


def test_a_code_works_while_strangers_guess(cast: Cast) -> None:
    """RL-03: the brake on passwords holds up nobody who proves the mailbox."""
    close_brake()
    here = from_network("203.0.113.5")
    asked = actions.begin_code_sign_in(EMAIL, browser="b", by=here)
    customer, token = actions.finish_code_sign_in(asked.pk, last_code(), browser="b", agent="", by=here)
    assert customer == cast.ingrid and token
    with pytest.raises(TooMany):
        actions.sign_in(EMAIL, PASSWORD, agent="", by=here)


def test_a_passkey_works_while_strangers_guess(cast: Cast) -> None:
    """RL-03: no brake on passwords holds up its owner's passkey, not even from the network of the guesser."""
    device = enrol(as_customer(cast.ingrid))
    close_brake()
    for _time in range(12):
        guess(ip="127.0.0.1")
    with pytest.raises(TooMany):
        actions.sign_in(EMAIL, PASSWORD, agent="", by=VISITOR)
    client = browser()
    asked = client.post("/account/passkey", {"ceremony": "prove"}).json()
    done = client.post("/account/login/passkey", {"credential": device.use(asked)})
    assert done.status_code == 303 and done.cookies["customer"].value
    assert client.get("/account/orders").status_code == 200


def test_staff_open_the_brake_and_send_the_link(cast: Cast) -> None:
    """Account help: who may, and for whom."""
    close_brake()
    helper = Actor(Kind.STAFF, 1, "Solveig", frozenset({Power.CUSTOMERS_ACCOUNTS}))
    actions.send_unlock(cast.ingrid.pk, by=helper)
    assert len(mails("account.unlock")) == 1
    assert actions.sign_in(EMAIL, PASSWORD, agent="", by=from_network("203.0.113.5"))[0] == cast.ingrid
    with pytest.raises(NotThere):
        actions.send_unlock(cast.guest.pk, by=helper)
    with pytest.raises(NotAllowed):
        actions.send_unlock(cast.ingrid.pk, by=shopper(cast.ingrid.pk, "Ingrid"))


def test_the_page_says_how_long_and_what_else(cast: Cast) -> None:
    """RL-03: ordinary words: the minutes, other ways, the email."""
    for _time in range(6):
        page = browser().post("/account/login", {"email": EMAIL, "password": "guess"})
    assert page.status_code == 429
    words = page.content.decode()
    assert "wait 1 min" in words and "an email with a link" in words
    assert Account.objects.get(customer=cast.ingrid).last_sign_in_at is None
