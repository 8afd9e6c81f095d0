"""A colleague is invited, joins with a passkey, and is refused what the role lacks."""

import re
from collections.abc import Callable

import pyotp
import pytest
from playwright.sync_api import Page, expect

from tests.journeys.conftest import PHONE, Shop, Visitor
from tests.journeys.steps import link_in, staff_in, wait_for_mail

pytestmark = pytest.mark.journey
PASSWORD = "seven-quiet-harbours-99"
ROUTES = {1280: "wide", PHONE["width"]: "phone"}


def plug_in_passkey(visitor: Visitor) -> None:
    """Give the browser a device with passkeys, whose owner always unlocks it."""
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
    cdp.send("WebAuthn.addVirtualAuthenticator", {"options": device})


def invite(visitor: Visitor, name: str, email: str, role: str) -> None:
    """The owner invites a colleague."""
    page = visitor.open("/admin/staff")
    page.get_by_role("link", name="Invite a colleague").click()
    expect(page.get_by_label("Role")).to_be_visible()
    visitor.check()
    page.get_by_label("Name").fill(name)
    page.get_by_label("Email").fill(email)
    page.get_by_label("Role").select_option(label=role)
    page.get_by_role("button", name="Send the invitation").click()
    expect(page.get_by_role("heading", level=1, name=name)).to_be_visible()
    expect(page.get_by_text(f"{name} was invited as {role}")).to_be_visible()
    visitor.check()


def accept(visitor: Visitor, email: str) -> Page:
    """The colleague opens the mail, and chooses a password."""
    link = link_in(wait_for_mail(email, "Join"), "/admin/join")
    page = visitor.open(link.removeprefix(visitor.shop.url))
    expect(page).to_have_url(re.compile("/admin/join$"))
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Accept the invitation").click()
    expect(page.get_by_role("heading", name="Set up a second factor")).to_be_visible()
    visitor.check()
    return page


def keep_codes(visitor: Visitor) -> list[str]:
    """The recovery codes are shown once; then the admin opens."""
    page = visitor.page
    expect(page.get_by_role("heading", name="Recovery codes")).to_be_visible()
    visitor.check()
    codes = page.locator(".codes code").all_inner_texts()
    assert len(codes) == 10
    page.get_by_role("link", name="I have kept them").click()
    expect(page).to_have_url(re.compile("/admin$"))
    return codes


def log_out(visitor: Visitor) -> None:
    visitor.page.locator(".staff-menu summary").click()
    visitor.page.get_by_role("button", name="Log out", exact=True).click()
    expect(visitor.page).to_have_url(re.compile("/admin/login$"))


def test_a_colleague_joins_with_a_passkey(
    shop: Shop, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    """Invited by the owner; mail, password, passkey; signs in by it alone; what the role lacks stays shut."""
    email = f"kari-{ROUTES[size['width']]}@example.com"
    owner = visit()
    staff_in(owner, "owner")
    invite(owner, "Kari Nordmann", email, "Support")

    kari = visit()
    plug_in_passkey(kari)
    page = accept(kari, email)
    page.get_by_role("link", name="Passkey").click()
    expect(page.get_by_role("button", name="Make a passkey")).to_be_visible()
    kari.check()
    page.get_by_role("button", name="Make a passkey").click()
    keep_codes(kari)
    log_out(kari)

    page.get_by_role("button", name="Log in with a passkey").click()
    expect(page).to_have_url(re.compile("/admin$"))
    kari.check()
    kari.open("/admin/customers")
    for closed in ("/admin/staff", "/admin/settings", "/admin/staff/invite", "/admin/settings/tokens"):
        answer = page.goto(closed)
        assert answer and answer.status == 403, closed
    expect(page.get_by_text("Your role doesn't allow this.")).to_be_visible()

    kari.open("/admin/account")
    expect(page.get_by_text("10 codes are left")).to_be_visible()
    kari.open("/admin/account/sessions")
    expect(page.get_by_text("This browser")).to_be_visible()

    owner.page.reload()
    owner.page.get_by_role("button", name="Log out everywhere").click()
    expect(owner.page.get_by_text("is signed out everywhere")).to_be_visible()
    page.goto("/admin/customers")
    expect(page).to_have_url(re.compile("/admin/login"))
    owner.open("/admin/staff")


def test_a_colleague_joins_with_an_app_and_makes_a_token(
    shop: Shop, visit: Callable[..., Visitor], size: dict[str, int]
) -> None:
    """App, recovery code, and a deed that asks for a fresh proof, with nothing typed lost."""
    email = f"nora-{ROUTES[size['width']]}@example.com"
    owner = visit()
    staff_in(owner, "owner")
    invite(owner, "Nora Manager", email, "Manager")

    nora = visit()
    page = accept(nora, email)
    page.get_by_role("link", name="Authenticator app").click()
    expect(page.get_by_label("Code from your app")).to_be_visible()
    nora.check()
    secret = page.locator(".key code").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill(pyotp.TOTP(secret).now())
    page.get_by_role("button", name="Add this app").click()
    codes = keep_codes(nora)
    log_out(nora)

    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Log in", exact=True).click()
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    nora.check()
    page.get_by_role("link", name="Use a recovery code").click()
    expect(page.get_by_label("Recovery code")).to_be_visible()
    nora.check()
    page.get_by_label("Recovery code").fill(codes[0])
    page.get_by_role("button", name="Continue").click()
    expect(page).to_have_url(re.compile("/admin$"))

    nora.open("/admin/settings/tokens/new")
    page.get_by_label("Name").fill("Till at the door")
    page.get_by_label("Read orders").check()
    grow_stale(email)
    page.get_by_role("button", name="Make the token").click()
    expect(page.get_by_role("heading", name="Prove that it is you")).to_be_visible()
    nora.check()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("Code from your app").fill(codes[1])
    page.get_by_role("button", name="Continue").click()
    expect(page.get_by_text("Till at the door: copy the token now")).to_be_visible()
    nora.check()
    assert re.search(r"clt_\w{49}", page.locator(".once code").inner_text())


def grow_stale(email: str) -> None:
    """As if six minutes had passed since the proof."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE staff_session SET proved_at = proved_at - interval '6 minutes' WHERE user_id ="
            " (SELECT id FROM staff_user WHERE email_key = %s)",
            [email],
        )
