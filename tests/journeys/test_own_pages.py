"""A customer looks after their own account: another email and back, an order added, privacy choices."""

import re

import pytest
from django.contrib.auth.hashers import make_password
from playwright.sync_api import Page, expect

from clientela.accounts.models import Account
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.orders.models import Order
from tests.journeys.conftest import PHONE, STAFF_PASSWORD, Visitor
from tests.journeys.steps import code_in, link_in, log_in, order_as_guest, wait_for_mail

pytestmark = pytest.mark.journey
ROUTES = {1280: "wide", PHONE["width"]: "phone"}


def member(email: str) -> Customer:
    """A customer with an account."""
    new = customers.NewCustomer(first_name="Astrid", last_name="Vik", email=email, source=Source.REGISTRATION)
    customer = customers.add(new, by=SYSTEM)
    Account.objects.create(customer=customer, password=make_password(STAFF_PASSWORD))
    customers.set_account_state(customer.pk, AccountState.ENABLED, by=SYSTEM)
    customers.verify_email(customer.pk, "code", by=SYSTEM)
    return customer


def type_code(page: Page, code: str) -> None:
    page.get_by_label("Code").fill(code)


def test_another_email_and_back(visit: type[Visitor], size: dict[str, int]) -> None:
    """EM-01: proved by a code at the new address; the old one takes it back, and the thief is out."""
    where = ROUTES[size["width"]]
    old, new = f"astrid.{where}@example.com", f"astrid.new.{where}@example.com"
    customer, visitor = member(old), visit()
    log_in(visitor, old, STAFF_PASSWORD)
    expect(visitor.page).to_have_url(re.compile("/account/orders$"))
    page = visitor.open("/account/profile")
    page.get_by_role("link", name="Change email").click()
    expect(page.locator("main").get_by_label("New email")).to_be_visible()
    visitor.check()
    page.locator("main").get_by_label("New email").fill(new)
    page.get_by_role("button", name="Send code").click()
    expect(page.locator("main")).to_contain_text(new)
    visitor.check()
    type_code(page, code_in(wait_for_mail(new, "code")))
    page.get_by_role("button", name="Change email").click()
    expect(page.get_by_text("Your email address is changed")).to_be_visible()
    visitor.check()
    assert Customer.objects.get(pk=customer.pk).email == new
    owner = visit()
    owner.open(link_in(wait_for_mail(old, "another email address"), "/account/email/back/"))
    owner.page.locator("main").get_by_label("Your former email").fill(old)
    owner.page.get_by_role("button", name="Take the change back").click()
    expect(owner.page.get_by_text("Your address is back")).to_be_visible()
    owner.check()
    assert Customer.objects.get(pk=customer.pk).email == old
    visitor.page.goto("/account/profile")
    expect(visitor.page).to_have_url(re.compile("/account/login"))


def test_an_order_placed_before_the_account(visit: type[Visitor], size: dict[str, int]) -> None:
    """Lesson 5: number and postcode add it; a wrong postcode tells nothing."""
    where = ROUTES[size["width"]]
    guest = visit()
    name = order_as_guest(guest, f"by.phone.{where}@example.com")
    order = Order.objects.get(number=int(name.strip("#")))
    customer = member(f"claims.{where}@example.com")
    visitor = visit()
    page = log_in(visitor, customer.email, STAFF_PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders$"))
    visitor.check()
    page.get_by_role("link", name="Add an order").click()
    expect(page.get_by_label("Order number")).to_be_visible()
    visitor.check()
    page.get_by_label("Order number").fill(name)
    page.get_by_label("Postcode").fill("SW1A 1AA")
    page.get_by_role("button", name="Add order").click()
    expect(page.get_by_text("We found no order")).to_be_visible()
    visitor.check()
    page.get_by_label("Postcode").fill("ec1y8te")
    page.get_by_role("button", name="Add order").click()
    expect(page.get_by_text(f"Order {name} is among yours now.")).to_be_visible()
    visitor.check()
    order.refresh_from_db()
    assert order.customer_id == customer.pk
    page = visitor.open("/account/privacy")
    page.get_by_label("Email me with news and offers").check(force=True)
    page.get_by_label("Do not sell or share").check(force=True)
    page.locator("main").get_by_role("button", name="Save").click()
    expect(page.get_by_text("Your choices are saved.")).to_be_visible()
    visitor.check()
    customer.refresh_from_db()
    assert customer.data_sale_opt_out
