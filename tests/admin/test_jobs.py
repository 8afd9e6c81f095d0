"""Long work as staff see it: the tray in the corner, the list, and pausing, resuming, cancelling."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from clientela.core.actor import SYSTEM, Actor
from clientela.core.powers import Power
from clientela.jobs import actions, queries
from clientela.jobs.kinds import KINDS, JobKind
from clientela.jobs.models import Job
from clientela.staff.models import User
from tests.cast import Cast, as_staff
from tests.jobs.tally import NAME, everybody, tally

State = Job.State
HTMX = {"HX-Request": "true"}
STAFF_ONLY = "tests.staff_only"


@pytest.fixture
def guarded(monkeypatch: pytest.MonkeyPatch) -> None:
    """A kind of job that takes another power than running jobs."""
    kind = JobKind(STAFF_ONLY, "Rights", Power.STAFF_EDIT, everybody, tally)
    monkeypatch.setitem(KINDS, STAFF_ONLY, kind)


def begun(user: User, kind: str = NAME, **fields: Any) -> Job:
    """A job of this colleague's."""
    return Job.objects.create(kind=kind, actor_kind="staff", actor_id=user.pk, **fields)


def tray(user: User) -> str:
    return as_staff(user).get("/admin/jobs/tray").content.decode()


def titles(actor: Actor) -> list[str]:
    return [str(line.title) for line in queries.current(actor)]


def test_the_tray_is_empty_while_nothing_runs(cast: Cast) -> None:
    answer = as_staff(cast.owner).get("/admin/jobs/tray")
    assert (answer.status_code, answer.content.strip()) == (200, b"")


def test_it_shows_how_far_a_job_is(cast: Cast) -> None:
    begun(cast.manager, state=State.RUNNING, total=12431, done=4000, skipped=20, failed=3)
    html = tray(cast.manager)
    assert "Tally" in html and "4,023 of 12,431" in html
    assert "20 left out" in html and "3 failed" in html
    assert 'value="32"' in html


def test_what_ended_a_while_ago_is_no_news(cast: Cast) -> None:
    now = timezone.now()
    begun(cast.manager, state=State.DONE, ended_at=now - timedelta(minutes=2))
    begun(cast.manager, state=State.DONE, ended_at=now - timedelta(hours=2))
    assert len(queries.current(cast.manager.as_actor())) == 1
    assert len(queries.newest(cast.manager.as_actor())) == 2


def test_colleagues_without_the_power_see_only_their_own(cast: Cast) -> None:
    """AC-03: another's job is neither shown nor to be touched; it looks as if it weren't there."""
    other = begun(cast.manager, state=State.RUNNING)
    own = begun(cast.support, state=State.RUNNING)
    assert [line.job.pk for line in queries.current(cast.support.as_actor())] == [own.pk]
    assert [line.job.pk for line in queries.current(cast.marketing.as_actor())] == [own.pk, other.pk]
    client = as_staff(cast.support)
    for deed in ("pause", "resume", "cancel"):
        assert client.post(f"/admin/jobs/{other.pk}/{deed}").status_code == 404
    other.refresh_from_db()
    assert other.state == State.RUNNING


def test_a_job_of_another_power_is_shown_to_those_who_hold_it(cast: Cast, guarded: None) -> None:
    """AC-02: running jobs isn't enough where a kind takes more."""
    job = begun(cast.owner, kind=STAFF_ONLY, state=State.RUNNING)
    assert titles(cast.owner.as_actor()) == ["Rights"]
    assert titles(cast.manager.as_actor()) == []
    assert as_staff(cast.manager).post(f"/admin/jobs/{job.pk}/cancel").status_code == 404


def test_an_own_job_whose_power_is_gone_is_seen_and_left_alone(cast: Cast) -> None:
    """AC-04: a power taken away stops the buttons, not the sight."""
    job = begun(cast.read_only, state=State.RUNNING)
    assert f"/admin/jobs/{job.pk}/pause" not in tray(cast.read_only)
    assert as_staff(cast.read_only).post(f"/admin/jobs/{job.pk}/pause").status_code == 403


def test_pausing_resuming_and_cancelling(cast: Cast) -> None:
    job = actions.start(NAME, {}, by=cast.manager.as_actor())
    client = as_staff(cast.marketing)
    for deed, state in (
        ("pause", State.PAUSED),
        ("resume", State.QUEUED),
        ("pause", State.PAUSED),
        ("cancel", State.CANCELLED),
    ):
        answer = client.post(f"/admin/jobs/{job.pk}/{deed}")
        assert (answer.status_code, answer["Location"]) == (303, "/admin/jobs")
        job.refresh_from_db()
        assert job.state == state


def test_htmx_gets_the_tray_anew(cast: Cast) -> None:
    job = actions.start(NAME, {}, by=cast.manager.as_actor())
    html = as_staff(cast.manager).post(f"/admin/jobs/{job.pk}/pause", headers=HTMX).content.decode()
    assert "Paused" in html and f"/admin/jobs/{job.pk}/resume" in html and "<html" not in html


def test_a_job_that_is_over_says_so(cast: Cast) -> None:
    job = begun(cast.manager, state=State.DONE, ended_at=timezone.now())
    client = as_staff(cast.manager)
    assert client.post(f"/admin/jobs/{job.pk}/cancel").status_code == 303
    assert "This job has already ended." in client.get("/admin/jobs").content.decode()
    answer = client.post(f"/admin/jobs/{job.pk}/cancel", headers=HTMX)
    assert answer.status_code == 200 and "Done" in answer.content.decode()


def test_a_hostile_title_stays_text(cast: Cast) -> None:
    """WB-03: names of kinds and words of problems are drawn as words."""
    nasty = '"><img src=x onerror=alert(1)>'
    begun(cast.owner, kind=nasty, state=State.FAILED, problem=nasty, ended_at=timezone.now())
    client = as_staff(cast.owner)
    for path in ("/admin/jobs/tray", "/admin/jobs"):
        html = client.get(path).content.decode()
        assert "<img src=x" not in html and "&lt;img src=x" in html


def test_a_kind_that_is_no_more_takes_the_general_power(cast: Cast) -> None:
    begun(cast.owner, kind="gone.kind", state=State.PAUSED)
    assert titles(cast.marketing.as_actor()) == ["gone.kind"]
    assert titles(cast.support.as_actor()) == []


def test_the_tray_asks_the_database_little(cast: Cast, django_assert_max_num_queries: Any) -> None:
    for _each in range(5):
        begun(cast.manager, state=State.RUNNING)
    with django_assert_max_num_queries(2):
        queries.current(cast.manager.as_actor())


def test_the_system_sees_all(cast: Cast) -> None:
    begun(cast.manager)
    assert titles(SYSTEM) == ["Tally"]
