"""Every way in: registering and logging in by each kind, passkeys, proving it again, devices."""

import re
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from clientela.accounts.models import AccountSettings, Attempt, Passkey, Session
from clientela.customers.models import Customer
from clientela.gate.models import Counter
from clientela.post.models import MailboxMessage
from tests.journeys.conftest import PHONE, Shop, Visitor
from tests.journeys.steps import code_in, log_in, wait_for_mail, wait_until

pytestmark = pytest.mark.journey
PASSWORD = "seven-quiet-harbours-99"
ROUTES = {1280: "wide", PHONE["width"]: "phone"}
Visit = Callable[..., Visitor]


@pytest.fixture(autouse=True)
def _as_it_was(_open_database: None) -> Iterator[None]:
    """Each story begins without brakes, and leaves the ways in as they were.

    All come from one network: so many sign-ups would look like a burst.
    """
    Counter.objects.all().delete()
    before = AccountSettings.objects.get()
    AccountSettings.objects.update(guards_sign_up=False)
    yield
    AccountSettings.objects.update(methods=before.methods, guards_sign_up=before.guards_sign_up)
    Attempt.objects.all().delete()


def methods(*names: str) -> None:
    AccountSettings.objects.update(methods=list(names))


def register(visitor: Visitor, email: str, password: str = "") -> Page:
    """Create an account: who you are, then the code."""
    page = visitor.open("/account/register")
    page.get_by_label("First name").fill("Nora")
    page.get_by_label("Last name").fill("Lie")
    page.locator("main").get_by_label("Email", exact=True).fill(email)
    if password:
        page.locator("main [name=password]").fill(password)
    before = codes_to(email)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_role("heading", name="Enter your code")).to_be_visible()
    visitor.check()
    type_code(visitor, email, before)
    expect(page).to_have_url(re.compile("/account/orders$"))
    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    visitor.check()
    return page


def codes_to(email: str) -> int:
    """How many codes an address was sent."""
    return MailboxMessage.objects.filter(to_key=email, subject__icontains="Your code").count()


def type_code(visitor: Visitor, email: str, before: int) -> None:
    """Paste the six digits of the email that came since, as people copy them: with a space."""
    wait_until(lambda: codes_to(email) > before)
    code = code_in(wait_for_mail(email, "Your code"))
    field = visitor.page.locator("input[autocomplete='one-time-code']")
    field.evaluate(
        "(field, text) => { const data = new DataTransfer(); data.setData('text', text);"
        " field.dispatchEvent(new ClipboardEvent('paste', {clipboardData: data, bubbles: true})); }",
        f"{code[:3]} {code[3:]}",
    )
    expect(field).to_have_value(code)
    visitor.page.get_by_role("button", name="Confirm").click()


def ask_code(visitor: Visitor, email: str, button: str) -> int:
    """Ask for a code to log in. Gives how many there were before."""
    before = codes_to(email)
    page = visitor.open("/account/login")
    page.locator("main").get_by_label("Email", exact=True).fill(email)
    page.get_by_role("button", name=button).click()
    expect(page).to_have_url(re.compile("/account/login/code$"))
    visitor.check()
    return before


def log_out(page: Page) -> None:
    page.get_by_role("button", name="Log out", exact=True).click()
    expect(page.get_by_role("link", name="Log in")).to_be_visible()


