"""Customers are invited, one and many; they accept, decline, come too late; staff help, close and look in."""

import re

import pytest
from django.db.models import F
from playwright.sync_api import expect

from clientela.accounts.models import Link, Session
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.gate.models import Counter
from clientela.invitations.models import Invitation
from clientela.jobs.models import Job
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.steps import link_in, log_in, staff_in, wait_for_mail, wait_until

pytestmark = pytest.mark.journey
WIDTHS = {1280: "wide", PHONE["width"]: "phone"}
PASSWORD = "tall-ships-at-dusk"


def known(name: str, size: dict[str, int]) -> Customer:
    """A customer without an account, another one for each width."""
    email = f"{name}.{WIDTHS[size['width']]}@example.com"
    return customers.add(customers.NewCustomer(name.title(), "Guest", email), by=SYSTEM)


def invite(visitor: Visitor, customer: Customer, message: str = "") -> None:
    """Staff invite a customer from the profile."""
    page = visitor.open(f"/admin/customers/{customer.pk}")
    page.get_by_role("link", name="Send account invite").click()
    expect(page.get_by_label("Message")).to_be_visible()
    visitor.check()
    page.get_by_label("Message").fill(message)
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_role("heading", name="Review account invite")).to_be_visible()
    visitor.check()
    page.get_by_role("button", name="Send notification").click()
    expect(page.get_by_text("The invitation to")).to_be_visible()
    visitor.check()


def state_of(customer: Customer) -> str:
    """The state that stands on the customer now."""
    return Customer.objects.values_list("account_state", flat=True).get(pk=customer.pk)


