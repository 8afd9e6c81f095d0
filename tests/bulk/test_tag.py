"""Tags on all of a selection: as a job, with a result for each, and the way back."""

import pytest

from clientela.bulk import actions, plans, queries
from clientela.bulk.actions.starting import TAG, UNTAG
from clientela.bulk.actions.undoing import CantUndo
from clientela.core.actor import SYSTEM, Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers import actions as customers
from clientela.customers.models import MOST_TAGS, Customer, CustomerTag
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.segments.actions import select
from tests.cast import Cast, make_customer


def run(job: Job) -> Job:
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    return job


def tags_of(customer: Customer) -> list[str]:
    rows = CustomerTag.objects.filter(customer=customer).order_by("tag__key")
    return list(rows.values_list("tag__name", flat=True))


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.owner.as_actor()


@pytest.fixture
def three(by: Actor) -> list[Customer]:
    """One without tags, one who has the tag already, one who has so many that no more fits."""
    found = [make_customer(f"tag{number}@example.com", "Tag", f"No {number}") for number in range(3)]
    customers.add_tags([found[1].pk], ["VIP"], by=SYSTEM)
    customers.add_tags([found[2].pk], [f"t{number}" for number in range(MOST_TAGS)], by=SYSTEM)
    return found


def test_each_has_a_result(three: list[Customer], by: Actor) -> None:
    """F04: done, left out with the reason, failed with the reason."""
    chosen = select(ids=[each.pk for each in three], by=by)
    assert plans.plan(TAG, chosen, ["vip"]).changed == 2
    job = run(actions.start(TAG, chosen.pk, by=by, tags=["vip"]))
    assert (job.state, job.done, job.skipped, job.failed) == (Job.State.DONE, 1, 1, 1)
    assert [tags_of(each)[:1] for each in three[:2]] == [["VIP"], ["VIP"]]
    assert dict(queries.reasons(job)) == {"has_already": 1, "too_many_tags": 1}
    assert Event.objects.get(job_id=job.pk, name="customer.tags_added").customer_id == three[0].pk


def test_undone_only_what_was_done(three: list[Customer], by: Actor) -> None:
    """Who had the tag before keeps it; undone twice is undone once."""
    job = run(actions.start(TAG, select(ids=[each.pk for each in three], by=by).pk, by=by, tags=["VIP"]))
    back = run(actions.undo(job.pk, by=by))
    assert (back.done, back.total) == (1, 1)
    assert (tags_of(three[0]), tags_of(three[1])) == ([], ["VIP"])
    assert actions.undo(job.pk, by=by).pk == back.pk
    assert queries.way_back(job).undone_by == back


def test_removed_and_put_back_as_they_were(three: list[Customer], by: Actor) -> None:
    customers.add_tags([three[0].pk], ["a", "b"], by=SYSTEM)
    job = run(
        actions.start(UNTAG, select(query="customer_tags CONTAINS 'a'", by=by).pk, by=by, tags=["A", "c"])
    )
    assert (job.done, tags_of(three[0])) == (1, ["b"])
    run(actions.undo(job.pk, by=by))
    assert tags_of(three[0]) == ["a", "b"]


def test_everybody_whom_the_query_fits_when_it_begins(three: list[Customer], by: Actor) -> None:
    """F29: the set is that of the beginning, and somebody deleted since is left out with the reason."""
    chosen = select(query="customer_tags CONTAINS 'VIP'", by=by)
    customers.add_tags([three[0].pk], ["vip"], by=SYSTEM)
    job = actions.start(TAG, chosen.pk, by=by, tags=["late"])
    Customer.objects.filter(pk=three[1].pk).update(deleted_at="2026-01-01T00:00Z")
    assert (run(job).total, tags_of(three[0])) == (1, ["late", "VIP"])


def test_begun_twice_is_one_job(three: list[Customer], by: Actor) -> None:
    chosen = select(is_everybody=True, by=by)
    assert actions.start(TAG, chosen.pk, by=by, tags=["x"]) == actions.start(
        TAG, chosen.pk, by=by, tags=["x"]
    )


def test_nobody_is_never_everybody(by: Actor) -> None:
    for nothing in ({}, {"ids": []}, {"query": "  "}, {"search": " "}):
        with pytest.raises(Refused):
            select(**nothing, by=by)


def test_guards(three: list[Customer], cast: Cast, by: Actor) -> None:
    """AC-01, AC-03: the power is asked, and a selection is its maker's own."""
    chosen = select(is_everybody=True, by=by)
    with pytest.raises(NotAllowed):
        actions.start(TAG, chosen.pk, by=cast.read_only.as_actor(), tags=["x"])
    with pytest.raises(NotThere):
        actions.start(TAG, chosen.pk, by=cast.manager.as_actor(), tags=["x"])
    with pytest.raises(Refused):
        actions.start(TAG, chosen.pk, by=by, tags=[" , "])
    running_job = actions.start(TAG, chosen.pk, by=by, tags=["x"])
    with pytest.raises(CantUndo):
        actions.undo(running_job.pk, by=by)
    with pytest.raises(NotAllowed):
        actions.undo(running_job.pk, by=cast.read_only.as_actor())


def test_more_tags_than_anybody_can_carry(cast: Cast) -> None:
    """Refused at once, instead of for each customer."""
    chosen = select(ids=[cast.guest.pk], by=cast.owner.as_actor())
    with pytest.raises(Refused) as refused:
        actions.start(TAG, chosen.pk, tags=[f"t{n}" for n in range(251)], by=cast.owner.as_actor())
    assert refused.value.code == "too_many_tags" and not Job.objects.exists()
