"""The bulk editor's pages: the sheet, what comes back wrong, and who may."""

import html
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from clientela.admin.grid import MOST_COLUMNS
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.actions import NewField, define
from clientela.customers.models import Customer
from clientela.jobs.models import Job
from clientela.segments.actions import select
from clientela.segments.models import Selection
from clientela.staff.models import Session
from tests.cast import Cast, as_staff, make_customer


@pytest.fixture
def owner(cast: Cast) -> Client:
    return as_staff(cast.owner)


@pytest.fixture
def ann(cast: Cast) -> Customer:
    return make_customer("ann@example.com", "Ann", "Ames")


@pytest.fixture
def here(cast: Cast, ann: Customer) -> str:
    chosen = select(ids=[ann.pk, cast.guest.pk], by=cast.owner.as_actor())
    return f"/admin/selections/{chosen.pk}/edit"


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def form_of(page: str) -> dict[str, str]:
    """What a browser without scripts sends of a sheet: every cell as it stands."""
    sheet = page[page.index("<bulk-grid") :]
    found = re.findall(r'<input (?:class="value"|type="hidden") name="([^"]+)" value="([^"]*)"', sheet)
    found += re.findall(
        r'<textarea class="value" rows="1" name="([^"]+)"[^>]*>\n(.*?)</textarea>', sheet, re.S
    )
    columns = re.findall(r'name="columns" value="([^"]*)"', page)[0]
    return {name: html.unescape(value) for name, value in found} | {"columns": columns}


def test_from_the_list_to_the_sheet(owner: Client, ann: Customer) -> None:
    answer = owner.post("/admin/selections", {"deed": "edit", "customer": [ann.pk]})
    assert answer.headers["Location"] == f"/admin/selections/{Selection.objects.get().pk}/edit"
    page = text_of(owner.get(answer.headers["Location"]))
    assert f'name="cell-{ann.pk}-email" value="ann@example.com"' in page
    assert 'aria-label="Email of Ann Ames"' in page
    assert "Gianni" not in page


def test_sent_without_scripts(owner: Client, here: str, ann: Customer, cast: Cast) -> None:
    """Every cell is sent; only what differs from what was drawn is a change, one job for all."""
    customers.set_note(ann.pk, "Two\nlines", by=SYSTEM)
    customers.edit(ann.pk, {"phone": "+447700900123"}, by=SYSTEM)
    asked = f"{here}?columns=first_name,phone,note,tax_exempt,email_consent,country"
    sent = form_of(text_of(owner.get(asked)))
    same = {name: value.replace("\n", "\r\n") for name, value in sent.items()}
    assert owner.post(here, same).status_code == 303 and not Job.objects.exists()
    answer = owner.post(
        here, same | {f"cell-{ann.pk}-first_name": "Anna", f"cell-{ann.pk}-tax_exempt": "Yes"}
    )
    job = Job.objects.get()
    assert answer.headers["Location"] == f"{asked.replace(',', '%2C')}&saved={job.pk}"
    assert "1 customer was saved." in text_of(owner.get(answer.headers["Location"]))
    ann.refresh_from_db()
    assert (ann.first_name, ann.tax_exempt, ann.note) == ("Anna", True, "Two\nlines")
    shown = text_of(owner.get(f"/admin/jobs/{job.pk}"))
    assert "Editing customers" in shown and "Undo" in shown


def test_a_bad_row_keeps_what_was_typed(owner: Client, here: str, ann: Customer, cast: Cast) -> None:
    sent = form_of(text_of(owner.get(f"{here}?columns=first_name,phone,tags")))
    wrong = {f"cell-{ann.pk}-phone": "12", f"cell-{ann.pk}-first_name": "Anna"}
    answer = owner.post(here, sent | wrong | {f"cell-{cast.guest.pk}-tags": "good"})
    page = text_of(answer)
    assert answer.status_code == 422
    assert "1 customer was saved." in page and "1 customer was not saved" in page
    cell = re.search(rf'<input class="value" name="cell-{ann.pk}-phone"[^>]*>', page)
    assert cell and 'value="12"' in cell[0] and 'aria-invalid="true"' in cell[0] and 'data-was=""' in cell[0]
    assert "Enter a phone number with its country code" in page
    assert f'name="cell-{ann.pk}-first_name" value="Anna"' in page
    again = owner.post(here, form_of(page) | {f"cell-{ann.pk}-phone": ""})
    ann.refresh_from_db()
    assert again.status_code == 303 and ann.first_name == "Anna"


def test_a_colleagues_value_stays_until_one_insists(owner: Client, here: str, ann: Customer) -> None:
    """Both are shown; sent again it is theirs, with the tick it is mine."""
    for insists in (False, True):
        sent = form_of(text_of(owner.get(f"{here}?columns=first_name,last_name")))
        customers.edit(ann.pk, {"first_name": f"Theirs {insists}"}, by=SYSTEM)
        mine = {f"cell-{ann.pk}-first_name": "Mine", f"cell-{ann.pk}-last_name": f"Also {insists}"}
        answer = owner.post(here, sent | mine)
        page = text_of(answer)
        assert answer.status_code == 422 and f"<b>Theirs {insists}</b>" in page and "Use mine" in page
        tick = {f"mine-{ann.pk}-first_name": "1"} if insists else {}
        assert owner.post(here, form_of(page) | tick).status_code == 303
        ann.refresh_from_db()
        assert (ann.first_name, ann.last_name) == ("Mine" if insists else "Theirs False", f"Also {insists}")


