"""Customers are edited in a sheet: pasted, filled down, undone, and by two people at once."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.jobs.models import Job
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]


def team() -> tuple[str, list[Customer]]:
    """Four new customers, and the word that finds them alone."""
    word = f"team{secrets.token_hex(4)}"
    names = ("Ada", "Bo", "Cleo", "Dag")
    made = [
        customers.add(customers.NewCustomer(name, "Team", f"{name.lower()}.{word}@example.com"), by=SYSTEM)
        for name in names
    ]
    customers.add_tags([each.pk for each in made], [word], by=SYSTEM)
    return word, made


def sheet(visitor: Visitor, word: str, columns: str) -> Page:
    """From the list, all that a search finds, to the sheet with these columns."""
    page = visitor.open(f"/admin/customers?q={word}")
    for box in page.locator("tbody .select input").all():
        box.check()
    page.get_by_role("button", name="Edit customers").click()
    expect(page).to_have_url(re.compile("/edit$"))
    visitor.check()
    return visitor.open(f"{page.url}?columns={columns}")


def cell(page: Page, person: Customer, column: str) -> Locator:
    return page.locator(f'[name="cell-{person.pk}-{column}"]')


def save(page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("region", name="Unsaved changes").get_by_role("button", name="Save").click()


def paste(visitor: Visitor, text: str) -> None:
    """By the clipboard, as from a spreadsheet."""
    visitor.context.grant_permissions(["clipboard-read", "clipboard-write"])
    visitor.page.evaluate("text => navigator.clipboard.writeText(text)", text)
    visitor.page.keyboard.press("Control+v")


def test_pasted_filled_and_undone(visit: Visit) -> None:
    """A block with a bad cell: its row waits with what was pasted, the good one is saved; all goes back."""
    word, (ada, bo, cleo, dag) = team()
    # Another number each time: it is one person's alone.
    phone = f"+4477009{secrets.randbelow(90000) + 10000}"
    staff = visit()
    steps.staff_in(staff, "owner")
    page = sheet(staff, word, "first_name,last_name,phone,language")
    cell(page, ada, "first_name").focus()
    paste(staff, f"Aasta\tAbel\t{phone}\nBera\tBlom\tnot a number\n")
    expect(cell(page, bo, "phone")).to_have_value("not a number")
    expect(page.get_by_role("region", name="Unsaved changes")).to_contain_text("Unsaved changes: 6")
    staff.check()
    save(page)
    expect(page.get_by_text("1 customer was saved.")).to_be_visible()
    expect(page.get_by_text("1 customer was not saved")).to_be_visible()
    expect(cell(page, bo, "phone")).to_have_attribute("aria-invalid", "true")
    expect(cell(page, bo, "first_name")).to_have_value("Bera")
    expect(page.get_by_role("region", name="Unsaved changes")).to_contain_text("Unsaved changes: 3")
    staff.check()
    assert Customer.objects.get(pk=ada.pk).phone == phone

    cell(page, bo, "phone").fill("")
    page.keyboard.press("Enter")
    expect(cell(page, cleo, "phone")).to_be_focused()
    cell(page, ada, "language").focus()
    page.keyboard.type("Norwegian")
    page.keyboard.press("Control+d")
    expect(cell(page, dag, "language")).to_have_value("Norwegian")
    page.keyboard.press("Control+z")
    expect(cell(page, dag, "language")).to_have_value("")
    expect(cell(page, ada, "language")).to_have_value("Norwegian")
    page.keyboard.press("Control+y")
    cell(page, ada, "language").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Control+z")
    page.get_by_role("button", name="Fill down").click()
    expect(cell(page, bo, "language")).to_have_value("Norwegian")
    expect(cell(page, cleo, "language")).to_have_value("")
    staff.check()
    save(page)
    expect(page.get_by_text("2 customers were saved.")).to_be_visible()
    assert Customer.objects.get(pk=bo.pk).language == "nb"

    job = Job.objects.filter(kind="customers.edit").latest("pk")
    staff.open(f"/admin/jobs/{job.pk}")
    page.locator("main").get_by_role("button", name="Undo").click()
    steps.wait_until(lambda: Customer.objects.get(pk=bo.pk).first_name == "Bo")
    assert Customer.objects.get(pk=ada.pk).first_name == "Aasta"


def test_leaving_asks(visit: Visit) -> None:
    word, (ada, *_others) = team()
    staff = visit()
    steps.staff_in(staff, "owner")
    page = sheet(staff, word, "first_name")
    cell(page, ada, "first_name").fill("Adele")
    with page.expect_event("dialog") as asked:
        page.once("dialog", lambda dialog: dialog.dismiss())
        page.evaluate("() => { setTimeout(() => location.reload()) }")
    assert asked.value.type == "beforeunload"
    page.get_by_role("button", name="Discard").click()
    expect(cell(page, ada, "first_name")).to_have_value("Ada")
    staff.open("/admin/customers")


def test_two_at_once(visit: Visit) -> None:
    """Of the same cell, theirs stays until one insists; other cells of both survive."""
    word, (ada, *_others) = team()
    one, other = visit(), visit()
    steps.staff_in(one, "owner")
    steps.staff_in(other, "manager")
    mine = sheet(one, word, "first_name,last_name,tags")
    theirs = sheet(other, word, "first_name,last_name,tags")
    cell(theirs, ada, "first_name").fill("Theirs")
    cell(theirs, ada, "tags").fill(f"{word}, theirs")
    save(theirs)
    cell(mine, ada, "first_name").fill("Mine")
    cell(mine, ada, "tags").fill(f"{word}, mine")
    save(mine)
    expect(mine.get_by_role("alert")).to_contain_text("A colleague changed this while you had it open")
    expect(mine.locator(".theirs")).to_contain_text("Theirs")
    one.check()
    mine.get_by_label("Use mine").check()
    save(mine)
    expect(mine.get_by_text("1 customer was saved.")).to_be_visible()
    assert Customer.objects.get(pk=ada.pk).first_name == "Mine"
    tags = set(ada.tag_rows.values_list("tag__name", flat=True))
    assert tags == {word, "mine", "theirs"}
