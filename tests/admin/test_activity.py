"""Account activity: what came to the doors, bursts, who is kept out, accounts that are held back."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from clientela.accounts.models import Account, Attempt, Session
from clientela.core import seals
from clientela.core.actor import SYSTEM
from clientela.customers.models import Customer
from clientela.gate.models import Block
from clientela.jobs import running
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.post.models import Message
from tests.accounts.people import mails
from tests.cast import Cast, as_staff, make_customer

pytestmark = pytest.mark.django_db
HERE = "/admin/activity"
HOUR = timedelta(hours=1)


def now() -> datetime:
    """The beginning of an hour, a while ago."""
    return timezone.now().replace(minute=0, second=0, microsecond=0) - 3 * HOUR


def came(kind: str, many: int, block: str, domain: str = "example.com", **more: object) -> None:
    """So many sign-ups or failed sign-ins within one hour."""
    Attempt.objects.bulk_create(
        Attempt(kind=kind, at=now() + timedelta(minutes=n % 50), block=block, domain=domain, **more)
        for n in range(many)
    )


def burst(many: int = 12, block: str = "203.0.113.0/24") -> list[Customer]:
    """Accounts made from one block within an hour."""
    made = [make_customer(f"robot{n}@drop{n}.example", account=True) for n in range(many)]
    Attempt.objects.bulk_create(
        Attempt(kind="sign_up", at=now() + timedelta(minutes=n), block=block, domain=f"drop{n}.example",
                customer_id=customer.pk, score=60)
        for n, customer in enumerate(made)
    )  # fmt: skip
    return made


def page(cast: Cast, query: str = "") -> str:
    answer = as_staff(cast.owner).get(f"{HERE}{query}")
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


def post(cast: Cast, path: str, **typed: str):
    return as_staff(cast.owner).post(f"{HERE}/{path}", typed)


def test_an_empty_store_says_so(cast: Cast) -> None:
    html = page(cast)
    assert "Nothing in this time" in html and "Nobody is kept out" in html
    assert "Bursts" not in html and "Held back" not in html


@pytest.mark.parametrize("period", ["", "?period=1", "?period=7", "?period=90", "?period=nonsense"])
def test_figures_of_each_period(cast: Cast, period: str) -> None:
    """Sums, charts with their numbers, and tables by block and domain."""
    came("sign_up", 4, "198.51.100.0/24", "example.org")
    came("sign_in_failed", 7, "192.0.2.0/24")
    html = page(cast, period)
    assert '<p class="value">4</p>' in html and '<p class="value">7</p>' in html
    for words in ("198.51.100.0/24", "192.0.2.0/24", "example.org", "example.com"):
        assert words in html
    assert "Bursts" not in html


def test_a_burst_is_flagged_with_its_reason(cast: Cast) -> None:
    """Ten within an hour of a place where none are usual; a place where many are usual has none."""
    came("sign_in_failed", 40, "203.0.113.0/24")
    came("sign_up", 30, "192.0.2.0/24", "busy.example")
    usual = [Attempt(kind="sign_up", at=now() - HOUR * n, block="192.0.2.0/24") for n in range(1, 168)] * 8
    Attempt.objects.bulk_create(
        Attempt(kind="sign_up", at=one.at, block=one.block, domain="busy.example") for one in usual
    )
    html = page(cast)
    assert "40 failed logins from 203.0.113.0/24" in html
    assert "Up to 40 an hour, where hardly any are usual." in html
    assert "30 sign-ups" not in html
    assert "at least ten, and five times as many" in html


def test_the_page_costs_the_same_however_much_came(cast: Cast) -> None:
    """A fixed number of statements, but for one or two by burst."""
    staff = as_staff(cast.owner)
    counts = []
    for _time in range(2):
        came("sign_up", 4, "198.51.100.0/24")
        with CaptureQueriesContext(connection) as queries:
            staff.get(HERE)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_network_is_blocked_and_let_in_again(cast: Cast) -> None:
    """By the form that the tables lead to; undoing it is one press."""
    form = as_staff(cast.owner).get(f"{HERE}/block?value=203.0.113.0/24")
    assert 'value="203.0.113.0/24"' in form.content.decode()
    done = post(cast, "block", value="203.0.113.0/24", days="7", reason="A burst")
    assert done.status_code == 303
    made = Block.objects.get()
    assert (made.kind, made.reason, made.made_by) == ("network", "A burst", cast.owner.pk)
    assert made.until and timedelta(days=6) < made.until - timezone.now() < timedelta(days=8)
    assert "A burst" in page(cast)
    assert post(cast, f"blocks/{made.pk}/undo").status_code == 303
    assert not Block.objects.exists()
    assert list(Event.objects.filter(name__startswith="gate.").values_list("name", flat=True)) == [
        "gate.blocked",
        "gate.unblocked",
    ]
    assert post(cast, "blocks/999/undo").status_code == 404


def test_a_domain_is_blocked(cast: Cast) -> None:
    assert post(cast, "block", value="mail-drop.example").status_code == 303
    assert (Block.objects.get().kind, Block.objects.get().until) == ("domain", None)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("127.0.0.0/24", "You come from this network yourself"),
        ("10.0.0.0/16", "inside a house"),
        ("gmail.com", "Very many people have addresses"),
    ],
)
def test_what_may_meet_oneself_asks_first(cast: Cast, value: str, words: str) -> None:
    """The second word is a tick, offered only then."""
    asks = post(cast, "block", value=value)
    html = asks.content.decode()
    assert asks.status_code == 422 and words in html and 'name="sure"' in html and not Block.objects.exists()
    assert 'name="sure"' not in as_staff(cast.owner).get(f"{HERE}/block").content.decode()
    assert post(cast, "block", value=value, sure="on").status_code == 303 and Block.objects.exists()


@pytest.mark.parametrize("value", ["", "0.0.0.0/0", "words", "1.2.3.4/99", "x" * 300])
def test_nonsense_is_said_beside_the_field(cast: Cast, value: str) -> None:
    answer = post(cast, "block", value=value)
    assert answer.status_code == 422 and not Block.objects.exists()


def test_accounts_held_back_are_let_go_or_deactivated(cast: Cast) -> None:
    """With why; letting go mails the owner, deactivating tells nobody."""
    for customer in (cast.ingrid, cast.stranger):
        Account.objects.filter(customer=customer).update(
            quarantined_at=timezone.now(), quarantine_reason="disposable no_proof"
        )
    html = page(cast)
    assert "Ingrid Hansen" in html and "Throw-away email address · The browser did no work" in html
    assert post(cast, f"held/{cast.ingrid.pk}/release").status_code == 303
    assert [mail.kind for mail in mails()] == ["account.released"]
    assert post(cast, f"held/{cast.stranger.pk}/deactivate").status_code == 303
    assert Customer.objects.get(pk=cast.stranger.pk).account_state == "deactivated"
    assert Message.objects.count() == 1
    assert "Held back" not in page(cast)
    assert post(cast, f"held/{cast.guest.pk}/release").status_code == 404


def newest() -> int:
    return Attempt.objects.order_by("-at").values_list("pk", flat=True)[0]


def test_the_accounts_of_a_burst_are_deactivated_and_taken_back(cast: Cast) -> None:
    """As a job: everybody of it but who has ordered; browsers are out at once; undo opens them again."""
    made = burst()
    Customer.objects.filter(pk=made[0].pk).update(orders_count=1)
    Session.objects.create(customer=made[1], token_hash=seals.token_hash("x"))
    assert "12 sign-ups from 203.0.113.0/24" in page(cast) and "Deactivate accounts" in page(cast)
    path = f"bursts/block/{newest()}"
    html = " ".join(as_staff(cast.owner).get(f"{HERE}/{path}").content.decode().split())
    assert "Deactivate 11 accounts from 203.0.113.0/24?" in html
    assert "1 customer who has ordered is left alone." in html
    assert post(cast, path).status_code == 303
    job = Job.objects.get()
    assert job.params == {"attempt": newest(), "by": "block"}
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert (job.state, job.done, job.skipped) == ("done", 11, 1)
    states = Customer.objects.filter(pk__in=[one.pk for one in made]).order_by("pk")
    assert list(states.values_list("account_state", flat=True)) == ["enabled"] + ["deactivated"] * 11
    assert Session.objects.get().ended_at and not Message.objects.exists()
    assert Item.objects.filter(job=job, outcome="done").values_list("before", flat=True)[0] == {
        "state": "enabled"
    }
    assert "11 accounts deactivated" in page(cast)
    assert post(cast, f"bursts/{job.pk}/undo").status_code == 303
    back = Job.objects.get(kind="accounts.activate_burst")
    running.run(back.pk, by=SYSTEM)
    assert set(states.values_list("account_state", flat=True)) == {"enabled"}
    assert Event.objects.filter(name="account.deactivated", job_id=job.pk).count() == 11
    assert Event.objects.filter(name="account.activated", job_id=back.pk).count() == 11
    post(cast, f"bursts/{job.pk}/undo")
    assert Job.objects.count() == 2


def test_a_burst_without_accounts_offers_nothing(cast: Cast) -> None:
    came("sign_up", 12, "203.0.113.0/24")
    assert "Deactivate accounts" not in page(cast)
    path = f"bursts/block/{newest()}"
    assert "None of them can log in" in as_staff(cast.owner).get(f"{HERE}/{path}").content.decode()
    assert post(cast, path).status_code == 404 and not Job.objects.exists()
    assert as_staff(cast.owner).get(f"{HERE}/bursts/block/0").status_code == 404
    assert as_staff(cast.owner).get(f"{HERE}/bursts/nonsense/{newest()}").status_code == 404


def test_the_navigation_leads_there_whoever_may(cast: Cast) -> None:
    """Below Customers; found by the search, too; others don't see it."""
    link = 'href="/admin/activity"'
    assert link in as_staff(cast.owner).get("/admin").content.decode()
    assert link not in as_staff(cast.read_only).get("/admin").content.decode()
    assert as_staff(cast.read_only).get(HERE).status_code == 403
    assert link in as_staff(cast.owner).get("/admin/search?q=robots").content.decode()