def test_a_row_that_left_the_selection_still_says_what_is_wrong(
    owner: Client, cast: Cast, ann: Customer
) -> None:
    """Its query fits no more, because a colleague changed somebody meanwhile."""
    customers.add_tags([ann.pk], ["x"], by=SYSTEM)
    chosen = select(query="customer_tags CONTAINS 'x'", by=cast.owner.as_actor())
    here = f"/admin/selections/{chosen.pk}/edit"
    sent = form_of(text_of(owner.get(here)))
    customers.remove_tags([ann.pk], ["x"], by=SYSTEM)
    answer = owner.post(here, sent | {f"cell-{ann.pk}-phone": "12"})
    assert answer.status_code == 422 and f'name="cell-{ann.pk}-phone" value="12"' in text_of(answer)
    assert "Nobody is in this selection any more." in text_of(owner.get(here))


def test_deleted_meanwhile(owner: Client, here: str, ann: Customer) -> None:
    sent = form_of(text_of(owner.get(here)))
    Customer.objects.filter(pk=ann.pk).update(deleted_at=timezone.now())
    answer = owner.post(here, sent | {f"cell-{ann.pk}-tags": "x"}, follow=True)
    assert "1 customer was deleted meanwhile." in text_of(answer)


def test_another_email_asks_for_proof(owner: Client, here: str, ann: Customer) -> None:
    """AC-05: as on the profile; what was typed waits."""
    sent = form_of(text_of(owner.get(here)))
    Session.objects.update(proved_at=timezone.now() - timedelta(hours=1))
    answer = owner.post(here, sent | {f"cell-{ann.pk}-email": "new@example.com"})
    assert 'name="kept"' in text_of(answer)
    ann.refresh_from_db()
    assert ann.email == "ann@example.com"
    assert owner.post(here, sent | {f"cell-{ann.pk}-tags": "x"}).status_code == 303


def test_columns(owner: Client, here: str, ann: Customer) -> None:
    """Any, in any order, custom fields too; at most as many as one form may send, unknown ones left out."""
    define(NewField("Shoe size", "number", key="size"), by=SYSTEM)
    customers.set_fields(ann.pk, {"custom.size": "40.5"}, by=SYSTEM)
    answer = owner.get(here, {"column": ["custom.size", "city", "amount_spent"]})
    assert answer.headers["Location"] == f"{here}?columns=custom.size%2Ccity"
    page = text_of(owner.get(answer.headers["Location"]))
    assert page.index("Shoe size</th>") < page.index("City</th>") and 'value="40.5"' in page
    for number in range(MOST_COLUMNS):
        define(NewField(f"More {number}", "text", key=f"more{number}"), by=SYSTEM)
    keys = ",".join(f"custom.more{number}" for number in range(MOST_COLUMNS))
    many = text_of(owner.get(f"{here}?columns={keys},city"))
    assert "City</th>" not in many and many.count('<th scope="col">') == MOST_COLUMNS + 1


def test_pages_of_fifty(owner: Client, cast: Cast) -> None:
    people = [make_customer(f"p{number}@example.com", f"P{number}") for number in range(60)]
    chosen = select(ids=[each.pk for each in people], by=cast.owner.as_actor())
    first = text_of(owner.get(f"/admin/selections/{chosen.pk}/edit?columns=first_name"))
    assert first.count('class="value"') == 50
    following = html.unescape(re.findall(r'href="([^"]*after=[^"]*)"', first)[0])
    second = text_of(owner.get(following))
    assert second.count('class="value"') == 10 and "columns=first_name" in following
    sent = form_of(second) | {"after": following.split("after=")[1]}
    answer = owner.post(following.split("?")[0], sent | {f"cell-{people[59].pk}-first_name": "Last"})
    assert "after=" in answer.headers["Location"]


def test_only_ones_own_and_only_with_the_power(cast: Cast, here: str, ann: Customer) -> None:
    """AC-01, AC-03: somebody else's selection isn't there, nor columns beyond the role."""
    assert as_staff(cast.manager).get(here).status_code == 404
    for user in (cast.marketing, cast.read_only):
        assert as_staff(user).get(here).status_code == 403 == as_staff(user).post(here).status_code
    owner = as_staff(cast.owner)
    assert owner.post(here, {f"cell-{ann.pk}-account_state": "enabled"}).status_code == 404
    seen = {f"seen-{ann.pk}": json.dumps([1, {"first_name": 3}])}
    assert owner.post(here, seen | {f"cell-{ann.pk}-first_name": "Anna", "cell-x-y": "z"}).status_code == 303
    ann.refresh_from_db()
    assert ann.first_name == "Anna"
