"""Search, by the keyboard alone: from anywhere to anything, whatever language the words are of."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from clientela.customers.models import Customer
from clientela.orders.models import Order
from tests.journeys import steps
from tests.journeys.conftest import PHONE, Shop, Visitor

Visit = Callable[..., Visitor]
pytestmark = pytest.mark.journey


def ask(visitor: Visitor, text: str) -> Page:
    """Press Ctrl-K, type, and wait for what is found; the page is checked with it open."""
    page = visitor.page
    # Keys are heard once the page stands; until then they are the browser's own.
    page.wait_for_load_state()
    page.keyboard.press("Control+k")
    expect(page.get_by_role("combobox", name="Search")).to_be_focused()
    page.keyboard.type(text)
    expect(page.locator(f'[data-asked="{text}"]')).to_be_visible()
    visitor.check()
    return page


def test_search_found_by_keyboard(visit: Visit, size: dict[str, int]) -> None:
    """A customer, an order, a setting in a language nobody here speaks, nothing; and the way back."""
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open("/admin/products")
    customer = Customer.objects.known().exclude(last_name="").order_by("-pk")[0]
    order = Order.objects.order_by("-pk")[0]

    page = ask(staff, customer.email)
    chosen = page.locator("[role=option][aria-selected=true]")
    expect(chosen).to_have_attribute("href", f"/admin/customers/{customer.pk}")
    expect(page.get_by_role("combobox", name="Search")).to_have_attribute(
        "aria-activedescendant", str(chosen.get_attribute("id"))
    )
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/admin/customers/{customer.pk}$"))

    page = ask(staff, order.name)
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(f"/admin/orders/{order.number}$"))

    page = ask(staff, "valuta")
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/admin/settings/money#setting-currency$"))
    expect(page.get_by_label("Currency")).to_be_in_viewport()

    page = ask(staff, "no such thing")
    expect(page.get_by_text("Nothing fits “no such thing”.").first).to_be_visible()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile(r"/admin/search\?q=no"))
    staff.check()


def test_keys_in_the_panel(visit: Visit, size: dict[str, int]) -> None:
    """Arrows go round, Esc closes, letters of shortcuts are letters, Ctrl-Enter opens a new tab."""
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open("/admin/orders")
    page.keyboard.press("/")
    field = page.get_by_role("combobox", name="Search")
    expect(field).to_be_focused()
    page.keyboard.type("g c")
    expect(field).to_have_value("g c")
    expect(page).to_have_url(re.compile("/admin/orders$"))

    field.fill("customers")
    options = page.locator("#search-list [role=option]")
    expect(page.locator('[data-asked="customers"]')).to_be_visible()
    expect(field).to_have_attribute("aria-expanded", "true")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowUp")
    expect(options.last).to_have_attribute("aria-selected", "true")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    with page.context.expect_page() as opened:
        page.keyboard.press("Control+Enter")
    expect(opened.value).to_have_url(re.compile("/admin/customers$"))
    opened.value.close()

    page.keyboard.press("Escape")
    expect(options.first).to_be_hidden()
    if size == PHONE:
        expect(page.get_by_role("link", name="Search")).to_be_focused()
        return
    expect(field).to_have_attribute("aria-expanded", "false")
    page.keyboard.press("ArrowDown")
    expect(options.first).to_be_visible()
    page.keyboard.press("Tab")
    expect(options.first).to_be_hidden()


def test_without_script_the_search_is_a_page(browser: Browser, shop: Shop, size: dict[str, int]) -> None:
    """A form on wide screens; on a phone a link leads to the page that has one."""
    context = browser.new_context(viewport=size, base_url=shop.url, java_script_enabled=False)
    page = context.new_page()
    page.goto("/admin/login")
    page.get_by_label("Email").fill(shop.staff("owner"))
    page.get_by_label("Password", exact=True).fill(shop.password)
    page.get_by_role("button", name="Log in", exact=True).click()
    page.goto("/admin/orders")
    if size == PHONE:
        page.get_by_role("link", name="Search").click()
        field = page.get_by_role("searchbox", name="Search")
    else:
        field = page.get_by_role("combobox", name="Search")
    field.fill("kundekontoer")
    field.press("Enter")
    page.get_by_role("link", name="Customer accounts").first.click()
    expect(page).to_have_url(re.compile("/admin/settings/accounts#setting-policy$"))
    context.close()
