"""A tag that changes everywhere: another spelling, another name, one with another tag, or none at all."""

import pytest

from clientela.bulk.actions import undo
from clientela.core.actor import SYSTEM, visitor
from clientela.core.errors import NotAllowed, NotThere, Refused
from clientela.customers.actions import add_tags, delete_tag, remove_tags, rename_tag, replace_tag_each
from clientela.customers.actions.binning import to_bin
from clientela.customers.actions.retagging import TagTaken
from clientela.customers.models import Customer, CustomerTag, Tag
from clientela.customers.queries import customers, profile
from clientela.customers.tag_list import suggested, tags
from clientela.jobs import running
from clientela.jobs.models import Item, Job
from clientela.journal.models import Event
from clientela.staff.models import User
from tests.cast import Cast, make_customer
from tests.customers.at_once import at_once


@pytest.fixture
def people(db: None) -> list[Customer]:
    """Three people: two of the club, one of them a friend as well, and a friend alone."""
    made = [make_customer(f"{name}@example.com", name) for name in ("Ann", "Bo", "Cy")]
    add_tags([made[0].pk, made[1].pk], ["Club"], by=SYSTEM)
    add_tags([made[1].pk, made[2].pk], ["Friend"], by=SYSTEM)
    return made


def tag(name: str) -> Tag:
    return Tag.objects.get(name=name)


def carried(people: list[Customer]) -> list[list[str]]:
    return [profile(customer).tags for customer in people]


def finish(job: Job | None) -> Job:
    """Carry a job through."""
    assert job is not None
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == Job.State.DONE
    return job


def found(text: str) -> set[int]:
    return {row.pk for row in customers(text, "").rows}


def test_another_spelling_is_there_at_once(people: list[Customer]) -> None:
    """Nothing changes for anybody but how the tag is written."""
    assert rename_tag(tag("Club").pk, "  CLUB ", by=SYSTEM) is None
    assert carried(people) == [["CLUB"], ["CLUB", "Friend"], ["Friend"]]
    assert Customer.objects.get(pk=people[0].pk).version == people[0].version + 1
    fact = Event.objects.get(name="tag.renamed")
    assert (fact.data, fact.subject_kind) == ({"before": "Club", "after": "CLUB"}, "tag")
    assert rename_tag(tag("CLUB").pk, "CLUB", by=SYSTEM) is None
    assert Event.objects.filter(name="tag.renamed").count() == 1


def test_another_name(people: list[Customer]) -> None:
    """On every timeline, in the search, one step of the version, and what an undo needs."""
    ann, bo, _cy = people
    job = finish(rename_tag(tag("Club").pk, "Circle", by=SYSTEM))
    assert carried(people) == [["Circle"], ["Circle", "Friend"], ["Friend"]]
    assert not Tag.objects.filter(name="Club").exists()
    assert (found("circle"), found("club")) == ({ann.pk, bo.pk}, set())
    assert Customer.objects.get(pk=ann.pk).version == ann.version + 2
    told = Event.objects.filter(job_id=job.pk, customer_id=ann.pk).order_by("pk")
    assert [(event.name, event.data["tags"]) for event in told] == [
        ("customer.tags_removed", ["Club"]),
        ("customer.tags_added", ["Circle"]),
    ]
    assert Item.objects.get(job=job, key=ann.pk).before == {"removed": ["Club"], "added": ["Circle"]}
    assert job.params.keys() == {"tag", "into"} and (job.done, job.skipped) == (2, 0)


def test_two_become_one(people: list[Customer]) -> None:
    """Refused until asked for; who had both keeps one, and nothing is said to have been added."""
    club, friend = tag("Club"), tag("Friend")
    with pytest.raises(TagTaken) as refused:
        rename_tag(club.pk, "friend", by=SYSTEM)
    assert refused.value.details == {"tag_id": friend.pk, "name": "Friend"}
    job = finish(rename_tag(club.pk, "FRIEND", merges=True, by=SYSTEM))
    assert carried(people) == [["Friend"]] * 3
    assert Item.objects.get(job=job, key=people[1].pk).before == {"removed": ["Club"], "added": []}
    assert not Event.objects.filter(
        job_id=job.pk, customer_id=people[1].pk, name="customer.tags_added"
    ).exists()


def test_off_everybody(people: list[Customer]) -> None:
    """Those in the bin lose it too, so that it doesn't come back with them; it is counted without them."""
    to_bin([people[1].pk], by=SYSTEM)
    assert [(row.name, row.uses) for row in tags("", "name").rows] == [("Club", 1), ("Friend", 1)]
    job = finish(delete_tag(tag("Club").pk, by=SYSTEM))
    assert carried(people) == [[], ["Friend"], ["Friend"]] and job.done == 2
    assert not Tag.objects.filter(key="club").exists()
    assert Event.objects.get(name="tag.deleted").data == {"name": "Club"}


def test_a_tag_that_nobody_carries_changes_at_once(people: list[Customer]) -> None:
    remove_tags([people[2].pk, people[1].pk], ["Friend"], by=SYSTEM)
    assert rename_tag(tag("Friend").pk, "Pal", by=SYSTEM) is None and tag("Pal").key == "pal"
    assert rename_tag(tag("Pal").pk, "club", merges=True, by=SYSTEM) is None
    assert list(Tag.objects.values_list("name", flat=True)) == ["Club"]
    remove_tags([people[0].pk, people[1].pk], ["Club"], by=SYSTEM)
    assert delete_tag(tag("Club").pk, by=SYSTEM) is None and not Tag.objects.exists()


