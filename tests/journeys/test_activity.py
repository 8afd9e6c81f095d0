"""Robots and guessers at the doors: work in the background, a brake with a way past it, what staff do."""

import re
import secrets
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from clientela.accounts.models import Account, Attempt
from clientela.core.actor import SYSTEM
from clientela.customers import actions as customers
from clientela.customers.models import AccountState, Customer, Source
from clientela.gate.models import Block, Counter, Spent
from clientela.jobs.models import Job
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]
HERE = "/admin/activity"
PASSWORD = "tall-ships-at-dusk"


def calm() -> None:
    """As if nobody had come before: all stories come from one address."""
    Counter.objects.all().delete()


def type_login(page: Page, email: str, password: str) -> None:
    main = page.locator("main")
    main.get_by_label("Email", exact=True).first.fill(email)
    main.get_by_label("Password", exact=True).fill(password)
    with page.expect_navigation():
        main.get_by_role("button", name="Log in", exact=True).click()


def test_the_browser_works_while_somebody_types(visit: Visit) -> None:
    """No picture to click on, no stranger's script: the form goes with the answer, once."""
    calm()
    before = Spent.objects.count()
    shopper = visit()
    asked: list[str] = []
    shopper.page.on("request", lambda request: asked.append(request.url))
    page = shopper.open("/account/login")
    type_login(page, "nobody@example.com", "not-the-password")
    expect(page.get_by_text("This email and password don't match")).to_be_visible()
    shopper.check()
    assert Spent.objects.count() == before + 1
    assert not Counter.objects.filter(key__startswith="sign_in.no_proof").exists()
    assert all(url.startswith(shopper.shop.url) for url in asked)


def test_the_owner_gets_past_the_brake(visit: Visit, size: dict[str, int]) -> None:
    """Somebody guesses until everybody waits; the email's link lets the owner's browser in."""
    calm()
    email = f"owner.of.account.{size['width']}@example.com"
    person = customers.add(customers.NewCustomer("Nora", "Lie", email, source=Source.REGISTRATION), by=SYSTEM)
    from django.contrib.auth.hashers import make_password

    Account.objects.create(customer=person, password=make_password(PASSWORD))
    customers.set_account_state(person.pk, AccountState.ENABLED, by=SYSTEM)
    guesser = visit()
    page = guesser.open("/account/login")
    for _time in range(6):
        type_login(page, email, "a-wild-guess-42")
    expect(page.get_by_text("There were many tries with this address")).to_be_visible()
    guesser.check()
    mail = steps.wait_for_mail(email, "keeps trying")
    owner = visit()
    page = owner.open(steps.link_in(mail, "/account/unlock/"))
    expect(page).to_have_url(re.compile("/account/unlock$"))
    owner.check()
    page.locator("main").get_by_role("button", name="Let this browser log in").click()
    expect(page.get_by_text("This browser may log in now.")).to_be_visible()
    owner.check()
    type_login(page, email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders$"))
    again = visit()
    type_login(again.open("/account/login"), email, PASSWORD)
    expect(again.page.get_by_text("There were many tries with this address")).to_be_visible()


def test_a_suspicious_account_waits_for_the_store(visit: Visit, size: dict[str, int]) -> None:
    """Made with a web address as a name: held back, let go by staff, opened by the mailbox."""
    calm()
    email = f"cheap.{size['width']}@example.com"
    robot = visit()
    page = robot.open("/account/register")
    page.get_by_label("First name").fill("www.cheap-pills.example")
    page.get_by_label("Email", exact=True).first.fill(email)
    page.locator("main input[name=password]").fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Create account").click()
    code = steps.code_in(steps.wait_for_mail(email, "code"))
    page.get_by_role("textbox", name="Code").fill(code)
    page.locator("main").get_by_role("button", name="Confirm").click()
    expect(page.get_by_role("heading", name="The store looks at your account")).to_be_visible(timeout=20_000)
    robot.check()

    staff = visit()
    steps.staff_in(staff, "owner")
    desk = staff.open(HERE)
    held = desk.locator("#held-back li").filter(has_text=email)
    expect(held).to_contain_text("A web address as a name")
    held.get_by_role("button", name="Let go").click()
    expect(desk.get_by_text("The account is let go.")).to_be_visible()
    staff.check()

    mail = steps.wait_for_mail(email, "is open")
    page = robot.open(steps.link_in(mail, "/account/unlock/"))
    page.locator("main").get_by_role("button", name="Let this browser log in").click()
    expect(page.get_by_text("This browser may log in now.")).to_be_visible()
    robot.check()
    type_login(page, email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders$"))


def test_staff_see_a_burst_and_act(visit: Visit) -> None:
    """From the chart to the burst: block the network and let it in again, close its accounts and undo."""
    Block.objects.all().delete()
    # Its tray of jobs would lie over the page on a phone.
    Job.objects.all().delete()
    staff = visit()
    steps.staff_in(staff, "owner")
    page = staff.open(HERE)
    for period in ("Last 24 hours", "Last 90 days", "Last 7 days"):
        page.get_by_role("link", name=period).click()
        expect(page.get_by_role("link", name=period)).to_have_attribute("aria-current", "page")
        staff.check()
    alarm = page.locator(".alarms li").filter(has_text="sign-ups from 203.0.113.0/24").first
    alarm.get_by_role("link", name="Block").click()
    expect(page.get_by_label("Network or email domain")).to_have_value("203.0.113.0/24")
    staff.check()
    page.locator("main").get_by_role("button", name="Block", exact=True).click()
    expect(page.get_by_text("203.0.113.0/24 is kept out.")).to_be_visible()
    page.locator("#kept-out").get_by_role("button", name="Let in again").click()
    expect(page.get_by_text("203.0.113.0/24 may come in again.")).to_be_visible()
    staff.check()

    ids = robots()
    page = staff.open(HERE)
    alarm = page.locator(".alarms li").filter(has_text="12 sign-ups from 198.18.7.0/24").first
    alarm.get_by_role("link", name="Deactivate accounts").click()
    expect(page.get_by_role("button", name=re.compile(r"^Deactivate \d+ account"))).to_be_visible()
    staff.check()
    page.locator("main").get_by_role("button", name=re.compile(r"^Deactivate \d+ account")).click()
    expect(page.get_by_text("The accounts are being deactivated")).to_be_visible()
    steps.wait_until(lambda: states(ids) == {"deactivated"})
    steps.wait_until(lambda: Job.objects.order_by("-pk")[0].state == "done")
    staff.open(HERE)
    page.locator("#bursts").get_by_role("button", name="Undo").first.click()
    expect(page.get_by_text("The accounts are being activated again.")).to_be_visible()
    steps.wait_until(lambda: states(ids) == {"enabled"})


def robots() -> list[int]:
    """Accounts that were made from one block within the hour."""
    made = []
    for number in range(12):
        new = customers.NewCustomer(
            "Robot", str(number), f"robot-{secrets.token_hex(4)}@drop{number}.example"
        )
        customer = customers.add(new, by=SYSTEM)
        Account.objects.create(customer=customer)
        customers.set_account_state(customer.pk, AccountState.ENABLED, by=SYSTEM)
        made.append(customer.pk)
    Attempt.objects.filter(block="198.18.7.0/24").delete()
    Attempt.objects.bulk_create(Attempt(kind="sign_up", block="198.18.7.0/24", customer_id=pk) for pk in made)
    return made


def states(ids: list[int]) -> set[str]:
    return set(Customer.objects.filter(pk__in=ids).values_list("account_state", flat=True))
