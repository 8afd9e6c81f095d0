"""What people do again and again in the stories."""

import re
import time
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from clientela.core import emails
from clientela.gate.models import Counter
from clientela.post.models import MailboxMessage
from tests.journeys import slow
from tests.journeys.conftest import Visitor

GOOD_CARD = "4242 4242 4242 4242"


def wait_for_mail(to: str, words: str, patience: float = 30) -> MailboxMessage:
    """The newest mail to an address whose subject holds these words, once the worker has delivered it."""
    deadline = time.monotonic() + slow.patience(patience)
    while time.monotonic() < deadline:
        found = MailboxMessage.objects.filter(to_key=emails.canonical(to), subject__icontains=words)
        if mail := found.order_by("-id").first():
            return mail
        time.sleep(0.05)
    subjects = list(MailboxMessage.objects.values_list("to", "subject"))
    raise AssertionError(f"no mail to {to} about {words}: {subjects}")


class Held:
    """A slow line: what a page asks for under an address is held back, until it is let go."""

    def __init__(self, page: Page, address: str) -> None:
        self.routes: list[Route] = []
        self.is_over = False
        page.route(address, self._asked)

    def _asked(self, route: Route) -> None:
        if self.is_over:
            route.continue_()
        else:
            self.routes.append(route)

    def let_go(self) -> None:
        """All of it goes on, and so does what is asked from now on."""
        self.is_over = True
        for route in self.routes:
            route.continue_()


def wait_until(holds: Callable[[], bool], patience: float = 30) -> None:
    """Give the worker time until something holds."""
    deadline = time.monotonic() + slow.patience(patience)
    while not holds():
        assert time.monotonic() < deadline, "the worker did not do it in time"
        time.sleep(0.05)


def code_in(mail: MailboxMessage) -> str:
    """The six digits of a mail."""
    found = re.search(r"\b(\d{6})\b", mail.text)
    assert found, mail.text
    return found[1]


def link_in(mail: MailboxMessage, path: str) -> str:
    """The link of a mail that leads to this part of the store."""
    found = re.search(rf"https?://\S+{path}\S*", mail.text)
    assert found, mail.text
    return found[0]


def fill_cart(visitor: Visitor, handle: str = "hallow-stoneware-mug") -> Page:
    """Put a product into the cart."""
    page = visitor.open(f"/products/{handle}")
    page.get_by_role("button", name="Add to cart").click()
    expect(page).to_have_url(re.compile("/cart$"))
    visitor.check()
    return page


def type_address(page: Page, first: str = "Alva", last: str = "Lindqvist") -> None:
    """Type an address in London."""
    page.get_by_label("First name").fill(first)
    page.get_by_label("Last name").fill(last)
    page.get_by_label("Address", exact=True).fill("12 Mill Lane")
    page.get_by_label("Town or city").fill("London")
    page.get_by_label("Postcode").fill("EC1Y 8TE")


def choose_shipping(visitor: Visitor) -> None:
    """Take the shipping method that is chosen already."""
    visitor.check()
    visitor.page.get_by_role("button", name="Continue to payment").click()


def pay(visitor: Visitor, number: str = GOOD_CARD) -> None:
    """Give a card on the payment provider's page."""
    page = visitor.page
    page.get_by_role("button", name="Continue to payment page").click()
    expect(page).to_have_url(re.compile("/pay/test/"))
    visitor.check()
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("04/39")
    page.get_by_label("Security code").fill("123")
    page.get_by_role("button", name="Use this card").click()
    expect(page).to_have_url(re.compile("/checkout"))
    visitor.check()


def place(visitor: Visitor) -> str:
    """Place the order. Gives its name, such as #1234."""
    page = visitor.page
    page.get_by_role("button", name="Place order").click()
    expect(page.get_by_role("heading", name="Thank you for your order")).to_be_visible()
    visitor.check()
    found = re.search(r"#\d+", page.locator("main").inner_text())
    assert found
    return found[0]


def order_as_guest(visitor: Visitor, email: str, **name: str) -> str:
    """Buy something without an account. Gives the order's name."""
    fill_cart(visitor)
    page = visitor.open("/checkout")
    expect(page.get_by_text("Already have an account?")).to_be_visible()
    page.locator("main").get_by_label("Email", exact=True).fill(email)
    page.get_by_role("button", name="Continue to delivery").click()
    expect(page.get_by_label("First name")).to_be_visible()
    visitor.check()
    type_address(page, **name)
    page.get_by_role("button", name="Continue to shipping").click()
    choose_shipping(visitor)
    pay(visitor)
    return place(visitor)


def log_in(visitor: Visitor, email: str, password: str) -> Page:
    """Log in on the store's page."""
    page = visitor.open("/account/login")
    page.get_by_label("Email", exact=True).first.fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    return page


def staff_in(visitor: Visitor, role: str) -> Page:
    """Sign in to the admin."""
    # All stories come from one network, and the brakes have tests of their own.
    Counter.objects.filter(key__startswith="staff.").delete()
    page = visitor.open("/admin/login")
    page.get_by_label("Email").fill(visitor.shop.staff(role))
    page.get_by_label("Password", exact=True).fill(visitor.shop.password)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()
    expect(page).to_have_url(re.compile("/admin$"))
    visitor.check()
    return page
