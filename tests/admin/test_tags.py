"""Tags across the store, and where tags are typed, as staff meet them."""

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.customers.actions import add_tags
from clientela.customers.models import Customer, Tag
from clientela.customers.queries import profile
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.segments.models import Segment
from tests.cast import Cast, as_staff

HERE = "/admin/tags"


@pytest.fixture
def club(cast: Cast) -> Tag:
    """Three customers of the club, one of them a friend as well; and a segment that asks for the club."""
    add_tags([cast.ingrid.pk, cast.guest.pk, cast.stranger.pk], ["Club"], by=SYSTEM)
    add_tags([cast.guest.pk], ["Friend"], by=SYSTEM)
    Segment.objects.create(name="Club members", query="customer_tags CONTAINS 'CLUB'")
    Segment.objects.create(name="Friends", query="customer_tags CONTAINS 'friend'")
    return Tag.objects.get(name="Club")


def read(client: Client, path: str, status: int = 200) -> str:
    """The words of a page."""
    answer = client.get(path)
    assert answer.status_code == status, path
    return " ".join(answer.content.decode().split())


def finish() -> Job:
    job = Job.objects.latest("pk")
    running.run(job.pk, by=SYSTEM)
    job.refresh_from_db()
    return job


def tags_of(customer: Customer) -> list[str]:
    return profile(customer).tags


def test_all_tags_are_listed(cast: Cast, club: Tag) -> None:
    """The most used first, or by name; a part of the name is enough to find one."""
    client = as_staff(cast.support)
    page = read(client, HERE)
    assert page.index("Club</a>") < page.index("Friend</a>") and f"{HERE}/{club.pk}/rename" in page
    address = "/admin/customers?query=customer_tags+CONTAINS+%27Club%27"
    assert f'href="{address}"' in page and "Sigrid Berg" in read(client, address)
    page = read(client, f"{HERE}?sort=-name")
    assert page.index("Friend</a>") < page.index("Club</a>")
    page = read(client, f"{HERE}?q=RIEN")
    assert "Friend</a>" in page and "Club</a>" not in page
    assert "No such tag" in read(client, f"{HERE}?q=nothing")
    part = client.get(HERE, headers={"HX-Request": "true", "HX-Target": "tags"}).content.decode()
    assert part.lstrip().startswith('<div id="tags"')


def test_an_empty_store_says_what_will_stand_here(cast: Cast) -> None:
    assert "No tags yet" in read(as_staff(cast.owner), HERE)


def test_renamed_after_it_was_shown(cast: Cast, club: Tag) -> None:
    """How many customers, which segments; then a job."""
    client = as_staff(cast.support)
    page = read(client, f"{HERE}/{club.pk}/rename")
    assert "3 customers have this tag." in page and "What happens" not in page
    page = read(client, f"{HERE}/{club.pk}/rename?name_text=Circle")
    for words in ("“Club” becomes “Circle” on 3 customers.", "1 segment asks for it", "Club members"):
        assert words in page
    assert "Rename on 3 customers" in page and "<li>Friends</li>" not in page
    assert not Job.objects.exists()
    answer = client.post(f"{HERE}/{club.pk}/rename", {"name_text": "Circle"}, follow=True)
    assert "“Club” is becoming “Circle”." in answer.content.decode()
    assert (finish().done, tags_of(cast.ingrid)) == (3, ["Circle"])
    assert Segment.objects.get(name="Club members").query == "customer_tags CONTAINS 'Circle'"


def test_the_review_shows_what_segments_will_ask_for(cast: Cast, club: Tag) -> None:
    """In words, before it is confirmed; and that one which would be too long stays."""
    Segment.objects.create(name="Long", query=" OR ".join(["customer_tags CONTAINS 'club'"] * 500))
    page = read(as_staff(cast.support), f"{HERE}/{club.pk}/rename?name_text={'y' * 200}")
    assert "2 segments ask for it" in page and "They go along" in page
    assert f"Club members</a>: Tags contain {'y' * 200}" in page and "Long</a>: stays" in page
    page = read(as_staff(cast.support), f"{HERE}/{club.pk}/rename?name_text=friend")
    assert "Club members</a>: Tags contain Friend" in page


def test_segments_of_a_deleted_tag_need_attention(cast: Cast, club: Tag) -> None:
    """On Home, in the list of segments and on the segment's page, until its query is another."""
    client, found = as_staff(cast.manager), Segment.objects.get(name="Club members")
    assert "stand on Home as needing attention" in read(client, f"{HERE}/{club.pk}/delete")
    client.post(f"{HERE}/{club.pk}/delete")
    finish()
    assert "1 segment asks for a deleted tag" in read(client, "/admin")
    assert f'href="/admin/segments/{found.pk}"' in read(client, "/admin/attention/segments")
    assert read(client, "/admin/segments").count("Asks for a deleted tag") == 1
    address = f"/admin/segments/{found.pk}"
    assert "Nobody is found by: club." in read(client, address)
    new = {"name": found.name, "query": "customer_tags CONTAINS 'friend'", "version": found.version}
    assert client.post(f"{address}/save", new).status_code == 303
    assert "deleted" not in read(client, address).split("<main")[1].replace("Delete segment", "")
    assert "Asks for a deleted tag" not in read(client, "/admin/segments")


