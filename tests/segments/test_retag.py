"""Saved segments go along with a tag that is renamed, and say so where it was deleted."""

import pytest

from clientela.bulk.actions import undo
from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere
from clientela.customers.actions import add_tags
from clientela.customers.models import Customer, Tag
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.journal.models import Event
from clientela.segments import actions, naming, queries
from clientela.segments.models import Segment
from tests.cast import Cast, make_customer

MIXED = "(Customer_Tags contains 'CLUB'\n OR customer_tags NOT CONTAINS 'Other') AND number_of_orders>=0"


@pytest.fixture
def people(db: None) -> list[Customer]:
    """Two of the club, one friend."""
    made = [make_customer(f"{name}@example.com", name) for name in ("Ann", "Bo", "Cy")]
    add_tags([made[0].pk, made[1].pk], ["Club"], by=SYSTEM)
    add_tags([made[2].pk], ["Friend"], by=SYSTEM)
    return made


@pytest.fixture
def club(people: list[Customer]) -> Segment:
    return actions.save("Club", "customer_tags CONTAINS 'club'", by=SYSTEM)


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def finish(job: Job | None) -> Job:
    assert job is not None
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return job


def of(segment: Segment) -> str:
    return Segment.objects.get(pk=segment.pk).query


def found(segment: Segment) -> set[int]:
    return set(queries.members(of(segment)).values_list("pk", flat=True))


def test_renamed_with_its_tag(people: list[Customer], club: Segment) -> None:
    """The tag alone is another, wherever it stands; the same people are found; a fact tells of it."""
    mixed = actions.save("Mixed", MIXED, by=SYSTEM)
    other = actions.save("Other", "customer_tags CONTAINS 'clubs' OR customer_language = 'club'", by=SYSTEM)
    job = finish(actions.rename_tag(tag("Club").pk, "It's Circle", by=SYSTEM))
    assert of(club) == r"customer_tags CONTAINS 'It\'s Circle'"
    assert of(mixed) == (
        r"(customer_tags CONTAINS 'It\'s Circle' OR customer_tags NOT CONTAINS 'Other')"
        " AND number_of_orders >= 0"
    )
    assert of(other) == other.query
    assert found(club) == {people[0].pk, people[1].pk}
    told = Event.objects.get(name="segment.tag_renamed", subject_id=club.pk)
    assert (told.data["before"], told.data["after"], told.job_id) == ("Club", "It's Circle", job.pk)
    assert Segment.objects.get(pk=club.pk).version == club.version + 1


def test_merged_with_its_tag(people: list[Customer], club: Segment) -> None:
    """It asks for the one that is kept, in the spelling that it has there."""
    finish(actions.rename_tag(tag("Club").pk, "FRIEND", merges=True, by=SYSTEM))
    assert of(club) == "customer_tags CONTAINS 'Friend'"
    assert found(club) == {each.pk for each in people}


def test_another_spelling_leaves_them_as_they_are(people: list[Customer], club: Segment) -> None:
    assert actions.rename_tag(tag("Club").pk, "CLUB", by=SYSTEM) is None
    assert of(club) == club.query and not Event.objects.filter(name="segment.tag_renamed").exists()


def test_a_tag_that_nobody_carries(people: list[Customer]) -> None:
    Tag.objects.create(name="Dust", key="dust")
    dusty = actions.save("Dusty", "customer_tags CONTAINS 'dust'", by=SYSTEM)
    assert actions.rename_tag(tag("Dust").pk, "Sand", by=SYSTEM) is None
    assert of(dusty) == "customer_tags CONTAINS 'Sand'"


def test_taken_back(people: list[Customer], club: Segment) -> None:
    """To the letter as it was, once; one that somebody changed since stays as it is."""
    mixed = actions.save("Mixed", MIXED, by=SYSTEM)
    job = finish(actions.rename_tag(tag("Club").pk, "friend", merges=True, by=SYSTEM))
    actions.change(club.pk, name="Club", query="customer_tags CONTAINS 'new'", by=SYSTEM)
    back = finish(undo(job.pk, by=SYSTEM))
    assert undo(job.pk, by=SYSTEM) == back
    assert of(mixed) == MIXED and of(club) == "customer_tags CONTAINS 'new'"
    told = Event.objects.filter(name="segment.tag_renamed", job_id=back.pk)
    assert [(each.subject_id, each.data["after"]) for each in told] == [(mixed.pk, "Club")]


def test_one_that_would_be_too_long(people: list[Customer]) -> None:
    """It stays as it was, and needs attention."""
    query = " OR ".join(["customer_tags CONTAINS 'Club'"] * 400)
    long = actions.save("Long", query, by=SYSTEM)
    (shown,) = naming.renaming_tag("Club", "x" * 200)
    assert shown.query == ""
    finish(actions.rename_tag(tag("Club").pk, "x" * 200, by=SYSTEM))
    assert of(long) == query and naming.lacking() == {long.pk: ["club"]}


def test_lost_with_its_tag(people: list[Customer], club: Segment) -> None:
    """Listed from the moment at which nobody carries it, until the tag is back or the query another."""
    job = finish(actions.delete_tag(tag("Club").pk, by=SYSTEM))
    assert of(club) == club.query and list(queries.lacking()) == [club]
    assert Event.objects.get(name="segment.tag_lost").data == {"name": "Club", "tag": "Club"}
    finish(undo(job.pk, by=SYSTEM))
    assert not queries.lacking().exists() and found(club) == {people[0].pk, people[1].pk}
    finish(actions.delete_tag(tag("Club").pk, by=SYSTEM))
    actions.change(club.pk, name="Club", query="customer_tags CONTAINS 'friend'", by=SYSTEM)
    assert Segment.objects.get(pk=club.pk).lost_tags == [] and not queries.lacking().exists()


def test_who_may(cast: Cast, people: list[Customer], club: Segment) -> None:
    """AC-02: whoever may rename the tag takes the segments along; nobody else."""
    for actor in (cast.read_only.as_actor(), cast.marketing.as_actor(), visitor()):
        for deed in (
            lambda: actions.rename_tag(tag("Club").pk, "X", by=actor),  # noqa: B023
            lambda: actions.delete_tag(tag("Club").pk, by=actor),  # noqa: B023
            lambda: actions.put_names_back(1, by=actor),  # noqa: B023
        ):
            with pytest.raises(NotAllowed):
                deed()
    for gone in (lambda: actions.rename_tag(0, "X", by=SYSTEM), lambda: actions.delete_tag(0, by=SYSTEM)):
        with pytest.raises(NotThere):
            gone()
    finish(actions.rename_tag(tag("Club").pk, "Circle", by=cast.support.as_actor()))
    assert of(club) == "customer_tags CONTAINS 'Circle'"
