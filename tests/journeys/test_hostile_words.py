"""Whatever people write, pages show it as words."""

import re
import time
from collections.abc import Iterator
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Frame, Request, expect

from clientela.customers.models import Address
from clientela.orders import links
from clientela.post.models import MailboxMessage, Message
from clientela.staff.models import User
from tests.journeys.conftest import WIDE, Shop, Visitor
from tests.journeys.hostile import AGENT, PAYLOADS, Hostile, plant

pytestmark = pytest.mark.journey


class Watched(Visitor):
    """A browser that notices whatever runs, appears or is fetched that shouldn't."""

    def __init__(self, browser: Browser, shop: Shop) -> None:
        super().__init__(browser, shop, WIDE)
        self.ran: list[str] = []
        self.fetched: list[str] = []
        self.context.expose_binding(
            "pwn", lambda source, *said: self.ran.append(f"{source['page'].url}: {said}")
        )
        self.page.on("dialog", lambda dialog: (self.ran.append(dialog.message), dialog.dismiss()))
        self.page.on("request", self._asked)

    def _asked(self, request: Request) -> None:
        if urlsplit(request.url).scheme in {"http", "https"} and not request.url.startswith(self.shop.url):
            self.fetched.append(request.url)

    def look(self, path: str) -> None:
        """Open a page: nothing ran, came into being, was fetched from elsewhere or broke a rule."""
        self.page.goto(path)
        self.page.evaluate("document.querySelectorAll('details').forEach(found => found.open = true)")
        assert self.page.url.startswith(self.shop.url), path
        for frame in self.page.frames:
            assert _strange(frame) == [], path
        assert (self.ran, self.fetched, self.troubles) == ([], [], []), path


def _strange(frame: Frame) -> list[str]:
    """Elements and attributes in a document that only a payload could have made."""
    found: list[str] = frame.evaluate(
        """() => [...document.querySelectorAll(
            'x-pwn, iframe[srcdoc], object, embed, base:not([target]), [ontoggle], [onerror], [onload],'
            + '[onclick], [onfocus], [onmouseover], [href^="javascript:" i], [href^="data:" i],'
            + '[src^="javascript:" i], [action*="evil"],'
            + 'link[href*="evil"], meta[content*="evil"]')].map(one => one.outerHTML.slice(0, 200))"""
    )
    return found


@pytest.fixture(scope="module")
def hostile(shop: Shop, django_db_blocker: pytest.FixtureRequest) -> Hostile:
    """The store with hostile words in every field, and all its mail delivered."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        planted = plant(User.objects.get(role="owner"))
        deadline = time.monotonic() + 60
        while (
            Message.objects.filter(state__in=["queued", "sending"]).exists() and time.monotonic() < deadline
        ):
            time.sleep(0.1)
    return planted


@pytest.fixture
def watched(browser: Browser, shop: Shop) -> Iterator[Watched]:
    """A browser that notices."""
    visitor = Watched(browser, shop)
    yield visitor
    visitor.close()


def test_there_are_enough(hostile: Hostile) -> None:
    """WB-04: at least 40 payloads, which a browser would run where a page took them for markup."""
    assert len(set(PAYLOADS)) >= 40 and len(hostile.orders) > 5 and MailboxMessage.objects.count() > 5


def test_the_browser_notices(watched: Watched) -> None:
    """WB-04: the test below would see it: an element, a script that runs, a rule that is broken."""
    watched.page.goto("/healthz")
    watched.page.evaluate("pwn(1)")
    assert len(watched.ran) == 1
    watched.page.goto("/")
    watched.page.evaluate("document.body.append(Object.assign(document.createElement('x-pwn')))")
    assert _strange(watched.page.main_frame)
    with watched.page.expect_console_message():
        watched.page.evaluate("document.body.setAttribute('onclick', 'pwn(2)'); document.body.click()")
    assert len(watched.ran) == 1 and watched.troubles


def test_shoppers_see_words(hostile: Hostile, watched: Watched) -> None:
    """WB-04, WB-02: shelf, product, cart, order pages and the account, of somebody who wrote such things."""
    for handle in range(0, len(PAYLOADS), 10):
        watched.look(f"/products/hostile-{handle}")
    watched.page.get_by_role("button", name="Add to cart").click()
    expect(watched.page).to_have_url(re.compile("/cart$"))
    for path in ("/", "/products", "/cart", "/checkout", "/account/login", "/account/register", "/nowhere"):
        watched.look(path)
    for payload in PAYLOADS[::4]:
        watched.look(f"/products?q={quote(payload)}")
        watched.look(f"/account/login?next={quote('/' + payload)}")
    for order in hostile.orders:
        watched.look(links.path(order, links.Way.MAIL))
    name, url = "customer", watched.shop.url
    watched.context.add_cookies([{"name": name, "value": hostile.token, "url": url}])
    own = hostile.orders[-1]
    addresses = Address.objects.filter(customer=hostile.shopper).values_list("pk", flat=True)
    for path in (
        "/",
        "/cart",
        "/checkout",
        "/account/orders",
        f"/account/orders/{own.number}",
        "/account/profile",
        "/account/addresses",
    ):
        watched.look(path)
    for pk in addresses:
        watched.look(f"/account/addresses/{pk}/edit")
        watched.look(f"/account/addresses/{pk}/delete")


def test_staff_see_words(hostile: Hostile, watched: Watched) -> None:
    """WB-04, WB-02: lists, profiles, timelines, orders, settings, mail in its frames."""
    from tests.journeys.steps import staff_in

    watched.context.set_extra_http_headers({"User-Agent": AGENT})
    page = staff_in(watched, "owner")
    assert page.url.endswith("/admin")
    for path in (
        "",
        "/customers",
        "/customers?sort=name",
        "/orders",
        "/mailbox",
        "/settings/store",
        "/settings?q=%3Cx-pwn%3E",
        "/staff",
        "/customers/new",
    ):
        watched.look(f"/admin{path}")
    for payload in PAYLOADS[::5]:
        watched.look(f"/admin/customers?q={quote(payload)}")
        watched.look(f"/admin/orders?q={quote(payload)}&after={quote(payload)}")
        watched.look(f"/admin/mailbox?to={quote(payload)}")
    for customer in [hostile.shopper, *hostile.customers[1::3]]:
        for part in ("", "/edit", "/note", "/orders", "/addresses/new"):
            watched.look(f"/admin/customers/{customer.pk}{part}")
    for order in hostile.orders:
        watched.look(f"/admin/orders/{order.number}")
    for pk in MailboxMessage.objects.order_by("-pk").values_list("pk", flat=True)[:12]:
        watched.look(f"/admin/mailbox/{pk}")
        assert any(frame.url.endswith(f"/{pk}/body") for frame in watched.page.frames)
    for pk in Message.objects.order_by("-pk").values_list("pk", flat=True)[:6]:
        watched.look(f"/admin/messages/{pk}")
