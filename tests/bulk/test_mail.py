"""One email to many: only to who agreed, to each once, with what became of it."""

import pytest

from clientela.bulk import actions, mailing, queries
from clientela.core.actor import Actor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.models import Consent, Customer
from clientela.jobs.models import Job
from clientela.post.models import Message, Stream
from clientela.segments import queries as segments
from clientela.segments.actions import select
from clientela.segments.models import Selection
from tests.bulk.test_tag import run
from tests.cast import Cast


@pytest.fixture
def by(cast: Cast) -> Actor:
    return cast.owner.as_actor()


@pytest.fixture
def everybody(cast: Cast, by: Actor) -> Selection:
    """Ingrid agreed to news; the two others didn't, and one more has no address."""
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.SUBSCRIBED)
    Customer.objects.create(first_name="Without", source="staff")
    return select(is_everybody=True, by=by)


def test_only_who_agreed_gets_it(cast: Cast, everybody: Selection, by: Actor) -> None:
    """TP: marketing goes to the subscribed alone, with the way out in its headers; each other says why."""
    plan = mailing.plan(segments.selected(everybody))
    assert (plan.total, plan.changed, [count for _words, count in plan.left_out]) == (4, 1, [2, 1])
    made = actions.write(everybody.pk, subject="Spring", text="**New** blankets", by=by)
    assert not Message.objects.exists()
    job = run(actions.send(made.pk, by=by))
    message = Message.objects.get()
    assert (job.done, job.skipped) == (1, 3)
    assert dict(queries.reasons(job)) == {"not_subscribed": 2, "no_email": 1}
    assert (message.to, message.subject, message.stream) == (cast.ingrid.email, "Spring", Stream.MARKETING)
    Message.objects.update(state="delivered")
    asked = f"shopify_email.delivered MATCHES (activity_id = {made.pk})"
    assert list(segments.members(asked)) == [cast.ingrid]
    assert (
        "<strong>New</strong>" in message.html and message.unsubscribe_url and "/preferences/" in message.text
    )


def test_sent_twice_goes_once(cast: Cast, everybody: Selection, by: Actor) -> None:
    """The button pressed twice is one job; a job run again after a crash mails nobody twice."""
    made = actions.write(everybody.pk, subject="Spring", text="News", by=by)
    first, second = (actions.send(made.pk, by=by) for _press in range(2))
    assert first == second
    run(first)
    Job.objects.filter(pk=first.pk).update(state=Job.State.QUEUED, cursor=-1)
    first.items.update(outcome="waiting")
    run(first)
    assert Message.objects.count() == 1


def test_who_leaves_meanwhile_gets_nothing(cast: Cast, everybody: Selection, by: Actor) -> None:
    made = actions.write(everybody.pk, subject="Spring", text="News", by=by)
    job = actions.send(made.pk, by=by)
    Customer.objects.filter(pk=cast.ingrid.pk).update(email_consent=Consent.UNSUBSCRIBED)
    assert (run(job).done, Message.objects.count()) == (0, 0)


def test_looked_at_as_one_of_them(cast: Cast, everybody: Selection, by: Actor) -> None:
    """The first who gets it; nothing is kept by looking."""
    made = actions.write(everybody.pk, subject="Spring", text="News for all", by=by)
    assert "News for all" in mailing.example(made, segments.selected(everybody), by=by)
    nobody = select(query="number_of_orders > 99", by=by)
    assert "News for all" in mailing.example(made, segments.selected(nobody), by=by)
    assert not Message.objects.exists()


def test_guards(cast: Cast, everybody: Selection, by: Actor) -> None:
    """AC-01, AC-03: the power, and what is one's own."""
    with pytest.raises(NotAllowed):
        actions.write(everybody.pk, subject="S", text="T", by=cast.read_only.as_actor())
    with pytest.raises(NotThere):
        actions.write(everybody.pk, subject="S", text="T", by=cast.manager.as_actor())
    for subject, text in (("", "T"), ("S", " ")):
        with pytest.raises(Refused):
            actions.write(everybody.pk, subject=subject, text=text, by=by)
    made = actions.write(everybody.pk, subject="S", text="T", by=by)
    with pytest.raises(NotThere):
        actions.send(made.pk, by=cast.manager.as_actor())
    with pytest.raises(NotAllowed):
        actions.send(made.pk, by=cast.read_only.as_actor())
