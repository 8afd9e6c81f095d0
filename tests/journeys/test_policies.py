"""Each policy as guest, member, deactivated and invited customer; and changing it while people are inside."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from clientela.accounts.actions import change_accounts
from clientela.accounts.models import AccountSettings, Session
from clientela.checkout.queries import items
from clientela.checkout.whose import Whose
from clientela.core.actor import SYSTEM
from clientela.core.places import Place
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer
from clientela.orders.models import Order
from tests.cast import PASSWORD, make_customer
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
HOME = Place("Alva", "Lindqvist", "", "12 Mill Lane", "", "London", "", "EC1Y 8TE", "GB", "")
USUAL = {
    "accounts.policy": "optional",
    "accounts.methods": "password,code,passkey",
    "accounts.registration": "open",
    "accounts.members_only": "false",
    "accounts.storefront": "true",
}


@pytest.fixture(autouse=True)
def _as_usual(shop: object) -> Iterator[None]:
    """Every story begins and ends in a store as it comes."""
    change_accounts(USUAL, by=SYSTEM)
    yield
    change_accounts(USUAL, by=SYSTEM)


def rule(**settings: str) -> None:
    change_accounts({f"accounts.{name}": value for name, value in settings.items()}, by=SYSTEM)


def somebody(size: dict[str, int], who: str, state: AccountState = AccountState.ENABLED) -> Customer:
    """A customer of this story, with an account in this state and an address."""
    with_account = state in {AccountState.ENABLED, AccountState.DEACTIVATED}
    customer = make_customer(f"{who}.{size['width']}@example.net", "Alva", "Lindqvist", account=with_account)
    customers.add_address(customer.pk, HOME, by=SYSTEM)
    if state is not AccountState.ENABLED:
        customers.set_account_state(customer.pk, state, by=SYSTEM)
    return customer


def give_password(page: Page, email: str) -> None:
    """Fill in the login page and press."""
    page.get_by_label("Email", exact=True).first.fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Log in", exact=True).click()


def give_code(visitor: Visitor, email: str) -> None:
    """Ask for a code, take it from the mail and type it."""
    page = visitor.page
    page.get_by_label("Email", exact=True).first.fill(email)
    page.get_by_role("button", name=re.compile("Email me a code")).click()
    page.locator("input[autocomplete='one-time-code']").fill(
        steps.code_in(steps.wait_for_mail(email, "code"))
    )
    page.locator("main").get_by_role("button", name="Log in", exact=True).or_(
        page.get_by_role("button", name="Confirm")
    ).first.click()


def to_the_end(visitor: Visitor) -> str:
    """From the contact step of somebody signed in, whose address is filled in, to the order."""
    page = visitor.page
    page.get_by_role("button", name="Continue to delivery").click()
    expect(page.get_by_text("12 Mill Lane").first).to_be_visible()
    steps.choose_shipping(visitor)
    steps.pay(visitor)
    return steps.place(visitor)


def test_optional_as_guest_and_member(visit: Visit, size: dict[str, int]) -> None:
    """The link above the email leads to the choice; as guest, or logged in, back at the same checkout."""
    member = somebody(size, "optional")
    visitor = visit()
    steps.fill_cart(visitor)
    page = visitor.open("/checkout")
    page.locator("main").get_by_role("link", name="Log in").click()
    expect(page.get_by_role("heading", name="How do you want to check out?")).to_be_visible()
    visitor.check()
    page.get_by_role("link", name="Continue as guest").click()
    expect(page.locator("main").get_by_label("Email", exact=True)).to_be_visible()
    visitor.open("/checkout/sign-in")
    page.locator("main").get_by_role("link", name="Log in").click()
    expect(page.get_by_label("Password", exact=True)).to_be_visible()
    visitor.check()
    give_password(page, member.email)
    expect(page).to_have_url(f"{visitor.shop.url}/checkout")
    expect(page.get_by_text(member.email).first).to_be_visible()
    visitor.check()
    name = to_the_end(visitor)
    assert Order.objects.get(customer=member).name == name


def test_required_as_guest_member_and_invited(visit: Visit, size: dict[str, int]) -> None:
    """A guest is asked to log in, the cart waits; a member pays with the address filled in; who is
    invited proves the address by a code and is in."""
    rule(policy="required")
    for who, state in (("member", AccountState.ENABLED), ("invited", AccountState.INVITED)):
        person = somebody(size, f"required-{who}", state)
        visitor = visit()
        steps.fill_cart(visitor)
        page = visitor.open("/checkout")
        expect(page.get_by_role("heading", name="Log in to check out")).to_be_visible()
        assert not page.get_by_role("link", name="Continue as guest").count()
        page.locator("main").get_by_role("link", name="Log in").click()
        expect(page.get_by_label("Password", exact=True)).to_be_visible()
        if state is AccountState.ENABLED:
            give_password(page, person.email)
        else:
            give_code(visitor, person.email)
        expect(page).to_have_url(f"{visitor.shop.url}/checkout")
        visitor.check()
        to_the_end(visitor)
        assert Customer.objects.get(pk=person.pk).orders_count == 1


def test_required_as_deactivated(visit: Visit, size: dict[str, int]) -> None:
    """No way in, so no way to pay; the cart is still there."""
    rule(policy="required")
    person = somebody(size, "deactivated", AccountState.DEACTIVATED)
    visitor = visit()
    steps.fill_cart(visitor)
    page = visitor.open("/account/login?next=/checkout")
    give_password(page, person.email)
    expect(page.locator("main").get_by_role("alert").first).to_be_visible()
    page = visitor.open("/checkout")
    expect(page.get_by_role("heading", name="Log in to check out")).to_be_visible()
    visitor.open("/cart")
    expect(page.get_by_role("button", name="Remove").first).to_be_visible()
    assert not Order.objects.filter(customer=person).exists()


def test_disabled_while_somebody_is_signed_in(visit: Visit, size: dict[str, int]) -> None:
    """The owner turns accounts off and reads whom that signs out; the cart stays, and is bought as guest."""
    person = somebody(size, "disabled")
    visitor, owner = visit(), visit()
    page = steps.log_in(visitor, person.email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders"))
    steps.fill_cart(visitor)
    visitor.open("/checkout")
    change_in_admin(owner, "Disabled", "signed in and would be signed out")
    assert AccountSettings.current().is_off and not Session.objects.filter(ended_at=None).exists()
    page = visitor.open("/checkout")
    expect(page.locator("main").get_by_label("Email", exact=True)).to_be_visible()
    assert not page.get_by_role("link", name="Log in").count() and not page.get_by_text("12 Mill").count()
    page.locator("main").get_by_label("Email", exact=True).fill(f"guest.{size['width']}@example.net")
    page.get_by_role("button", name="Continue to delivery").click()
    expect(page.get_by_text("Save this information for next time")).to_be_visible()
    visitor.check()
    steps.type_address(page)
    page.get_by_role("button", name="Continue to shipping").click()
    steps.choose_shipping(visitor)
    steps.pay(visitor)
    steps.place(visitor)
    visitor.page.goto("/account/login")
    expect(page.get_by_role("heading", name="Accounts aren't available")).to_be_visible()
    assert items(Whose(person.pk)), "her own cart waits for the day accounts come back"


def change_in_admin(owner: Visitor, policy: str, effect: str) -> None:
    """Find the page by the settings search, choose a policy, read what it does, and do it."""
    page = steps.staff_in(owner, "owner")
    page = owner.open("/admin/settings?q=customer+accounts")
    page.get_by_role("link", name=re.compile("^Customer accounts")).click()
    expect(page.get_by_label(policy, exact=True)).to_be_visible()
    owner.check()
    page.get_by_label(policy, exact=True).check()
    page.get_by_role("button", name="See what this does").click()
    expect(page.get_by_text(effect).first).to_be_visible()
    owner.check()
    page.get_by_role("button", name="Change it").click()
    expect(page.get_by_text("Done. It counts from now on.")).to_be_visible()
    owner.check()


def test_required_in_the_middle_and_taken_back(visit: Visit, size: dict[str, int]) -> None:
    """A guest at the payment step is asked to log in at the next step; the owner takes it back, and the guest
    goes on where they stood."""
    guest, owner = visit(), visit()
    steps.fill_cart(guest)
    page = guest.open("/checkout")
    page.locator("main").get_by_label("Email", exact=True).fill(f"middle.{size['width']}@example.net")
    page.get_by_role("button", name="Continue to delivery").click()
    steps.type_address(page)
    page.get_by_role("button", name="Continue to shipping").click()
    change_in_admin(owner, "Required", "in the middle of a checkout")
    page.get_by_role("button", name="Continue to payment").click()
    expect(page.get_by_role("heading", name="Log in to check out")).to_be_visible()
    guest.check()
    desk = owner.page
    desk.get_by_role("link", name="Take back").first.click()
    expect(desk.get_by_role("heading", name="Take this change back?")).to_be_visible()
    owner.check()
    desk.get_by_role("button", name="Take back").click()
    expect(desk.get_by_text("Done. It counts from now on.")).to_be_visible()
    guest.open("/checkout")
    steps.choose_shipping(guest)
    steps.pay(guest)
    steps.place(guest)


def test_switching_kinds_with_people_signed_in(visit: Visit, size: dict[str, int]) -> None:
    """From password to code and back: who is in stays in, everybody finds the other way, nothing is lost."""
    person = somebody(size, "kinds")
    inside = visit()
    steps.log_in(inside, person.email, PASSWORD)
    expect(inside.page).to_have_url(re.compile("/account/orders"))
    rule(methods="code")
    page = inside.open("/account/orders")
    expect(page).to_have_url(re.compile("/account/orders$"))
    outside = visit()
    page = outside.open("/account/login")
    assert not page.get_by_label("Password", exact=True).count()
    give_code(outside, person.email)
    expect(page).to_have_url(re.compile("/account/orders"))
    outside.check()
    rule(methods="password")
    inside.open("/account/orders")
    expect(inside.page).to_have_url(re.compile("/account/orders$"))
    again = visit()
    page = steps.log_in(again, person.email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders"))
    again.check()


def test_members_store_and_store_switched_off(visit: Visit, size: dict[str, int]) -> None:
    """Visitors log in and come back to what they wanted to see; switched off, nobody shops here."""
    person = somebody(size, "members")
    rule(members_only="true", registration="closed")
    visitor = visit()
    page = visitor.open("/products/hallow-stoneware-mug")
    expect(page).to_have_url(re.compile("/account/login"))
    assert not page.get_by_role("link", name="Create account").count()
    give_password(page, person.email)
    expect(page.get_by_role("button", name="Add to cart")).to_be_visible()
    visitor.check()
    rule(storefront="false", members_only="false")
    visitor.page.goto("/products")
    expect(page.get_by_role("heading", name="Not available")).to_be_visible()
    visitor.check()
    page.get_by_role("link", name="To your account").click()
    expect(page).to_have_url(re.compile("/account/orders"))
    visitor.check()
