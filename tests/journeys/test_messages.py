"""A member of staff writes to a customer, the mail server refuses, and they find out why and mend it."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from clientela.customers.models import Customer
from clientela.store.models import Store
from tests.journeys.conftest import PHONE, Shop, Visitor
from tests.journeys.steps import staff_in, wait_until
from tests.post.smtp_server import Desk, serving

pytestmark = pytest.mark.journey
ROUTES = {1280: "wide", PHONE["width"]: "phone"}


@pytest.fixture
def desk(shop: Shop) -> Iterator[Desk]:
    """The store's mail goes to a real server, which doesn't know the customer's first address."""
    before = Store.objects.values("mail_via", "smtp_host", "smtp_port", "smtp_security").get()
    with serving() as desk:
        yield desk
    Store.objects.update(**before)


def test_staff_write_and_mend_the_address(visit: type[Visitor], desk: Desk, size: dict[str, int]) -> None:
    """The warning comes by itself, says why, and the email goes out again to the right address."""
    way = ROUTES[size["width"]]
    wrong, right = f"ida.{way}@old.example", f"ida.{way}@example.com"
    customer = Customer.objects.create(first_name="Ida", last_name="Moen", email=wrong, email_key=wrong)
    desk.answers["RCPT"] = ["550 5.1.1 No such user here"]
    visitor = visit()
    page = staff_in(visitor, "owner")
    write(visitor, page, customer.pk)
    # The line of the timeline changes without anybody asking for the page again.
    page.evaluate("window.stillHere = true")
    expect(page.get_by_text("could not be delivered")).to_be_visible(timeout=30_000)
    page.locator("main summary", has_text="Details").first.click()
    expect(page.get_by_text("There is no mailbox with this address.")).to_be_visible()
    assert page.evaluate("window.stillHere") is True
    visitor.check()
    change_address(visitor, page, customer.pk, right)
    page.get_by_role("link", name="View email").last.click()
    expect(page.get_by_text("550 5.1.1 No such user here")).to_be_visible()
    visitor.check()
    address = page.url
    page.get_by_role("button", name="Send again to the customer").click()
    expect(page).to_have_url(re.compile(rf"/admin/customers/{customer.pk}"))
    wait_until(lambda: any(mail["To"].addresses[0].addr_spec == right for mail in desk.mails))
    expect(page.get_by_text("Email “About your order” sent")).to_be_visible(timeout=30_000)
    visitor.check()
    visitor.open(address.removeprefix(visitor.shop.url))
    page.get_by_role("button", name="Send to yourself").click()
    expect(page.get_by_text("Sent again to owner@")).to_be_visible()
    own = visitor.shop.staff("owner")
    wait_until(lambda: any(mail["To"].addresses[0].addr_spec == own for mail in desk.mails))
    look(visitor, page, customer.pk)


def write(visitor: Visitor, page: Page, customer_id: int) -> None:
    """Write, look, send."""
    visitor.open(f"/admin/customers/{customer_id}/email")
    page.get_by_label("Subject").fill("About your order")
    page.get_by_label("Message").fill("Dear Ida,\n\nyour blanket is on its way.")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_text("This is exactly what will be sent.")).to_be_visible()
    visitor.check()
    page.locator("main").get_by_role("button", name="Send", exact=True).click()
    expect(page).to_have_url(re.compile("#timeline"))


def change_address(visitor: Visitor, page: Page, customer_id: int, email: str) -> None:
    """Mend the address on the customer's form."""
    visitor.open(f"/admin/customers/{customer_id}/edit")
    page.get_by_label("Email", exact=True).fill(email)
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Profile saved.")).to_be_visible()
    expect(page.get_by_text(email).first).to_be_visible()
    visitor.check()


def look(visitor: Visitor, page: Page, customer_id: int) -> None:
    """View both: the one that failed, and the one that arrived."""
    visitor.open(f"/admin/customers/{customer_id}?kind=emails")
    links = page.get_by_role("link", name="View email")
    seen = [links.nth(number).get_attribute("href") for number in range(links.count())]
    states = set()
    for href in seen:
        assert href
        visitor.open(href)
        frame = page.frame_locator("iframe.mail-frame")
        expect(frame.locator("body")).to_contain_text(re.compile(r"\w"))
        if frame.get_by_text("your blanket is on its way").count():
            states.add(page.locator("main .badge").first.inner_text())
    assert {"Failed", "Sent"} <= states
