"""Deactivating and deleting all of a selection."""

from clientela.accounts.models import Session
from clientela.bulk import actions, plans
from clientela.bulk.actions.starting import DEACTIVATE, DELETE
from clientela.customers.models import AccountState, Customer
from clientela.segments.actions import select
from tests.bulk.test_tag import run
from tests.cast import Cast


def test_only_accounts_are_deactivated(cast: Cast) -> None:
    """Everybody is chosen: accounts close, sessions end, others are left out; undone, they open again."""
    by = cast.owner.as_actor()
    chosen = select(is_everybody=True, by=by)
    plan = plans.plan(DEACTIVATE, chosen)
    assert (plan.total, plan.changed) == (3, 2)
    job = run(actions.start(DEACTIVATE, chosen.pk, by=by))
    assert (job.done, job.skipped) == (2, 1)
    states = {Customer.objects.get(pk=each.pk).account_state for each in (cast.ingrid, cast.stranger)}
    assert states == {AccountState.DEACTIVATED} and not Session.objects.filter(ended_at=None).exists()
    run(actions.undo(job.pk, by=by))
    assert Customer.objects.get(pk=cast.ingrid.pk).account_state == AccountState.ENABLED


def test_only_the_deletable_go_and_come_back(cast: Cast) -> None:
    """Seed rule: who has orders stays, and says why."""
    by = cast.owner.as_actor()
    chosen = select(query="customer_email_domain IN ('example.com', 'example.net')", by=by)
    assert plans.plan(DELETE, chosen).changed == 2
    job = run(actions.start(DELETE, chosen.pk, by=by))
    assert job.done == 2 and Customer.objects.known().count() == 1
    run(actions.undo(job.pk, by=by))
    assert Customer.objects.known().count() == 3
