"""A segment is built by chips and by typing, mended, saved, duplicated, asked why, and deleted."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import Customer
from clientela.jobs.models import Job
from clientela.segments.models import Segment
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
NEW = "/admin/segments/new"
# Two more than a page of the list shows.
MANY = 52


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
    expect(page.get_by_role("button", name="Delete segment")).to_be_visible()
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


def test_enter_before_the_suggestions_are_there(visit: Visit) -> None:
    """What is taken fits the letters that stand there by then, not those that the list was drawn for."""
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(NEW)
    page.get_by_role("button", name="Write as text").click()
    field = page.get_by_role("textbox", name="Query")
    field.click()
    field.press_sequentially("number_of_o")
    expect(page.get_by_role("option", name="number_of_orders")).to_have_attribute("aria-selected", "true")
    held = steps.Held(page, "**/segments/suggest*")
    with page.expect_request(re.compile("query=number_of_ord&")):
        field.press_sequentially("rd")
        field.press("Enter")
    expect(field).to_have_value("number_of_ord")
    held.let_go()
    expect(field).to_have_value("number_of_orders ")


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


def crowd(tag: str) -> list[Customer]:
    """More customers with a tag of their own than a page of the list shows."""
    new = [
        customers.NewCustomer("Frida", f"Fair{place}", f"{tag}.{place}@example.com") for place in range(MANY)
    ]
    made = [customers.add(each, by=SYSTEM) for each in new]
    customers.add_tags([each.pk for each in made], [tag], by=SYSTEM)
    return made


def build(visitor: Visitor, tag: str) -> Page:
    """By a chip and then by typing on, with the count beside it; saved, and its customers shown."""
    page = visitor.open(NEW)
    page.get_by_label("Name").fill(f"Fair {tag}")
    page.get_by_role("button", name="Add filter").click()
    page.get_by_role("button", name="Tags", exact=True).click()
    page.get_by_role("combobox", name="Value").fill(tag)
    page.get_by_role("option", name=tag).click()
    apply(page)
    expect(page.get_by_role("button", name=f"Tags contain {tag}", exact=True)).to_be_visible()
    expect(page.get_by_text(f"{MANY} customers,")).to_be_visible()
    page.get_by_role("button", name="Write as text").click()
    field = page.get_by_role("textbox", name="Query")
    expect(field).to_have_value(f"customer_tags CONTAINS '{tag}'")
    field.press("ControlOrMeta+End")
    field.press_sequentially(" AND number_of_orders > 0")
    expect(page.get_by_text("0 customers, 0% of all")).to_be_visible()
    field.fill(f"customer_tags CONTAINS '{tag}' AND number_of_orders < 1")
    expect(page.get_by_text(f"{MANY} customers,")).to_be_visible()
    field.press("Escape")
    visitor.check()
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("heading", name=f"Fair {tag}")).to_be_visible()
    page.get_by_role("link", name="Show customers").click()
    expect(page.get_by_role("link", name=re.compile("^Frida Fair")).first).to_be_visible()
    return page


def choose_all(visitor: Visitor, page: Page) -> None:
    """The page by the box of the head, then everybody in the segment."""
    # The box of the head chooses once its page stands.
    visitor.check()
    page.get_by_role("checkbox", name="Select all", exact=True).check()
    expect(page.locator(".bulk-bar").get_by_role("status")).to_have_text("Selected: 50")
    page.get_by_label("Select all 50+ customers in this segment").check()
    visitor.check()
    page.locator(".bulk-bar").get_by_role("button", name="Add tags").click()
    expect(page.get_by_role("heading", name="Add tags")).to_be_visible()
    expect(page.get_by_text(f"{MANY} customers are selected.")).to_be_visible()


def followed(page: Page, size: dict[str, int]) -> None:
    """The corner of jobs says by itself how far it is; then to the page of the job."""
    tray = page.get_by_role("region", name="Jobs")
    expect(tray).to_be_visible()
    fold = tray.get_by_role("button", name="Fold")
    if size["width"] < 960:
        # On a phone it lies folded at first; elsewhere where the job was done before the page was there.
        expect(fold).to_have_attribute("aria-expanded", "false")
    if fold.get_attribute("aria-expanded") == "false":
        fold.click()
    expect(tray.get_by_text(f"{MANY} of {MANY}")).to_be_visible()
    expect(tray.get_by_text("Done")).to_be_visible()
    tray.get_by_role("listitem").get_by_role("link").first.click()
    expect(page.get_by_role("region", name="Progress").get_by_text(f"{MANY} of {MANY}")).to_be_visible()


def test_all_of_a_segment_is_tagged_and_untagged(visit: Visit, size: dict[str, int]) -> None:
    """From the first chip to the last of them tagged, each with it on the timeline; undone, it is gone."""
    Job.objects.all().delete()
    tag, given = f"fair{secrets.token_hex(3)}", f"stand{secrets.token_hex(3)}"
    one = crowd(tag)[0]
    staff = visit()
    steps.staff_in(staff, "owner")
    page = build(staff, tag)
    choose_all(staff, page)
    page.get_by_role("combobox", name="Tags").fill(given)
    page.get_by_role("combobox", name="Tags").press("Enter")
    expect(page.get_by_role("button", name=f"Remove {given}")).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name="Add tags").click()
    expect(page.get_by_text("It goes on by itself.")).to_be_visible()
    followed(page, size)
    staff.check()
    address = page.url

    staff.open(f"/admin/customers/{one.pk}")
    expect(page.get_by_text(given, exact=True).first).to_be_visible()
    expect(page.locator("#timeline")).to_contain_text(given)
    assert Customer.objects.filter(tag_rows__tag__name=given).count() == MANY

    staff.open(address.removeprefix(staff.shop.url))
    page.locator("main").get_by_role("button", name="Undo").click()
    expect(page).not_to_have_url(address)
    page.evaluate("window.stillHere = true")
    progress = page.get_by_role("region", name="Progress")
    expect(progress.get_by_text(f"{MANY} of {MANY}")).to_be_visible()
    expect(progress.get_by_text("Done")).to_be_visible()
    assert page.evaluate("window.stillHere") is True
    staff.check()
    staff.open(f"/admin/customers/{one.pk}")
    expect(page.locator("#timeline")).to_contain_text("removed")
    expect(page.get_by_text(given, exact=True)).to_have_count(0)
    assert not Customer.objects.filter(tag_rows__tag__name=given).exists()
