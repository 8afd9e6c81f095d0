"""Inviting many at once."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, Refused
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.invitations import actions, queries
from clientela.invitations.models import Invitation, Round
from clientela.invitations.rules import NoInvitations
from clientela.jobs import actions as jobs
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.post import actions as post
from clientela.post.models import Message, Suppression
from tests.cast import Cast, make_cast, make_customer
from tests.invitations.guests import invite, last_token, settings

EVERYBODY, PICKED = Round.Scope.EVERYBODY, Round.Scope.PICKED


def crowd(cast: Cast) -> dict[str, Customer]:
    """One customer for each reason to be left out."""
    found = {
        name: make_customer(f"{name}@example.com", name.title()) for name in ("held", "declined", "shut")
    }
    found["nowhere"] = customers.add(customers.NewCustomer(first_name="Noor"), by=SYSTEM)
    found["invited"] = make_customer("invited@example.com", "Ida")
    customers.set_account_state(found["declined"].pk, AccountState.DECLINED, by=SYSTEM)
    customers.set_account_state(found["shut"].pk, AccountState.DEACTIVATED, by=SYSTEM)
    post.hold("held@example.com", Suppression.Reason.BOUNCED, by=SYSTEM)
    invite(found["invited"], cast.owner.as_actor())
    return found


def run(found: Round, cast: Cast) -> Job:
    """Begin a round and let the worker carry it through."""
    job = actions.start_round(found.pk, by=cast.owner.as_actor())
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    return job


def test_all_without_an_account(cast: Cast) -> None:
    """The preview says who is left out and why, and the round does just that."""
    crowd(cast)
    found = actions.plan_round(EVERYBODY, by=cast.owner.as_actor())
    actions.change_round(
        found.pk, subject="Come in", message="Hi", per_minute=0, remind_days=3, by=cast.owner.as_actor()
    )
    seen = queries.preview(found)
    assert seen.invited == 1
    assert {str(words): n for words, n in seen.left_out} == {
        "Account deactivated": 1,
        "Declined an invitation": 1,
        "No email address": 1,
        "Emails to them are held back": 1,
        "Invited already, the link still works": 1,
    }
    job = run(found, cast)
    assert (job.state, job.done, job.skipped, job.failed) == ("done", 1, 5, 0)
    mail = Message.objects.get(customer_id=cast.guest.pk)
    assert (mail.subject, mail.queue, mail.state) == ("Come in", "bulk", "queued")
    assert queries.open_link(*last_token())
    made = Invitation.objects.get(customer=cast.guest)
    assert made.round_id == found.pk and made.message_id == mail.pk and made.message == ""
    facts = Event.objects.filter(customer_id=cast.guest.pk, job_id=job.pk)
    assert {fact.name for fact in facts} == {"account.invited", "mail.queued"}


def test_those_who_were_picked(cast: Cast) -> None:
    """The active among them are reported; one picked and gone, too."""
    found = actions.plan_round(PICKED, [cast.guest.pk, cast.ingrid.pk, 999_999], by=cast.owner.as_actor())
    seen = queries.preview(found)
    assert (seen.invited, seen.total) == (1, 3)
    job = run(found, cast)
    found.refresh_from_db()
    _page, lines = queries.results(found, "")
    assert [(line.customer_id, line.outcome, str(line.reason)) for line in lines] == [
        (cast.ingrid.pk, "skipped", "Have an account"),
        (cast.guest.pk, "done", ""),
    ] or job.done == 1
    assert {line.outcome for line in queries.all_lines(found)} == {"done", "skipped"}


def test_it_begins_once(cast: Cast) -> None:
    """Pressed twice, it is one job; its words can't change any more."""
    owner = cast.owner.as_actor()
    found = actions.plan_round(EVERYBODY, by=owner)
    assert actions.start_round(found.pk, by=owner).pk == actions.start_round(found.pk, by=owner).pk
    with pytest.raises(actions.RoundBegun):
        actions.change_round(found.pk, subject="", message="", per_minute=1, remind_days=0, by=owner)


def test_a_rate_parts_the_work(cast: Cast) -> None:
    """Six a minute: one at a time, ten seconds between; the job rests meanwhile and can be paused."""
    for number in range(3):
        make_customer(f"more{number}@example.com")
    found = actions.plan_round(EVERYBODY, by=cast.owner.as_actor())
    actions.change_round(
        found.pk, subject="", message="", per_minute=6, remind_days=0, by=cast.owner.as_actor()
    )
    job = run(found, cast)
    assert (job.state, job.shown_state, job.done) == ("queued", "running", 1)
    running.run(job.pk, by=SYSTEM)
    jobs.pause(job.pk, by=cast.owner.as_actor())
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert (job.state, job.done, job.total) == ("paused", 2, 4)


def test_a_colleague_without_the_power_starts_nothing(cast: Cast) -> None:
    """AC-02; and nobody does while new accounts are closed."""
    with pytest.raises(NotAllowed):
        actions.plan_round(EVERYBODY, by=cast.read_only.as_actor())
    with pytest.raises(Refused):
        actions.plan_round(PICKED, [], by=cast.owner.as_actor())
    found = actions.plan_round(EVERYBODY, by=cast.owner.as_actor())
    settings(registration="closed")
    with pytest.raises(NoInvitations):
        actions.start_round(found.pk, by=cast.owner.as_actor())


def test_words_are_filled_for_each_reader(cast: Cast) -> None:
    """Own words that look deeper into the customer are filled for everybody apart."""
    from clientela.messaging.actions import save_wording
    from clientela.messaging.rendering import Own

    make_customer("b@example.com", "Bea")
    body = "Hi with {{ customer.orders_count }} [Go]({{ customer.account_activation_url }})"
    save_wording("account.invite", "en", Own("For {{ customer.name }}", body), by=SYSTEM)
    run(actions.plan_round(EVERYBODY, by=cast.owner.as_actor()), cast)
    subjects = set(Message.objects.filter(kind="account.invite").values_list("subject", flat=True))
    assert subjects == {"For Gianni Rossi", "For Bea"}


@pytest.mark.usefixtures("real_db")
def test_two_rounds_at_once_send_one_email() -> None:
    """The rows of customers are locked, and the database keeps one open invitation."""
    cast = make_cast()
    owner = cast.owner.as_actor()
    started = [
        actions.start_round(actions.plan_round(EVERYBODY, by=owner).pk, by=owner) for _each in range(4)
    ]

    def work(job: Job) -> None:
        try:
            running.run(job.pk, by=SYSTEM)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, started))
    assert Message.objects.filter(kind="account.invite").count() == 1
    assert Invitation.objects.count() == 1
