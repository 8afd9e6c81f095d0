"""A segment is built by chips and by typing, mended, saved, duplicated, asked why, and deleted."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.segments.models import Segment
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
NEW = "/admin/segments/new"


def somebody(tag: str) -> Customer:
    """A customer with a tag that nobody else has."""
    email = f"tagged.{secrets.token_hex(4)}@example.com"
    person = customers.add(customers.NewCustomer("Tiril", "Taggesen", email), by=SYSTEM)
    customers.add_tags([person.pk], [tag], by=SYSTEM)
    return person


def apply(page: Page) -> None:
    """Take the condition over."""
    page.get_by_role("button", name="Apply").click()


def test_built_by_chips(visit: Visit) -> None:
    """Three conditions, one of them beside another by or; counted, changed, saved, duplicated, deleted."""
    tag = f"chip{secrets.token_hex(3)}"
    person = somebody(tag)
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(NEW)
    page.get_by_label("Name").fill(f"By chips {tag}")
    page.get_by_role("button", name="Add filter").click()
    sought = page.get_by_role("searchbox", name="Find a filter")
    expect(sought).to_be_focused()
    sought.fill("tag")
    expect(page.get_by_role("button", name="Amount spent")).to_have_count(0)
    staff.check()
    page.get_by_role("button", name="Tags", exact=True).click()
    value = page.get_by_role("combobox", name="Value")
    value.fill(tag)
    page.get_by_role("option", name=tag).click()
    staff.check()
    apply(page)
    expect(page.get_by_role("button", name=f"Tags contain {tag}", exact=True)).to_be_visible()
    expect(page.get_by_text("1 customer,")).to_be_visible()

    page.get_by_role("button", name="Add filter").click()
    page.get_by_role("button", name="Number of orders", exact=True).click()
    page.get_by_label("Condition").select_option(">=")
    apply(page)
    expect(page.get_by_text("Here stands a whole number.")).to_be_visible()
    page.get_by_label("Value").fill("3")
    apply(page)
    expect(page.get_by_text("0 customers, 0% of all")).to_be_visible()
    page.get_by_role("button", name="Or something else than: Number of orders").click()
    page.get_by_role("button", name="Date added", exact=True).click()
    page.get_by_label("Condition").select_option(">=")
    page.get_by_label("How many").fill("2")
    apply(page)
    expect(
        page.get_by_role("group").get_by_role("button", name="Date added since 2 days ago", exact=True)
    ).to_be_visible()
    expect(page.get_by_text("1 customer,")).to_be_visible()
    staff.check()
    query = f"customer_tags CONTAINS '{tag}' AND (number_of_orders >= 3 OR customer_added_date >= -2d)"

    page.get_by_role("button", name="Write as text").click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value(query)
    page.get_by_role("button", name="Use filters").click()
    expect(page.get_by_label("Name")).to_have_value(f"By chips {tag}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=f"By chips {tag}")).to_be_visible()
    saved = Segment.objects.get(name=f"By chips {tag}")
    assert saved.query == query

    page.get_by_role("link", name="Show customers").click()
    expect(page.get_by_role("link", name="Tiril Taggesen")).to_be_visible()
    staff.open(f"/admin/customers/{person.pk}")
    expect(page.get_by_role("link", name=f"By chips {tag}")).to_be_visible()
    page.get_by_role("link", name="Why?").first.click()
    expect(page.get_by_text("Holds:")).not_to_have_count(0)
    staff.check()

    page = staff.open(f"/admin/segments/{saved.pk}")
    page.locator(".page-head summary").click()
    page.get_by_role("button", name="Duplicate").click()
    expect(page.get_by_role("heading", name=f"By chips {tag} (2)")).to_be_visible()
    page.locator(".page-head summary").click()
    page.get_by_role("link", name="Delete segment").click()
    staff.check()
    page.get_by_role("button", name="Delete segment").click()
    expect(page).to_have_url(re.compile("/admin/segments$"))
    expect(page.get_by_role("link", name=f"By chips {tag}", exact=True)).to_be_visible()
    expect(page.get_by_role("link", name=f"By chips {tag} (2)")).to_have_count(0)
    staff.check()


def test_typed_with_what_is_offered(visit: Visit) -> None:
    """Names, operators and values are taken with the keyboard; a mistake is put right by a press."""
    tag = f"typed{secrets.token_hex(3)}"
    person = somebody(tag)
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(NEW)
    page.get_by_role("button", name="Write as text").click()
    field = page.get_by_role("textbox", name="Query")
    field.click()
    offers = page.get_by_role("listbox")
    field.press_sequentially("tags")
    expect(offers.get_by_role("option", name="customer_tags")).to_have_attribute("aria-selected", "true")
    staff.check()
    field.press("Enter")
    expect(offers.get_by_role("option", name="NOT CONTAINS")).to_be_visible()
    field.press("ArrowDown")
    field.press("Tab")
    expect(field).to_have_value("customer_tags CONTAINS ")
    field.press_sequentially(tag[:9])
    expect(offers.get_by_role("option", name=tag)).to_be_visible()
    field.press("Enter")
    expect(field).to_have_value(f"customer_tags CONTAINS '{tag}' ")
    expect(page.get_by_text("1 customer,")).to_be_visible()
    field.press_sequentially("AND customr_language = 'nb'")
    field.press("Escape")
    expect(offers).to_be_hidden()
    expect(page.get_by_text("Did you mean customer_language?")).to_be_visible()
    expect(page.locator("mark")).to_have_text("customr_language")
    staff.check()
    page.get_by_role("link", name="Use customer_language").click()
    whole = f"customer_tags CONTAINS '{tag}' AND customer_language = 'nb'"
    expect(field).to_have_value(whole)
    expect(page.get_by_text("0 customers, 0% of all")).to_be_visible()
    page.get_by_label("Name").fill(f"Typed {tag}")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=f"Typed {tag}")).to_be_visible()
    assert Segment.objects.get(name=f"Typed {tag}").query == whole

    page.get_by_role("link", name="Why is somebody in or out?").click()
    chosen = page.get_by_role("combobox", name="Customer")
    chosen.fill(person.email or "")
    page.get_by_role("option", name="Tiril Taggesen").click()
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("heading", name="Tiril Taggesen is not in")).to_be_visible()
    expect(page.get_by_text("Doesn’t hold:")).to_have_count(2)
    staff.check()


def test_without_scripts_all_of_it_works(visit: Visit) -> None:
    """The same by plain links and forms: the query travels in the address."""
    staff = visit()
    steps.staff_in(staff, "owner")
    assert staff.context.browser
    plain = staff.context.browser.new_context(
        java_script_enabled=False,
        storage_state=staff.context.storage_state(),
        base_url=staff.shop.url,
        viewport=staff.page.viewport_size,
    )
    page = plain.new_page()
    page.goto("/admin/customers")
    page.get_by_role("button", name="Add filter").click()
    page.get_by_role("button", name="Number of orders", exact=True).click()
    page.get_by_label("Condition").select_option(">=")
    page.get_by_label("Value").fill("2")
    apply(page)
    expect(page).to_have_url(re.compile(r"/admin/customers\?query=number_of_orders\+%3E%3D\+2$"))
    page.get_by_role("button", name="Write as text").click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value("number_of_orders >= 2")
    page.get_by_role("textbox", name="Query").fill("numbr_of_orders >= 2")
    page.get_by_role("button", name="Show", exact=True).first.click()
    expect(page.get_by_text("Did you mean number_of_orders?")).to_be_visible()
    page.get_by_role("link", name="Use number_of_orders").click()
    expect(page.get_by_role("textbox", name="Query")).to_have_value("number_of_orders >= 2")
    page.get_by_label("Name").fill("Without scripts")
    page.get_by_role("button", name="Use filters").click()
    expect(page.get_by_label("Name")).to_have_value("Without scripts")
    page.get_by_role("button", name="Remove: Number of orders is at least 2").click()
    expect(page.get_by_role("button", name="Number of orders is at least 2", exact=True)).to_have_count(0)
    plain.close()
