"""What was done to many customers stands on each one's timeline, and leads to the job."""

from clientela.bulk import actions
from clientela.bulk.actions.starting import TAG
from clientela.customers import actions as customers
from clientela.customers import story
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.segments.actions import select
from tests.bulk.test_tag import run
from tests.cast import Cast, as_staff, make_cast, make_customer

WANTED = {
    "first_name": "Anna",
    "email": "anna@example.com",
    "phone": "+447700900123",
    "tags": "Club",
    "note": "Likes tea",
    "email_consent": "subscribed",
    "sms_consent": "subscribed",
    "line1": "12 Mill Lane",
    "city": "London",
    "postcode": "EC1Y 8TE",
}


def test_an_edit_and_its_way_back(real_db: None) -> None:
    """Every line leads to the job, also where it changed two things of a kind; before, none does."""
    by = make_cast().owner.as_actor()
    ann = make_customer("ann@example.com", "Ann", "Ames", account=True)
    before = Event.objects.filter(customer_id=ann.pk).count()
    outcome = actions.edit_rows({ann.pk: WANTED}, {}, by=by)
    assert outcome.job and outcome.saved == [ann.pk] and not outcome.refused
    told = Event.objects.filter(customer_id=ann.pk).order_by("pk")[before:]
    names = [event.name for event in told]
    assert names.count("customer.consent_changed") == 2 and "customer.note_changed" in names
    first = {event.name: event.job_id for event in reversed(told)}
    assert set(first.values()) == {outcome.job.pk}
    _, lines = led(ann.pk, by)
    assert len(lines) == len(names) and set(lines) == {outcome.job.pk}
    back = run(actions.undo(outcome.job.pk, by=by))
    assert back.done == 1
    plain, lines = led(ann.pk, by)
    assert plain == before and set(lines) == {outcome.job.pk, back.pk}
    assert [event.job_id for event in Event.objects.filter(subject_kind="job", name="job.started")] == [
        None,
        None,
    ]


def led(customer_id: int, viewer: object) -> tuple[int, list[int]]:
    """How many lines of a timeline lead to no job, and where the others lead."""
    found = story.of_customer([customer_id], viewer=viewer).entries  # type: ignore[arg-type]
    jobs = [entry.job_id for entry in found]
    return jobs.count(0), [job for job in jobs if job]


def test_refused_it_leaves_no_job(cast: Cast) -> None:
    """The number that was taken for it belongs to nothing."""
    outcome = actions.edit_rows({cast.ingrid.pk: {"email": "no"}}, {}, by=cast.owner.as_actor())
    assert outcome.job is None and not Job.objects.exists()
    assert not Event.objects.exclude(job_id=None).exists()


def test_only_for_who_may_see_the_job(cast: Cast) -> None:
    """A colleague without the power for jobs sees the line, and no way to the job."""
    chosen = select(ids=[cast.guest.pk], by=cast.support.as_actor())
    job = run(actions.start(TAG, chosen.pk, tags=["Club"], by=cast.support.as_actor()))
    customers.set_note(cast.stranger.pk, "By hand", by=cast.owner.as_actor())
    address, link = f"/admin/customers/{cast.guest.pk}", f'href="/admin/jobs/{job.pk}"'
    assert link in as_staff(cast.owner).get(address).content.decode()
    page = as_staff(cast.read_only).get(address).content.decode()
    assert "Tags added: Club" in page and link not in page
