"""A customer is deleted, put back, deleted again and destroyed; somebody new has the address meanwhile."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import BinEntry, Customer
from clientela.jobs.models import Job
from tests.journeys import steps
from tests.journeys.conftest import Visitor
from tests.journeys.test_activity import robots

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
BIN = "/admin/customers/bin"


def add(email: str) -> Customer:
    return customers.add(customers.NewCustomer("Benedikte", "Moe", email), by=SYSTEM)


def test_deleted_put_back_and_destroyed(visit: Visit) -> None:
    """From the profile's menu to the bin and back; refused while the address is somebody else's."""
    Job.objects.all().delete()
    email = f"moe.{secrets.token_hex(4)}@example.com"
    person = add(email)
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(f"/admin/customers/{person.pk}")
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Delete customer").click()
    expect(page.get_by_role("heading", name="Delete Benedikte Moe?")).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name="Delete customer").click()
    expect(page).to_have_url(re.compile(f"{BIN}$"))
    expect(page.get_by_text("Benedikte Moe was deleted.")).to_be_visible()
    staff.check()

    page.get_by_role("button", name="Put Benedikte Moe back").first.click()
    expect(page).to_have_url(re.compile(f"/admin/customers/{person.pk}$"))
    expect(page.get_by_text("Customer put back")).to_be_visible()

    page = staff.open(f"/admin/customers/{person.pk}/delete")
    page.locator("main").get_by_role("button", name="Delete customer").click()
    expect(page).to_have_url(re.compile(f"{BIN}$"))
    other = add(email)
    page.get_by_role("button", name="Put Benedikte Moe back").first.click()
    expect(page.get_by_text("Another customer has this email address by now.")).to_be_visible()
    staff.check()
    page.get_by_role("link", name="See that customer").click()
    expect(page).to_have_url(re.compile(f"/admin/customers/{other.pk}$"))

    page = staff.open(BIN)
    page.get_by_role("link", name="Delete Benedikte Moe now").first.click()
    expect(page.get_by_text("Nobody can undo this.")).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name="Delete now").click()
    expect(page.get_by_text("The personal data was destroyed.")).to_be_visible()
    assert not BinEntry.objects.filter(pk=person.pk).exists()
    assert Customer.objects.get(pk=person.pk).first_name == ""


def test_the_accounts_of_a_burst(visit: Visit) -> None:
    """Deleted as a job from Account activity, and put back from there."""
    Job.objects.all().delete()
    staff = visit()
    steps.staff_in(staff, "owner")
    ids = robots()
    known = Customer.objects.known().filter(pk__in=ids)
    page = staff.open("/admin/activity")
    alarm = page.locator(".alarms li").filter(has_text="12 sign-ups from 198.18.7.0/24").first
    alarm.get_by_role("link", name="Deactivate accounts").click()
    page.get_by_role("link", name="Delete these accounts").click()
    expect(page.get_by_role("heading", name="Delete 12 accounts from 198.18.7.0/24?")).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name="Delete 12 accounts").click()
    expect(page.get_by_text("The accounts are being deleted.")).to_be_visible()
    steps.wait_until(lambda: not known.exists())
    steps.wait_until(lambda: Job.objects.latest("pk").state == "done")
    page = staff.open("/admin/activity")
    staff.check()
    page.locator("#deleted").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The customers are being put back.")).to_be_visible()
    steps.wait_until(lambda: known.count() == len(ids))