def test_accepted(visit: type[Visitor], size: dict[str, int]) -> None:
    """Written, looked at, sent; opened, a password chosen, logged in; the profile tells all of it."""
    customer, staff = known("acke", size), visit()
    staff_in(staff, "support")
    invite(staff, customer, "We saved a **mug** for you.")
    mail = wait_for_mail(customer.email, "account")
    assert "We saved a" in mail.text
    visitor = visit()
    page = visitor.open(link_in(mail, "/account/invitation/"))
    expect(page).to_have_url(re.compile("/account/invitation$"))
    expect(page.get_by_role("heading", name="Welcome, Acke")).to_be_visible()
    page.get_by_label("Email", exact=True).fill(customer.email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Open your account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()
    visitor.check()
    assert state_of(customer) == AccountState.ENABLED
    wait_for_mail(customer.email, "Welcome")
    page = staff.open(f"/admin/customers/{customer.pk}")
    expect(page.locator("#account").get_by_text("Active", exact=True)).to_be_visible()
    expect(page.locator("#account").get_by_text("Logs in by")).to_be_visible()
    again = visit()
    log_in(again, customer.email, PASSWORD)
    expect(again.page).to_have_url(re.compile("/account/orders"))


def test_declined(visit: type[Visitor], size: dict[str, int]) -> None:
    """No, thank you: the address once more, and the profile says so."""
    customer, staff = known("dagny", size), visit()
    staff_in(staff, "support")
    invite(staff, customer)
    visitor = visit()
    page = visitor.open(link_in(wait_for_mail(customer.email, "account"), "/account/invitation/"))
    page.get_by_role("link", name="No, I don’t want an account").click()
    expect(page.get_by_role("button", name="No account, please")).to_be_visible()
    visitor.check()
    page.locator("main").get_by_label("Email", exact=True).fill(customer.email)
    page.get_by_role("button", name="No account, please").click()
    expect(page.get_by_text("You won't have an account here.")).to_be_visible()
    page = staff.open(f"/admin/customers/{customer.pk}")
    expect(page.locator("#account").get_by_text("Declined").first).to_be_visible()


def test_over_and_asked_for_anew(visit: type[Visitor], size: dict[str, int]) -> None:
    """After thirty days the page says so, and a new link comes by email."""
    customer, staff = known("egil", size), visit()
    staff_in(staff, "support")
    invite(staff, customer)
    first = wait_for_mail(customer.email, "account")
    for rows in (Link.objects.filter(customer=customer), Invitation.objects.filter(customer=customer)):
        rows.update(expires_at=F("expires_at") - (rows[0].expires_at - rows[0].expires_at.replace(year=2020)))
    visitor = visit()
    page = visitor.open(link_in(first, "/account/invitation/"))
    expect(page.get_by_role("heading", name="This invitation is over")).to_be_visible()
    page.locator("main").get_by_label("Email", exact=True).fill(customer.email)
    page.get_by_role("button", name="Send a new invitation").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    visitor.check()
    wait_until(lambda: wait_for_mail(customer.email, "account").pk != first.pk)
    page = visitor.open(link_in(wait_for_mail(customer.email, "account"), "/account/invitation/"))
    page.get_by_label("Email", exact=True).fill(customer.email)
    page.get_by_role("button", name="Open your account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()


def test_many_at_once(visit: type[Visitor], size: dict[str, int]) -> None:
    """Picked in the list, seen who gets it, started, carried through; the results say who was left out."""
    Counter.objects.all().delete()
    first, second = known("fanny", size), known("folke", size)
    customers.set_account_state(second.pk, AccountState.DECLINED, by=SYSTEM)
    staff = visit()
    staff_in(staff, "marketing")
    page = staff.open("/admin/customers?sort=-added")
    for customer in (first, second):
        page.locator(f"input[name=customer][value='{customer.pk}']").check()
    page.locator(".bulk-bar summary").click()
    page.locator(".bulk-bar").get_by_role("button", name="Invite").click()
    expect(page.get_by_role("heading", name="Invite customers")).to_be_visible()
    staff.check()
    page.get_by_label("Subject").fill("An account for you")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_text("Declined an invitation")).to_be_visible()
    staff.check()
    page.get_by_role("button", name="Invite 1 customer").click()
    expect(page).to_have_url(re.compile(r"/admin/invitations/\d+$"))
    mail = wait_for_mail(first.email, "An account for you")
    page.reload()
    expect(page.get_by_text("Declined an invitation")).to_be_visible()
    staff.check()
    visitor = visit()
    page = visitor.open(link_in(mail, "/account/invitation/"))
    page.get_by_label("Email", exact=True).fill(first.email)
    page.get_by_role("button", name="Open your account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()
    assert state_of(second) == AccountState.DECLINED
    staff.open("/admin/invitations")


def test_deactivated_and_activated(visit: type[Visitor], size: dict[str, int]) -> None:
    """Out at once, and no code lets them in again; active again, it does."""
    customer, staff = known("gudrun", size), visit()
    staff_in(staff, "support")
    invite(staff, customer)
    visitor = visit()
    page = visitor.open(link_in(wait_for_mail(customer.email, "account"), "/account/invitation/"))
    page.get_by_label("Email", exact=True).fill(customer.email)
    page.get_by_label("Password", exact=False).first.fill(PASSWORD)
    page.get_by_role("button", name="Open your account").click()
    expect(page.get_by_text("Your account is open.")).to_be_visible()
    page = staff.open(f"/admin/customers/{customer.pk}/account/deactivate")
    page.get_by_role("button", name="Deactivate account").click()
    expect(page.get_by_text("is deactivated")).to_be_visible()
    staff.check()
    visitor.page.goto("/account/orders")
    expect(visitor.page).to_have_url(re.compile("/account/login"))
    log_in(visitor, customer.email, PASSWORD)
    expect(visitor.page.get_by_text("don't match")).to_be_visible()
    page.get_by_role("button", name="Activate account").click()
    expect(page.get_by_text("is active again")).to_be_visible()
    log_in(visitor, customer.email, PASSWORD)
    expect(visitor.page).to_have_url(re.compile("/account/orders"))


def test_log_in_as_customer(visit: type[Visitor], size: dict[str, int]) -> None:
    """With a reason, for a quarter of an hour, to look; the customer sees that it was so."""
    staff = visit()
    page = staff_in(staff, "owner")
    customer = Customer.objects.get(email=staff.shop.shopper)
    # Its tray of jobs would lie over the page on a phone.
    Job.objects.all().delete()
    page = staff.open(f"/admin/customers/{customer.pk}")
    page.locator("#account").get_by_role("link", name="Log in as customer").click()
    expect(page.get_by_label("Reason")).to_be_visible()
    staff.check()
    page.get_by_label("Reason").fill("Asked about an order")
    page.get_by_role("button", name="Log in as customer").click()
    expect(page.get_by_role("button", name="Continue")).to_be_visible()
    staff.check()
    page.get_by_role("button", name="Continue").click()
    bar = page.get_by_role("complementary", name="Logged in as a customer")
    expect(bar).to_contain_text("for 15 more minutes")
    staff.check()
    staff.open("/products")
    expect(bar).to_be_visible()
    page.goto("/account/sign-in")
    expect(page.get_by_role("heading", name="Only the customer sees this")).to_be_visible()
    staff.open("/account/orders")
    bar.get_by_role("button", name="End").click()
    expect(page).to_have_url(re.compile(f"/admin/customers/{customer.pk}$"))
    expect(page.get_by_text("Asked about an order").first).to_be_visible()
    staff.check()
    visitor = visit()
    log_in(visitor, customer.email, visitor.shop.password)
    expect(visitor.page).to_have_url(re.compile("/account/orders"))
    expect(visitor.open("/account/devices").get_by_text("Visits of store staff")).to_be_visible()
    assert not Session.objects.alive().filter(customer=customer, staff_id__isnull=False).exists()
