"""Pictures on the way through something: the checkout, joining as staff, an invoice, an API token."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import pyotp
from playwright.sync_api import Page

from tools.pictures.views import WRONG, Who

PASSWORD = "seven-quiet-harbours-99"  # noqa: S105 - of people who live as long as the pictures take
GOOD, ASKS = "4242 4242 4242 4242", "4000 0000 0000 3220"


class Taker(Protocol):
    """Whoever takes the pictures."""

    size: str
    places: dict[str, str]

    def window(self, who: Who, *, fresh: bool = False) -> Page:
        """A window in which somebody looks, by themselves where `fresh`."""

    def go(self, page: Page, path: str, who: Who) -> None:
        """Go to a page that may ask for a fresh proof first."""

    def take(self, page: Page, name: str) -> None:
        """Take what the window shows."""


@dataclass(frozen=True)
class Flow:
    """A way through several pages: the names of its pictures with the routes they show."""

    name: str
    pictures: dict[str, str]
    walk: Callable[[Taker], None]


def _go(page: Page, button: str, exact: bool = False) -> None:
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name=button, exact=exact).first.click()


def _card(page: Page, number: str) -> None:
    page.get_by_label("Card number").fill(number)
    page.get_by_label("Expiry date").fill("04/39")
    page.get_by_label("Security code").fill("123")
    _go(page, "Use this card")


def _checkout(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    for handle in ("{handle}", "fjell-espresso-cups"):
        page.goto("/products/" + handle.format(**camera.places))
        _go(page, "Add to cart")
    camera.take(page, "cart")
    page.goto("/checkout")
    camera.take(page, "checkout-contact")
    page.goto("/checkout/sign-in")
    camera.take(page, "checkout-sign-in")
    page.goto("/checkout")
    page.locator("main").get_by_label("Email", exact=True).fill(WRONG)
    _go(page, "Continue to delivery")
    camera.take(page, "checkout-contact-wrong")
    page.locator("main").get_by_label("Email", exact=True).fill(f"alva.{camera.size}@example.net")
    _go(page, "Continue to delivery")
    camera.take(page, "checkout-delivery")
    _go(page, "Continue to shipping")
    camera.take(page, "checkout-delivery-wrong")
    for label, value in (("First name", "Alva"), ("Last name", "Lindqvist"), ("Town or city", "London")):
        page.get_by_label(label).fill(value)
    page.get_by_label("Address", exact=True).fill("12 Mill Lane")
    page.get_by_label("Postcode").fill("EC1Y 8TE")
    _go(page, "Continue to shipping")
    camera.take(page, "checkout-shipping")
    _go(page, "Continue to payment")
    camera.take(page, "checkout-payment")
    _go(page, "Continue to payment page")
    camera.take(page, "payment-card")
    _card(page, "1234")
    camera.take(page, "payment-card-wrong")
    _card(page, ASKS)
    camera.take(page, "checkout-review")
    if camera.size == "phone":
        page.locator(".order-summary summary").click()
        camera.take(page, "checkout-summary")
    _go(page, "Place order")
    camera.take(page, "payment-bank")
    page.goto("/checkout")
    camera.take(page, "checkout-waits-for-bank")
    page.get_by_role("link", name="Continue at your bank").click()
    page.locator("main button[value=yes]").click()
    page.wait_for_url(re.compile("/thanks$"))
    camera.take(page, "checkout-thanks")
    page.get_by_role("link", name="See the order's status").click()
    page.wait_for_url(re.compile("/orders/"))
    camera.take(page, "order-status")
    page.goto("/account/register")
    camera.take(page, "register-after-order")


def _checkout_known(camera: Taker) -> None:
    page = camera.window(Who.SHOPPER)
    page.goto("/account/orders/{own_order}".format(**camera.places))
    page.goto("/products/fjell-espresso-cups")
    _go(page, "Add to cart")
    page.goto("/checkout?step=contact")
    camera.take(page, "checkout-known-contact")
    _go(page, "Continue to delivery")
    page.goto("/checkout?step=address")
    camera.take(page, "checkout-known-delivery")


def _register(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    page.goto("/account/register")
    page.locator("main").get_by_label("Email", exact=True).fill(f"bo.{camera.size}@example.net")
    page.get_by_label("First name").fill("Bo")
    page.locator("main [name=password]").fill(PASSWORD)
    _go(page, "Create account")
    camera.take(page, "register-code")
    page.locator("input[autocomplete='one-time-code']").fill("000000")
    _go(page, "Confirm")
    camera.take(page, "register-code-wrong")


def _log_in_by_code(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    page.goto("/account/login")
    page.locator("main").get_by_label("Email", exact=True).fill(f"cora.{camera.size}@example.net")
    _go(page, "Email me a code instead")
    camera.take(page, "log-in-code")
    page.locator("input[autocomplete='one-time-code']").fill("000000")
    _go(page, "Confirm")
    camera.take(page, "log-in-code-wrong")


def _prove_by_code(camera: Taker) -> None:
    page = camera.window(Who.SHOPPER)
    page.goto("/account/prove")
    _go(page, "Email me a code instead")
    camera.take(page, "account-prove-code")


def _log_in_too_often(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    page.goto("/account/login")
    for _try in range(6):
        page.locator("main").get_by_label("Email", exact=True).fill(f"guess.{camera.size}@example.com")
        page.get_by_label("Password", exact=True).fill("is-it-this-one")
        _go(page, "Log in", exact=True)
    camera.take(page, "log-in-too-often")


def _too_long_open(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    page.goto("/account/recover")
    page.context.clear_cookies()
    page.locator("main").get_by_label("Email", exact=True).fill("alva@example.net")
    _go(page, "Send link")
    camera.take(page, "form-too-long-open")


def _joining(camera: Taker) -> None:
    page, places = camera.window(Who.VISITOR, fresh=True), camera.places
    page.goto(places["join"])
    camera.take(page, "staff-join")
    page.get_by_label("New password").fill("short")
    _go(page, "Accept the invitation")
    camera.take(page, "staff-join-wrong")
    page.get_by_label("New password").fill(PASSWORD)
    _go(page, "Accept the invitation")
    camera.take(page, "staff-first-factor")
    page.get_by_role("link", name="Authenticator app").click()
    page.wait_for_url(re.compile("/app$"))
    camera.take(page, "staff-app")
    secret = page.locator(".key code").inner_text().replace(" ", "")
    page.get_by_label("Code from your app").fill("12")
    _go(page, "Add this app")
    camera.take(page, "staff-app-wrong")
    page.get_by_label("Code from your app").fill(pyotp.TOTP(secret).now())
    _go(page, "Add this app")
    camera.take(page, "staff-codes")
    page.goto("/admin/account")
    camera.take(page, "own-account-with-factor")
    page.context.clear_cookies()
    page.goto("/admin/login")
    page.get_by_label("Email").fill(places["joins"])
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    _go(page, "Log in", exact=True)
    camera.take(page, "staff-second-factor")
    page.get_by_label("Code from your app").fill("000000")
    _go(page, "Continue")
    camera.take(page, "staff-second-factor-wrong")
    page.get_by_role("link", name="Use a recovery code").click()
    page.wait_for_url(re.compile("recovery"))
    camera.take(page, "staff-recovery-code")


def _token(camera: Taker) -> None:
    page = camera.window(Who.OWNER)
    camera.go(page, "/admin/settings/tokens/new", Who.OWNER)
    page.get_by_label("Name").fill("Till at the door")
    page.get_by_label("Read orders").check()
    _go(page, "Make the token")
    camera.take(page, "token-made")


def _invoice(camera: Taker) -> None:
    page = camera.window(Who.VISITOR, fresh=True)
    page.goto(camera.places["invoice"])
    camera.take(page, "invoice")
    _go(page, "Continue to payment page")
    _card(page, GOOD)
    camera.take(page, "invoice-card")
    _go(page, "Pay ")
    camera.take(page, "invoice-paid")


def _log_in_as(camera: Taker) -> None:
    page = camera.window(Who.OWNER)
    where = "/admin/customers/{newcomer_id}/log-in".format(**camera.places)
    camera.go(page, where, Who.OWNER)
    page.get_by_label("Reason").fill("Asked on the phone why the order is missing")
    _go(page, "Log in as customer")
    camera.take(page, "acting-begin")
    _go(page, "Continue")
    camera.take(page, "acting")
    with page.expect_navigation():
        page.locator("form[action='/account/acting/end'] button").first.click()


_THE_CHECKOUT = {
    "cart": "/cart",
    "checkout-sign-in": "/checkout/sign-in",
    **dict.fromkeys(
        (
            *("checkout-contact", "checkout-contact-wrong", "checkout-delivery", "checkout-delivery-wrong"),
            *("checkout-shipping", "checkout-payment", "checkout-review", "checkout-summary"),
            "checkout-waits-for-bank",
        ),
        "/checkout",
    ),
    "payment-card": "/pay/test/<str:token>",
    "payment-card-wrong": "/pay/test/<str:token>",
    "payment-bank": "/pay/test/challenge/<str:key>",
    "checkout-thanks": "/checkout/<uuid:checkout_id>/thanks",
    "order-status": "/orders/<str:signed>",
    "register-after-order": "/account/register",
}
_THE_JOINING = {
    "staff-join": "/admin/join/<int:user_id>/<str:token>",
    "staff-join-wrong": "/admin/join",
    "staff-first-factor": "/admin/account/factors",
    "staff-app": "/admin/account/factors/app",
    "staff-app-wrong": "/admin/account/factors/app",
    "staff-codes": "/admin/account/codes",
    "own-account-with-factor": "/admin/account",
    "staff-second-factor": "/admin/second-factor",
    "staff-second-factor-wrong": "/admin/second-factor",
    "staff-recovery-code": "/admin/second-factor",
}
_INVOICE = "/invoice/<str:signed>"
FLOWS = (
    Flow("checkout", _THE_CHECKOUT, _checkout),
    Flow(
        "checkout-known",
        {"checkout-known-contact": "/checkout", "checkout-known-delivery": "/checkout"},
        _checkout_known,
    ),
    Flow(
        "register",
        {"register-code": "/account/register/code", "register-code-wrong": "/account/register/code"},
        _register,
    ),
    Flow(
        "log-in-code",
        {"log-in-code": "/account/login/code", "log-in-code-wrong": "/account/login/code"},
        _log_in_by_code,
    ),
    Flow("prove-code", {"account-prove-code": "/account/prove/code"}, _prove_by_code),
    Flow("log-in-as", {"acting-begin": "/account/acting", "acting": "/account/orders"}, _log_in_as),
    Flow("too-often", {"log-in-too-often": "/account/login"}, _log_in_too_often),
    Flow("too-long", {"form-too-long-open": "/account/recover"}, _too_long_open),
    Flow("joining", _THE_JOINING, _joining),
    Flow("token", {"token-made": "/admin/settings/tokens"}, _token),
    Flow("invoice", {"invoice": _INVOICE, "invoice-card": _INVOICE, "invoice-paid": _INVOICE}, _invoice),
)