def test_only_the_spelling(cast: Cast, club: Tag) -> None:
    client = as_staff(cast.support)
    page = read(client, f"{HERE}/{club.pk}/rename?name_text=CLUB")
    assert "written in the new way everywhere" in page and "segment asks" not in page
    assert client.post(f"{HERE}/{club.pk}/rename", {"name_text": "CLUB"}).status_code == 303
    assert tags_of(cast.ingrid) == ["CLUB"] and not Job.objects.exists()


def test_two_become_one(cast: Cast, club: Tag) -> None:
    """The name of another tag offers it; without the offer taken nothing is merged."""
    client = as_staff(cast.support)
    page = read(client, f"{HERE}/{club.pk}/rename?name_text=FRIEND")
    assert "Merge “Club” into “Friend”" in page and "1 of them have both" in page
    answer = client.post(f"{HERE}/{club.pk}/rename", {"name_text": "friend"})
    assert answer.status_code == 422 and "Merge “Club” into “Friend”" in answer.content.decode()
    assert not Job.objects.exists()
    answer = client.post(f"{HERE}/{club.pk}/rename", {"name_text": "friend", "merges": "on"})
    assert answer.status_code == 303 and finish().done == 3
    assert tags_of(cast.guest) == tags_of(cast.ingrid) == ["Friend"]


def test_deleted_after_it_was_shown(cast: Cast, club: Tag) -> None:
    client = as_staff(cast.support)
    page = read(client, f"{HERE}/{club.pk}/delete")
    assert "taken off 3 customers" in page and "Delete from 3 customers" in page and "Club members" in page
    assert client.post(f"{HERE}/{club.pk}/delete").status_code == 303
    assert finish().done == 3 and tags_of(cast.ingrid) == []
    read(client, f"{HERE}/{club.pk}/delete", 404)
    unused = Tag.objects.create(name="Dust", key="dust")
    assert "Nobody has this tag" in read(client, f"{HERE}/{unused.pk}/delete")
    assert client.post(f"{HERE}/{unused.pk}/delete").status_code == 303
    assert Job.objects.count() == 1 and not Tag.objects.filter(key="dust").exists()


@pytest.mark.parametrize("name", ["", "one, two", "x" * 256])
def test_no_name_for_a_tag(cast: Cast, club: Tag, name: str) -> None:
    """Said beside the field, and what was typed stays."""
    answer = as_staff(cast.support).post(f"{HERE}/{club.pk}/rename", {"name_text": name})
    assert answer.status_code == 422 and 'id="id_name_error"' in answer.content.decode()
    assert tags_of(cast.ingrid) == ["Club"]


def test_only_for_those_who_may(cast: Cast, club: Tag) -> None:
    """AC-02: whoever sees customers sees their tags; only who edits customers changes them."""
    for user in (cast.read_only, cast.marketing):
        client = as_staff(user)
        assert "Club" in read(client, HERE) and "rename" not in read(client, HERE)
        for deed in ("rename", "delete"):
            path = f"{HERE}/{club.pk}/{deed}"
            assert client.get(path).status_code == client.post(path, {"name_text": "X"}).status_code == 403
    assert not Job.objects.exists()


def test_suggested_by_use(cast: Cast, club: Tag) -> None:
    """What a field of tags offers: the most used first."""
    client = as_staff(cast.read_only)
    page = read(client, f"{HERE}/suggest?q=")
    assert page.index("Club") < page.index("Friend") and 'data-about="3 customers"' in page
    assert "Club" not in read(client, f"{HERE}/suggest?q=fri")


def test_typed_on_the_profile(cast: Cast, club: Tag) -> None:
    """The field offers what there is; one too long is said beside it, and what was typed stays."""
    client, where = as_staff(cast.support), f"/admin/customers/{cast.guest.pk}"
    page = read(client, where)
    assert 'src="/admin/tags/suggest"' in page and 'value="Club, Friend"' in page
    assert client.post(f"{where}/tags", {"tags": "Friend, New one"}).status_code == 303
    assert tags_of(cast.guest) == ["Friend", "New one"]
    answer = client.post(f"{where}/tags", {"tags": "Friend, " + "x" * 256})
    assert answer.status_code == 422 and "at most 255" in answer.content.decode()
    assert "x" * 256 in answer.content.decode()
