"""Somebody signs up for news, says yes by email, and later chooses otherwise: all without signing in."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from clientela.core.actor import SYSTEM
from clientela.customers.models import Consent, Customer
from clientela.messaging import links
from clientela.store.actions import change_settings
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.steps import link_in, wait_for_mail

pytestmark = pytest.mark.journey
ROUTES = {1280: "wide", PHONE["width"]: "phone"}


@pytest.fixture
def _asks_again(shop: object) -> Iterator[None]:
    change_settings({"marketing.double_opt_in": "true"}, by=SYSTEM)
    yield
    change_settings({"marketing.double_opt_in": "false"}, by=SYSTEM)


@pytest.mark.usefixtures("_asks_again")
def test_yes_by_email_and_no_by_the_preferences(visit: type[Visitor], size: dict[str, int]) -> None:
    """The forms behind links from emails are sent as a browser sends them."""
    email = f"nora.{ROUTES[size['width']]}@example.com"
    visitor = visit()
    page = visitor.open("/")
    page.locator("footer").get_by_role("textbox", name="Email").fill(email)
    page.get_by_role("button", name="Sign up").click()
    expect(page.get_by_text("one last click")).to_be_visible()
    asked = wait_for_mail(email, "news")
    visitor.open(link_in(asked, "/newsletter/confirm/"))
    page.get_by_role("button", name="Yes, send me news").click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    visitor.check()
    customer = Customer.objects.get(email=email)
    assert customer.email_consent == Consent.SUBSCRIBED
    preferences = links.preferences_path(customer)
    visitor.open(preferences)
    page.get_by_label("News and offers by email").uncheck(force=True)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choice is saved.")).to_be_visible()
    expect(page).to_have_url(re.compile("/preferences/"))
    visitor.check()
    customer.refresh_from_db()
    assert customer.email_consent == Consent.UNSUBSCRIBED
