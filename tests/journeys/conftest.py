"""A real store for stories in a real browser: web and worker as users run them, pages checked by axe."""

import os
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, ConsoleMessage, Page, expect, sync_playwright

from tests import ground
from tests.journeys import slow
from tests.ports import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
# Playwright runs a loop of its own in this thread; the database is asked between its steps, never within.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = os.environ.get("CLIENTELA_CHROMIUM") or "/usr/bin/chromium"
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync"),
]
WIDE, PHONE = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
STAFF_PASSWORD = "a-quiet-harbour-42"
CUSTOMERS = 60
# For a press, a page, and what a page shows in the end, in milliseconds: a busy machine isn't a fault.
PATIENCE = slow.patience(15_000)
# Quiet, and providers of identity that tests start may be asked.
MORE = {"CLIENTELA_LOG": "error", "CLIENTELA_PRIVATE_HOSTS": "localhost"}


@dataclass(frozen=True)
class Shop:
    """A running store: its address, and who can sign in."""

    url: str
    shopper: str
    password: str
    process: subprocess.Popen[bytes]

    def staff(self, role: str) -> str:
        """The email of the member of staff of a role."""
        return f"{role}@holm-and-hearth.example"


def fill(port: int) -> None:
    """Load a small demo store with known passwords into this process's database."""
    from django.contrib.auth.hashers import make_password

    from clientela.accounts.models import Account
    from clientela.core.actor import SYSTEM
    from clientela.customers.models import Customer
    from clientela.demo import loading
    from clientela.staff.actions import create_staff
    from clientela.staff.roles import Role
    from clientela.store.actions import change_settings

    loading.load(CUSTOMERS, lambda _done, _total: None)
    change_settings({"store.url": f"http://localhost:{port}"}, by=SYSTEM)
    shopper = Customer.objects.with_email(loading.SHOPPER).get()
    Account.objects.filter(customer=shopper).update(password=make_password(STAFF_PASSWORD))
    for role in Role:
        create_staff(
            email=f"{role.value.replace('_', '-')}@holm-and-hearth.example",
            name=f"{role.label} Person",
            role=role,
            password=STAFF_PASSWORD,
            is_demo=True,
            by=SYSTEM,
        )


def start(port: int, *more: str) -> subprocess.Popen[bytes]:
    """Start web and worker on this process's database, and wait until they answer."""
    command = [sys.executable, "-m", "clientela", "serve", "--port", str(port), *more]
    process = subprocess.Popen(command, cwd=ROOT, env=os.environ | MORE)
    deadline = time.monotonic() + slow.patience(60)
    while time.monotonic() < deadline:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=2):
                return process
        except OSError:
            time.sleep(0.05)
    raise AssertionError("the store did not start")


@pytest.fixture(scope="session")
def shop(django_db_blocker: pytest.FixtureRequest) -> Iterator[Shop]:
    """The store all stories of this process happen in."""
    ground.fresh_database()
    port = free_port()
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        fill(port)
    behind = free_port() if slow.is_on() else port
    process = start(behind, "--worker")
    line = slow.Line(port, behind) if slow.is_on() else None
    yield Shop(f"http://localhost:{port}", "shopper@example.com", STAFF_PASSWORD, process)
    if line:
        line.close()
    process.terminate()
    process.wait(60)
    ground.fresh_database()


@pytest.fixture(autouse=True)
def _open_database(django_db_blocker: pytest.FixtureRequest) -> Iterator[None]:
    """Stories may look into the database besides the pages."""
    with django_db_blocker.unblock():  # type: ignore[attr-defined]
        yield


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield chromium
        chromium.close()


# Transitions end by themselves, in some milliseconds; endless animations (a spinner) aren't waited for.
SETTLED = """async () => {
  const frame = () => new Promise(requestAnimationFrame);
  while (document.querySelector("main .htmx-request")) await frame();
  const moving = document.getAnimations().filter((each) => each instanceof CSSTransition);
  await Promise.all(moving.map((each) => each.finished.catch(() => null)));
}"""


class Visitor:
    """Somebody with a browser: opens pages, and every page they see is checked."""

    def __init__(self, browser: Browser, shop: Shop, size: dict[str, int], **options: object) -> None:
        self.shop = shop
        self.context = browser.new_context(
            viewport=size,
            locale=str(options.get("locale", "en-GB")),
            base_url=shop.url,
            reduced_motion="reduce",
        )
        self.context.set_default_timeout(PATIENCE)
        self.page: Page = self.context.new_page()
        slow.brake(self.page)
        self.troubles: list[str] = []
        self.page.on("console", self._heard)
        self.page.on("pageerror", lambda error: self.troubles.append(f"script error: {error}"))

    def _heard(self, message: ConsoleMessage) -> None:
        # A policy violation (WB-02) and a failed script come as errors; a refused form is a 4xx by design.
        if message.type == "error" and "status of 4" not in message.text:
            self.troubles.append(message.text)

    def open(self, path: str) -> Page:
        """Go to a page and check it."""
        self.page.goto(path)
        self.check()
        return self.page

    def check(self) -> None:
        """Nothing that axe minds, no script error, no policy violation, no sideways scrolling."""
        # An address is the page's before its content is there: axe must not look at a half-loaded page.
        self.page.wait_for_load_state()
        # Nor at a part that waits for its answer, or at a colour on its way from one state to the next.
        self.page.evaluate(SETTLED)
        found = Axe().run(self.page, options={"resultTypes": ["violations"]})
        problems = [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in found.response["violations"]]
        assert not problems, f"{self.page.url}: {problems}"
        assert not self.troubles, f"{self.page.url}: {self.troubles}"
        sideways = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert sideways <= 1, f"{self.page.url} scrolls sideways by {sideways} px"

    def close(self) -> None:
        """Close the browser window."""
        self.context.close()


@pytest.fixture(params=["wide", "phone"])
def size(request: pytest.FixtureRequest) -> dict[str, int]:
    """Both widths that every story is told at."""
    return WIDE if request.param == "wide" else PHONE


@pytest.fixture
def visit(browser: Browser, shop: Shop, size: dict[str, int]) -> Iterator[object]:
    """Opens a new browser for somebody; all are closed at the end."""
    opened: list[Visitor] = []

    def new(**options: object) -> Visitor:
        visitor = Visitor(browser, shop, size, **options)
        opened.append(visitor)
        return visitor

    yield new
    for visitor in opened:
        visitor.close()
