"""What staff do to many customers at once, by the pages."""

import re

import pytest
from django.test import Client

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.jobs import running
from clientela.jobs.models import Job
from clientela.segments import actions as segments
from clientela.segments.models import Selection
from tests.cast import Cast, as_staff, make_customer


@pytest.fixture
def owner(cast: Cast) -> Client:
    return as_staff(cast.owner)


@pytest.fixture
def sixty(cast: Cast) -> list[Customer]:
    """So many that the list has a second page; all but one carry a tag."""
    people = [make_customer(f"p{number}@example.com", f"P{number:02}", "Many") for number in range(60)]
    customers.add_tags([each.pk for each in people[1:]], ["many"], by=SYSTEM)
    return people


def chosen(client: Client, **values: object) -> str:
    """The address that choosing leads to."""
    answer = client.post("/admin/selections", {"deed": "tag", **values})
    assert answer.status_code == 303, answer.content
    return str(answer.headers["Location"])


def test_those_ticked(owner: Client, sixty: list[Customer]) -> None:
    """Chosen, looked at, confirmed: a job with a page, a report and a way back."""
    here = chosen(owner, customer=[sixty[0].pk, sixty[1].pk])
    page = owner.get(here).content.decode()
    assert "Add tags" in page and f"{here}/preview" in page
    told = owner.get(f"{here}/preview?tags=many").content.decode()
    assert "2 customers are selected." in told and "Have these tags already: 1" in told
    assert owner.post(here, {"tags": "many, "}).status_code == 303
    job = Job.objects.get(kind="customers.tag")
    running.run(job.pk, by=SYSTEM)
    shown = owner.get(f"/admin/jobs/{job.pk}").content.decode()
    assert "P00 Many" in shown and "Has these tags already: 1" in shown and "Undo" in shown
    file = b"".join(owner.get(f"/admin/jobs/{job.pk}/report.csv").streaming_content).decode()
    assert f"{sixty[0].pk},done,\r\n" in file and f"{sixty[1].pk},skipped,Has these tags already" in file
    back = owner.post(f"/admin/jobs/{job.pk}/undo")
    running.run(Job.objects.get(kind="customers.tag_back").pk, by=SYSTEM)
    assert back.status_code == 303 and not sixty[0].tag_rows.exists() and sixty[1].tag_rows.exists()


def test_all_of_a_query_a_search_a_segment_a_store(owner: Client, sixty: list[Customer]) -> None:
    """Exactly as the list was sifted, by the box of the head."""
    segment = segments.save("Many", "customer_tags CONTAINS 'many'", by=SYSTEM)
    ways = {
        "?query=customer_tags+CONTAINS+'many'": ({"query": "customer_tags CONTAINS 'many'"}, "query", 59),
        "?q=many": ({"q": "many"}, "search", 60),
        f"?segment={segment.pk}": ({"segment": segment.pk}, "segment", 59),
        "": ({}, "your store", 63),
    }
    for asked, (values, words, count) in ways.items():
        page = owner.get(f"/admin/customers{asked}").content.decode()
        assert re.search(rf"Select all 50\+ customers in (this )?{words}", page), asked
        here = chosen(owner, everything="1", **values)
        assert f"{count} customers are selected." in owner.get(f"{here}/preview").content.decode(), asked


def test_nothing_ticked_is_nobody(owner: Client, sixty: list[Customer]) -> None:
    """Back to the very list, with the reason; nothing was begun."""
    answer = owner.post("/admin/selections", {"deed": "delete", "q": "many"}, follow=True)
    assert answer.redirect_chain == [("/admin/customers?q=many", 303)]
    assert "Select at least one customer." in answer.content.decode()
    assert not Selection.objects.exists() and not Job.objects.exists()


@pytest.mark.parametrize("deed", ["delete", "deactivate", "untag"])
def test_each_deed_tells_what_it_would_do(owner: Client, sixty: list[Customer], deed: str) -> None:
    here = chosen(owner, everything="1", deed=deed)
    told = owner.get(f"{here}/preview", {"tags": "many"}).content.decode()
    expected = {
        "delete": "63 customers are",
        "deactivate": "Without an account: 61",
        "untag": "none of these tags: 4",
    }
    assert expected[deed] in told
    assert owner.get(here).status_code == 200


def test_invite_goes_on_to_the_round(owner: Client, sixty: list[Customer]) -> None:
    answer = owner.post("/admin/selections", {"deed": "invite", "everything": "1", "q": "many"})
    assert re.fullmatch(r"/admin/invitations/\d+", answer.headers["Location"])


def test_tags_are_needed_and_what_was_typed_stays(owner: Client, sixty: list[Customer]) -> None:
    here = chosen(owner, customer=[sixty[0].pk])
    answer = owner.post(here, {"tags": "x" * 300})
    assert answer.status_code == 422 and "A tag has at most 255 characters." in answer.content.decode()
    assert "x" * 300 in answer.content.decode()


def test_only_ones_own_and_only_with_the_power(cast: Cast, owner: Client, sixty: list[Customer]) -> None:
    """AC-01, AC-03: somebody else's selection isn't there; a deed beyond the role is refused."""
    here = chosen(owner, customer=[sixty[0].pk])
    assert as_staff(cast.manager).get(here).status_code == 404
    support = as_staff(cast.support)
    theirs = chosen(support, customer=[sixty[0].pk], deed="delete")
    assert support.get(theirs).status_code == support.post(theirs).status_code == 403
    assert "deed" not in as_staff(cast.read_only).get("/admin/customers").content.decode().split("<thead")[0]
    assert owner.post("/admin/selections", {"deed": "rename"}).status_code == 404