def grow_stale(email: str) -> None:
    """As if eleven minutes had passed since the proof."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE accounts_session SET proved_at = proved_at - interval '11 minutes' WHERE customer_id ="
            " (SELECT id FROM customers_customer WHERE email_key = %s)",
            [email],
        )


def plug_in(visitor: Visitor) -> Callable[[bool], None]:
    """Give the browser a device with passkeys. Gives what says whether its owner touches it when asked."""
    cdp = visitor.context.new_cdp_session(visitor.page)
    cdp.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    made = cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    known = {"authenticatorId": made["authenticatorId"]}

    def touch(on: bool) -> None:
        cdp.send("WebAuthn.setAutomaticPresenceSimulation", known | {"enabled": on})

    return touch


def address(name: str, size: dict[str, int]) -> str:
    return f"{name}-{ROUTES[size['width']]}@example.com"


def test_the_classic_kind(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """Passwords alone: register with one, log out, log in; codes are nowhere offered."""
    methods("password")
    nora, email = visit(), address("classic", size)
    page = register(nora, email, PASSWORD)
    log_out(page)
    nora.open("/account/login")
    expect(page.get_by_role("button", name="Email me a code")).to_have_count(0)
    log_in(nora, email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders$"))


def test_the_new_kind(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """Codes alone: register without a password, log in by a code; a wrong one says what to do next."""
    methods("code")
    nora, email = visit(), address("new", size)
    page = register(nora, email)
    log_out(page)
    before = ask_code(nora, email, "Email me a code") + 1
    wait_until(lambda: codes_to(email) == before)
    page.locator("input[autocomplete='one-time-code']").fill("000000")
    page.get_by_role("button", name="Confirm").click()
    expect(page.get_by_text("Check the email and try again.")).to_be_visible()
    nora.check()
    page.get_by_role("button", name="Send a new code").click()
    expect(page.get_by_text("A new code is on its way.")).to_be_visible()
    type_code(nora, email, before)
    expect(page).to_have_url(re.compile("/account/orders$"))


def test_an_unknown_address_logs_in_by_code(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """Both kinds at once, and back to the checkout: the code makes the account."""
    methods("password", "code")
    nora, email = visit(), address("unknown", size)
    before = ask_code(nora, email, "Email me a code instead") + 1
    wait_until(lambda: codes_to(email) == before)
    page = nora.page
    page.get_by_role("link", name="Log in with your password").click()
    field = page.locator("main").get_by_label("Email", exact=True)
    expect(field).to_have_value(email)
    nora.check()
    page.get_by_role("button", name="Email me a code instead").click()
    expect(page).to_have_url(re.compile("/account/login/code$"))
    type_code(nora, email, before)
    expect(page).to_have_url(re.compile("/account/orders$"))
    assert Customer.objects.get(email_key=email).email_verified_at


def test_without_javascript(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """One form with two buttons; the code is typed into a plain field."""
    nora, email = visit(), address("plain", size)
    context = nora.context.browser.new_context(  # type: ignore[union-attr]
        java_script_enabled=False, base_url=shop.url, viewport=size, locale="en-GB"
    )
    page = context.new_page()
    page.goto("/account/login")
    page.locator("main").get_by_label("Email", exact=True).fill(email)
    expect(page.get_by_role("button", name="Log in with a passkey")).to_be_hidden()
    page.get_by_role("button", name="Email me a code instead").click()
    code = code_in(wait_for_mail(email, "Your code"))
    page.locator("input[autocomplete='one-time-code']").fill(code)
    page.get_by_role("button", name="Confirm").click()
    expect(page).to_have_url(re.compile("/account/orders$"))
    context.close()


def test_a_passkey_from_the_first_to_the_last(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """PK-05: offered after logging in, made, named, logs in alone, proves, is removed; mail tells of it."""
    nora, email = visit(), address("passkey", size)
    register(nora, email, PASSWORD)
    touch = plug_in(nora)
    page = nora.open("/account/orders")
    page.get_by_role("link", name="Add a passkey").click()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()
    nora.check()
    page.get_by_label("Name").fill("Old laptop")
    page.get_by_role("button", name="Make a passkey").click()
    expect(page).to_have_url(re.compile("/account/sign-in$"))
    expect(page.locator(".lines strong").get_by_text("Old laptop")).to_be_visible()
    nora.check()
    assert "Old laptop" in wait_for_mail(email, "A new way to log in").text
    page.get_by_role("link", name="Rename").click()
    expect(page.get_by_role("button", name="Save")).to_be_visible()
    nora.check()
    page.get_by_label("Name").fill("Laptop")
    page.get_by_role("button", name="Save").click()
    log_out(page)

    # The browser offers it in the field of the address, and this device's owner always takes it.
    page.goto("/account/login")
    expect(page).to_have_url(re.compile("/account/orders$"))
    nora.check()
    log_out(page)
    # Instead of a code that doesn't come: another way is offered on its page.
    touch(False)
    ask_code(nora, email, "Email me a code instead")
    touch(True)
    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(re.compile("/account/orders$"))
    page = nora.open("/account/devices")
    expect(page.get_by_text("By passkey")).to_be_visible()

    grow_stale(email)
    nora.open("/account/sign-in")
    page.get_by_role("link", name="Remove Laptop").click()
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    nora.check()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", name="Remove “Laptop”?")).to_be_visible()
    nora.check()
    page.get_by_role("button", name="Remove the passkey").click()
    expect(page).to_have_url(re.compile("/account/sign-in$"))
    assert not Passkey.objects.filter(account__customer__email_key=email).exists()
    assert "Laptop" in wait_for_mail(email, "was removed").text


def test_what_was_typed_waits_for_the_code(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """PW-05, SE-02: too long ago: the new password waits, sealed, while a code proves who sits there."""
    nora, email = visit(), address("stale", size)
    page = register(nora, email)
    nora.open("/account/sign-in")
    page.get_by_role("link", name="Set a password").click()
    expect(page.get_by_label("New password")).to_be_visible()
    nora.check()
    page.get_by_label("New password").fill(PASSWORD)
    grow_stale(email)
    Counter.objects.all().delete()
    page.get_by_role("button", name="Set a password").click()
    expect(page.get_by_text("What you typed is kept")).to_be_visible()
    nora.check()
    before = codes_to(email)
    page.get_by_role("button", name="Email me a code").click()
    expect(page).to_have_url(re.compile("/account/prove/code"))
    nora.check()
    type_code(nora, email, before)
    expect(page).to_have_url(re.compile("/account/sign-in$"))
    expect(page.get_by_text("Your password is changed.")).to_be_visible()
    log_out(page)
    log_in(nora, email, PASSWORD)
    expect(page).to_have_url(re.compile("/account/orders$"))


def test_devices(shop: Shop, visit: Visit, size: dict[str, int]) -> None:
    """SE-07: one browser logs another one out; its next page is the login."""
    nora, email = visit(), address("devices", size)
    register(nora, email, PASSWORD)
    elsewhere = visit()
    log_in(elsewhere, email, PASSWORD)
    expect(elsewhere.page).to_have_url(re.compile("/account/orders$"))
    page = nora.open("/account/devices")
    expect(page.get_by_text("This browser")).to_be_visible()
    page.get_by_role("button", name="Log out everywhere else").click()
    expect(page.get_by_text("Logged out everywhere else.")).to_be_visible()
    nora.check()
    elsewhere.page.goto("/account/orders")
    expect(elsewhere.page).to_have_url(re.compile("/account/login"))
    assert Session.objects.filter(customer__email_key=email, ended_at=None).count() == 1
