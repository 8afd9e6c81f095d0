"""Tags renamed across the store, and custom fields: defined, filled in by staff and by the customer."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Tag
from clientela.customers.queries import fields_of, profile
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]


def test_a_tag_is_given_and_renamed_everywhere(visit: Visit) -> None:
    """Offered by use while it is typed; renamed after it was shown; the worker carries it out."""
    mark = secrets.token_hex(3)
    people = [
        customers.add(
            customers.NewCustomer("Liv", f"Moe{number}", f"liv{mark}.{number}@example.com"), by=SYSTEM
        )
        for number in range(2)
    ]
    customers.add_tags([people[0].pk], [f"Circle {mark}"], by=SYSTEM)
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(f"/admin/customers/{people[1].pk}")
    page.get_by_text("Edit tags").click()
    page.get_by_role("combobox", name="Tags").fill(f"circle {mark}")
    page.get_by_role("option", name=re.compile(f"Circle {mark}")).click()
    staff.check()
    page.get_by_role("button", name="Save tags").click()
    expect(page.get_by_text("Tags saved.")).to_be_visible()

    page = staff.open(f"/admin/tags?q={mark}")
    staff.check()
    page.locator("main").get_by_role("link", name=f"Circle {mark}", exact=True).click()
    page.get_by_role("combobox", name="New name").fill(f"Club {mark}")
    page.get_by_role("button", name="See what changes").click()
    expect(page.get_by_text("on 2 customers.")).to_be_visible()
    staff.check()
    page.get_by_role("button", name="Rename on 2 customers").click()
    expect(page).to_have_url(re.compile("/admin/tags$"))
    steps.wait_until(lambda: not Tag.objects.filter(name=f"Circle {mark}").exists())
    assert [profile(each).tags for each in people] == [[f"Club {mark}"]] * 2
    page = staff.open(f"/admin/tags?q={mark}")
    expect(page.get_by_role("link", name=f"Customers tagged Club {mark}")).to_have_text("2")


def test_a_field_is_defined_and_filled_in(visit: Visit) -> None:
    """A number with its mistake said beside it, then right; it stands on the profile and its timeline."""
    mark = secrets.token_hex(3)
    person = customers.add(customers.NewCustomer("Liv", "Moe", f"liv{mark}@example.com"), by=SYSTEM)
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open("/admin/settings/fields")
    page.get_by_role("link", name="Add field").click()
    page.get_by_label("Name", exact=True).fill(f"Seats {mark}")
    page.get_by_label("Type").select_option("number")
    staff.check()
    page.locator("main").get_by_role("button", name="Add field").click()
    expect(page.get_by_text(f"“Seats {mark}” was added.")).to_be_visible()
    staff.check()

    page = staff.open(f"/admin/customers/{person.pk}")
    page.get_by_role("link", name="Edit custom fields").click()
    page.get_by_label(f"Seats {mark}").fill("many")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Enter a number.")).to_be_visible()
    staff.check()
    page.get_by_label(f"Seats {mark}").fill("1,250.5")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    expect(page.get_by_text(f"Custom fields changed: Seats {mark}")).to_be_visible()
    staff.check()
    assert fields_of([person.pk])[person.pk] == {f"custom.seats_{mark}": "1250.5"}
