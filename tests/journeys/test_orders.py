"""Orders in staff's hands: sent in part, given back in part, moved; an invoice sent and paid."""

import re
from collections.abc import Callable

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.conftest import Visitor

Visit = Callable[..., Visitor]


def test_sent_in_part_given_back_in_part_and_moved(visit: Visit, size: dict[str, int]) -> None:
    """One of two pieces leaves, the other's money goes back, and the order moves to another customer."""
    width = size["width"]
    steps.order_as_guest(visit(), f"mover{width}@example.com", first="Mona", last=f"Mover{width}")
    shopper = visit()
    steps.fill_cart(shopper)
    name = steps.order_as_guest(shopper, f"parts{width}@example.com", first="Petra", last=f"Parts{width}")

    staff = visit()
    page = steps.staff_in(staff, "manager")
    here = f"/admin/orders/{name[1:]}"
    staff.open(here)
    page.locator("quantity-field input").first.fill("1")
    page.get_by_role("button", name="Fulfil", exact=True).click()
    expect(page.get_by_text("Partly fulfilled").first).to_be_visible()
    staff.check()
    page.get_by_role("link", name="Refund").click()
    page.get_by_role("button", name="One more").first.click()
    page.get_by_role("button", name="Give money back").click()
    expect(page.get_by_text("Partly refunded").first).to_be_visible()
    staff.check()
    steps.wait_for_mail(f"parts{width}@example.com", "refund")
    staff.open(f"{here}/move?q=mover{width}")
    staff.check()
    page.get_by_role("button", name="Move here").first.click()
    expect(page).to_have_url(re.compile(f"{here}$"))
    expect(page.get_by_role("link", name=re.compile("Mona"))).to_be_visible()
    staff.check()


def test_an_invoice_is_sent_and_paid(visit: Visit, size: dict[str, int]) -> None:
    """Staff put an order together; the customer pays by the link of the email."""
    email = f"invoiced{size['width']}@example.com"
    steps.order_as_guest(visit(), email, first="Ivar", last=f"Invoiced{size['width']}")
    staff = visit()
    page = steps.staff_in(staff, "support")
    staff.open(f"/admin/drafts/new?q=invoiced{size['width']}")
    staff.check()
    page.get_by_role("button", name="Choose").first.click()
    page.get_by_label("What it is").fill("Engraving")
    page.get_by_label("Price").fill("10.50")
    page.locator("form[action$='/custom']").get_by_role("button", name="Add").click()
    staff.check()
    page.get_by_role("button", name="Send invoice").click()
    customer = visit()
    link = steps.link_in(steps.wait_for_mail(email, "invoice"), "/invoice/")
    buying = customer.open(re.sub(r"^https?://[^/]+", "", link))
    customer.check()
    buying.get_by_role("button", name="Continue to payment page").click()
    buying.get_by_label("Card number").fill(steps.GOOD_CARD)
    buying.get_by_label("Expiry date").fill("04/39")
    buying.get_by_label("Security code").fill("123")
    buying.get_by_role("button", name="Use this card").click()
    buying.get_by_role("button", name="Pay £10.50").click()
    expect(buying.get_by_text("This invoice is paid")).to_be_visible()
    customer.check()