def test_what_is_done_is_not_done_twice(people: list[Customer]) -> None:
    """F04: a chunk again changes nothing; who got the tag since keeps it, and the tag stays for them."""
    ids, old = [people[0].pk, people[1].pk], tag("Club")
    new = Tag.objects.create(name="Circle", key="circle")
    add_tags([people[2].pk], ["Club"], by=SYSTEM)
    assert set(replace_tag_each(ids, old.pk, new.pk, by=SYSTEM)) == set(ids)
    facts, versions = Event.objects.count(), list(Customer.objects.order_by("pk").values_list("version"))
    assert replace_tag_each(ids, old.pk, new.pk, by=SYSTEM) == {}
    assert Event.objects.count() == facts
    assert list(Customer.objects.order_by("pk").values_list("version")) == versions
    assert carried(people) == [["Circle"], ["Circle", "Friend"], ["Club", "Friend"]]


def test_the_target_is_gone(people: list[Customer]) -> None:
    """The job ends with the reason, and nobody has lost a tag."""
    job = rename_tag(tag("Club").pk, "Circle", by=SYSTEM)
    tag("Circle").delete()
    assert job is not None
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and "gone" in job.problem
    assert carried(people)[0] == ["Club"]


def test_taken_back(people: list[Customer]) -> None:
    """Everybody as before, but who changed since; who had both keeps the other one."""
    ann, bo, cy = people
    club = tag("Club").pk
    add_tags([cy.pk], ["Club"], by=SYSTEM)
    remove_tags([cy.pk], ["Friend"], by=SYSTEM)
    job = finish(rename_tag(club, "friend", merges=True, by=SYSTEM))
    remove_tags([cy.pk], ["Friend"], by=SYSTEM)
    back = finish(undo(job.pk, by=SYSTEM))
    assert carried(people) == [["Club"], ["Club", "Friend"], []]
    assert (back.done, back.skipped) == (2, 1)
    gone = finish(delete_tag(tag("Club").pk, by=SYSTEM))
    assert carried(people) == [[], ["Friend"], []]
    finish(undo(gone.pk, by=SYSTEM))
    assert carried(people) == [["Club"], ["Club", "Friend"], []]
    assert found("club") == {ann.pk, bo.pk}


@pytest.mark.parametrize("name", ["", " , ", "one, two", "x" * 256])
def test_no_name_for_a_tag(people: list[Customer], name: str) -> None:
    with pytest.raises(Refused):
        rename_tag(tag("Club").pk, name, by=SYSTEM)


def test_who_may(cast: Cast, people: list[Customer]) -> None:
    """AC-02: only those who edit customers; a power withdrawn stops the job."""
    club = tag("Club").pk
    for actor in (cast.read_only.as_actor(), cast.marketing.as_actor(), visitor()):
        for deed in (lambda: rename_tag(club, "X", by=actor), lambda: delete_tag(club, by=actor)):  # noqa: B023
            with pytest.raises(NotAllowed):
                deed()
    with pytest.raises(NotThere):
        rename_tag(0, "X", by=SYSTEM)
    job = rename_tag(club, "Circle", by=cast.support.as_actor())
    User.objects.filter(pk=cast.support.pk).update(role="read_only")
    assert job is not None
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    assert job.state == Job.State.FAILED and carried(people)[0] == ["Club"]


def test_suggested_by_use(people: list[Customer]) -> None:
    """The most used first, whatever the case; a part of the name is enough."""
    add_tags([people[0].pk], ["Best friend"], by=SYSTEM)
    add_tags([people[2].pk], ["Club"], by=SYSTEM)
    assert [(each.name, each.uses) for each in suggested("", 2)] == [("Club", 3), ("Friend", 2)]
    assert [each.name for each in suggested("FRIEND", 9)] == ["Friend", "Best friend"]
    assert suggested("zz", 9) == []


def test_pages_of_tags(db: None) -> None:
    """By name or by use, both ways, nobody left out and none twice."""
    ann, bo = make_customer("ann@example.com"), make_customer("bo@example.com")
    add_tags([ann.pk], [f"t{number:03}" for number in range(120)], by=SYSTEM)
    add_tags([bo.pk], [f"t{number:03}" for number in range(60)], by=SYSTEM)
    for sort in ("name", "-name", "uses", "-uses"):
        seen, after = [], ""
        while True:
            page = tags("", sort, after=after)
            seen += page.rows
            after = page.after
            if not after:
                break
        assert len({row.pk for row in seen}) == len(seen) == 120
        keys = [row.key if "name" in sort else row.uses for row in seen]
        assert keys == sorted(keys, reverse=sort.startswith("-"))
    assert [row.name for row in tags("T01", "name").rows] == [f"t01{number}" for number in range(10)]


def test_added_while_it_is_deleted(real_db: None) -> None:
    """Whoever puts a tag on a customer while it is taken off everybody is neither lost nor refused."""
    ids = [make_customer(f"{number}@example.com").pk for number in range(6)]
    add_tags(ids[:3], ["Club"], by=SYSTEM)
    old = tag("Club").pk
    works = [lambda: replace_tag_each(ids, old, None, by=SYSTEM)]
    works += [lambda pk=pk: add_tags([pk], ["club"], by=SYSTEM) for pk in ids[3:]]  # type: ignore[misc]
    results = at_once(works)
    assert not [result for result in results if isinstance(result, Exception)], results
    lost = set(results[0])  # type: ignore[call-overload]
    assert set(ids[:3]) <= lost
    has = set(CustomerTag.objects.filter(tag__key="club").values_list("customer_id", flat=True))
    assert has == set(ids[3:]) - lost
