"""The whole story: a stranger buys, makes an account, comes back, forgets the password; staff see it all."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from clientela.customers.models import Customer
from clientela.orders.models import Order
from clientela.orders.queries import drift
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
PASSWORD = "linden-and-oak-88"


def _fresh(size: dict[str, int], who: str) -> str:
    return f"{who}.{size['width']}@example.net"


def test_a_guest_becomes_a_customer_who_comes_back(visit: Visit, size: dict[str, int]) -> None:
    """Guest buys; makes the account from that order; elsewhere checks out with the address filled in."""
    email = _fresh(size, "alva")
    guest = visit()
    guest.open("/")
    guest.open("/products")
    name = steps.order_as_guest(guest, email)
    steps.wait_for_mail(email, name)

    page = guest.page
    page.get_by_role("link", name="Create account").first.click()
    expect(page.get_by_label("Email", exact=True).first).to_have_value(email)
    guest.check()
    page.get_by_label("First name").fill("Alva")
    page.get_by_label("Last name").fill("Lindqvist")
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    guest.check()
    page.locator("input[autocomplete='one-time-code']").fill(
        steps.code_in(steps.wait_for_mail(email, "code"))
    )
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/account/orders"))
    guest.open("/account/orders")
    expect(page.get_by_text(name).first).to_be_visible()

    elsewhere = visit()
    page = steps.log_in(elsewhere, email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders"))
    elsewhere.check()
    steps.fill_cart(elsewhere, "fjell-espresso-cups")
    page = elsewhere.open("/checkout")
    expect(page.get_by_text(email).first).to_be_visible()
    with page.expect_navigation():
        page.get_by_role("button", name="Continue to delivery").or_(
            page.get_by_role("button", name="Continue to shipping")
        ).first.click()
    if page.get_by_role("button", name="Continue to shipping").is_visible():
        elsewhere.check()
        page.get_by_role("button", name="Continue to shipping").click()
    expect(page.get_by_text("12 Mill Lane").first).to_be_visible()
    steps.choose_shipping(elsewhere)
    steps.pay(elsewhere)
    second = steps.place(elsewhere)

    customer = Customer.objects.with_email(email).get()
    assert customer.orders_count == 2
    assert {order.name for order in Order.objects.filter(customer=customer)} == {name, second}
    assert drift() == []
    for path in (
        "/account/orders",
        f"/account/orders/{second[1:]}",
        "/account/addresses",
        "/account/profile",
    ):
        elsewhere.open(path)
    _log_out(elsewhere)


def _log_out(visitor: Visitor) -> None:
    page = visitor.open("/account/orders")
    page.get_by_role("button", name="Log out").first.click()
    expect(page).to_have_url(f"{visitor.shop.url}/")
    page.go_back()
    page.reload()
    # SE-04, SE-08: nothing of the account is left in the browser's memory of pages.
    expect(page).to_have_url(re.compile("/account/login"))


def test_a_forgotten_password_is_set_anew(visit: Visit, size: dict[str, int]) -> None:
    """The password is reset by the mail in the mailbox; the old one is worthless and a notice comes."""
    email = _fresh(size, "bo")
    person = visit()
    _register(person, email)
    _log_out(person)

    page = person.open("/account/login")
    page.get_by_role("link", name="Forgot your password?").click()
    expect(page.get_by_role("button", name="Send link")).to_be_visible()
    person.check()
    page.get_by_label("Email", exact=True).first.fill(email)
    page.get_by_role("button", name="Send link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    person.check()
    link = steps.link_in(steps.wait_for_mail(email, "password"), "/account/reset/")
    person.open(link)
    assert "/account/reset" in page.url
    assert link.rsplit("/", 1)[1] not in page.url
    page.get_by_label("New password", exact=True).or_(page.get_by_label("Password", exact=True)).first.fill(
        "another-harbour-99"
    )
    page.get_by_role("button", name="Set password").click()
    expect(page).to_have_url(re.compile("/account/login"))
    person.check()
    steps.wait_for_mail(email, "changed")

    other = visit()
    page = steps.log_in(other, email, PASSWORD)
    expect(page.get_by_text("don't match")).to_be_visible()
    other.check()
    page = steps.log_in(other, email, "another-harbour-99")
    expect(page).to_have_url(re.compile("/account/orders"))


def _register(visitor: Visitor, email: str) -> None:
    page = visitor.open("/account/register")
    page.get_by_label("First name").fill("Bo")
    page.get_by_label("Last name").fill("Berg")
    page.get_by_label("Email", exact=True).first.fill(email)
    page.locator("main [name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Create account").click()
    code = steps.code_in(steps.wait_for_mail(email, "code"))
    page.locator("input[autocomplete='one-time-code']").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/account/orders"))


def test_staff_find_edit_and_fulfil(visit: Visit, size: dict[str, int]) -> None:
    """Staff find the customer of an order, edit the profile and send the parcel; the customer hears of it."""
    email = _fresh(size, "cecilie")
    name = steps.order_as_guest(visit(), email, first="Cecilie", last=f"Dahlstrøm{size['width']}")

    staff = visit()
    page = steps.staff_in(staff, "support")
    staff.open(f"/admin/customers?q=dahlstrom{size['width']}")
    page.get_by_role("link", name="Cecilie").first.click()
    expect(page.get_by_role("heading", name="Cecilie")).to_be_visible()
    expect(page.get_by_text(name).first).to_be_visible()
    staff.check()
    profile = page.url
    staff.open(f"{profile}/edit")
    page.get_by_label("First name").fill("Cecilia")
    page.get_by_role("button", name="Save").first.click()
    expect(page.get_by_role("heading", name="Cecilia")).to_be_visible()
    expect(page.get_by_text("Profile edited").first).to_be_visible()
    staff.check()

    staff.open("/admin/orders")
    staff.open(f"/admin/orders/{name[1:]}")
    page.get_by_label("Tracking number").first.fill("TR123456")
    page.get_by_label("Tracking link").first.fill("https://tracking.example/TR123456")
    page.locator("main").get_by_role("button", name="Fulfil", exact=True).first.click()
    expect(page.get_by_text("Fulfilled").first).to_be_visible()
    staff.check()
    mail = steps.wait_for_mail(email, "on its way")
    assert "https://tracking.example/TR123456" in mail.text

    shopper = visit()
    shopper.open(steps.link_in(mail, "/orders/"))
    expect(shopper.page.get_by_text("TR123456").first).to_be_visible()


def test_staff_pages_are_whole(visit: Visit) -> None:
    """Every page of the admin opens without a fault for the owner, at both widths."""
    owner = visit()
    steps.staff_in(owner, "owner")
    customer = Customer.objects.with_email(owner.shop.shopper).get()
    pages = ["/admin", "/admin/customers", "/admin/customers/new", f"/admin/customers/{customer.pk}"]
    pages += [f"/admin/customers/{customer.pk}/edit", f"/admin/customers/{customer.pk}/addresses/new"]
    pages += [
        "/admin/customers?q=nobodyatall",
        "/admin/orders",
        "/admin/mailbox",
        "/admin/staff",
        "/admin/ui",
    ]
    pages += [
        "/admin/settings",
        "/admin/settings?q=currency",
        "/admin/settings/store",
        "/admin/settings/mail",
    ]
    for path in [*pages, "/admin/settings/money", "/admin/settings/languages", "/admin/settings/accounts"]:
        owner.open(path)


def test_shop_pages_are_whole(visit: Visit) -> None:
    """Every page a visitor can open is whole: full, empty, and not there."""
    visitor = visit()
    for path in ("/", "/products", "/products?q=mug", "/products?q=zzzz", "/cart", "/account/login"):
        visitor.open(path)
    for path in ("/account/register", "/account/recover", "/no-such-page", "/products/no-such-product"):
        visitor.open(path)


def test_the_store_speaks_norwegian(visit: Visit) -> None:
    """A browser that asks for Norwegian gets it, in pages and in mail."""
    person = visit(locale="nb-NO")
    page = person.open("/account/login")
    expect(page.locator("html")).to_have_attribute("lang", "nb")
    expect(page.get_by_role("button", name="Logg inn", exact=True)).to_be_visible()


def test_newsletter_makes_a_customer_with_consent(visit: Visit, size: dict[str, int]) -> None:
    """The footer's form makes a profile with consent and no account."""
    email = _fresh(size, "nora")
    page = visit().open("/")
    page.locator("footer").get_by_label("Email").fill(email)
    page.locator("footer").get_by_role("button", name="Sign up").click()
    expect(page.locator("#toasts")).to_contain_text("Thank you")
    steps.wait_until(Customer.objects.with_email(email).filter(email_consent="subscribed").exists)
    customer = Customer.objects.with_email(email).get()
    assert (customer.source, customer.email_consent, customer.account_state) == (
        "newsletter",
        "subscribed",
        "none",
    )
