"""Staff try a colour, are told what it needs, publish it, and take it back."""

from collections.abc import Callable

import pytest
from playwright.sync_api import FrameLocator, Page, expect

from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
_BRAND = "/admin/settings/brand"


def colour_of(page: Page) -> str:
    """The store's colour as the page's own style sheet says."""
    return str(page.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--brand')"))


def shown(page: Page, title: str) -> FrameLocator:
    """A frame of the preview: the one that is seen, while another one may be on its way into its place."""
    return page.frame_locator(f"iframe[title='{title}']:not([data-coming])")


def test_a_colour_is_tried_published_and_taken_back(visit: Visit) -> None:
    """The warning appears and the preview changes as one chooses; shoppers see it after *Publish* alone."""
    staff, shopper = visit(), visit()
    steps.staff_in(staff, "owner")
    page = staff.open(_BRAND)
    before = colour_of(shopper.open("/"))
    orders = shown(page, "The account in this look")
    expect(orders.get_by_role("heading", name="Orders")).to_be_visible()

    page.get_by_label("Brand colour", exact=True).fill("#ffd400")
    page.get_by_label("Greeting in English").fill("Good to see you")
    page.get_by_role("radio", name="Round").check()
    expect(page.get_by_text("Your colour is too light for white text")).to_be_visible()
    expect(page.get_by_text("Draft, which only staff see")).to_be_visible()
    expect(orders.get_by_text("Good to see you")).to_be_visible()
    login = shown(page, "The page to log in, in this look")
    expect(login.locator("html")).to_have_css("--brand", "#ffd400")
    staff.check()
    assert colour_of(shopper.open("/account/login")) == before

    page.get_by_role("button", name="Publish", exact=True).click()
    expect(page.get_by_text("Shoppers see this look from now on")).to_be_visible()
    staff.check()
    store = shopper.open("/account/login")
    assert colour_of(store) == "#ffd400"
    expect(store.get_by_text("Good to see you")).to_be_visible()
    shopper.open("/")

    page.get_by_role("button", name="Undo publishing").click()
    expect(page.get_by_text("Shoppers see the look of before again")).to_be_visible()
    staff.check()
    assert colour_of(shopper.open("/account/login")) == before
