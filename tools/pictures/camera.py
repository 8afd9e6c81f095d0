"""Taking pictures in a browser, and looking at each page for what is wrong with it."""

import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from shutil import which
from types import MappingProxyType
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    FloatRect,
    Page,
    Response,
    ViewportSize,
    sync_playwright,
)

from tools.pictures.stores import Store
from tools.pictures.views import View, Who

SIZES: dict[str, ViewportSize] = {
    "wide": {"width": 1280, "height": 800},
    "phone": {"width": 390, "height": 844},
}
# Mail programs show letters so wide: on a desk, and on a small phone.
LETTER_WIDTHS = {"wide": 600, "phone": 360}
THEMES = ("light", "dark")
FLAGS = [
    *("--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"),
    *("--disable-component-update", "--disable-sync", "--hide-scrollbars"),
]
# A page may be longer; what stands below is more of the same.
TALLEST = 3000
_LOADED = """() => {
  window.scrollTo(0, 0);
  return Promise.all([...document.images].map(image => {
    image.loading = "eager";
    return image.decode().catch(() => 0);
  }));
}"""
# A letter is a document without the landmarks of a page.
_NO_PAGE = {
    "rules": {name: {"enabled": False} for name in ("region", "landmark-one-main", "page-has-heading-one")}
}
PROVE = ("/admin/prove", "/account/prove")
_DRAWN = "() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))"
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
_SIGN_IN = {
    Who.SHOPPER: ("/account/login", "{shopper}", "{shopper_password}"),
    Who.NEWCOMER: ("/account/login", "{newcomer}", "{shopper_password}"),
    Who.OWNER: ("/admin/login", "owner@holm-and-hearth.example", "{password}"),
    Who.READER: ("/admin/login", "read-only@holm-and-hearth.example", "{password}"),
}


@dataclass
class Found:
    """What came of it: the files by name of picture, and what was wrong on which page."""

    files: dict[str, list[str]] = field(default_factory=dict)
    troubles: list[str] = field(default_factory=list)


class Camera:
    """One browser at one width, looking at one store. Everybody signs in once."""

    def __init__(self, browser: Browser, store: Store, size: str, out: Path, found: Found) -> None:
        self.browser, self.store, self.size, self.out, self.found = browser, store, size, out, found
        ending, known = f"_{size}", store.places.items()
        mine = {name.removesuffix(ending): value for name, value in known if name.endswith(ending)}
        self.places = store.places | mine
        self._windows: dict[Who, Page] = {}
        self._fresh: list[Page] = []
        self._heard: list[str] = []

    def window(self, who: Who, *, fresh: bool = False) -> Page:
        """A window in which somebody looks; they are signed in, once. `fresh`: in a browser of their own."""
        if fresh or who not in self._windows:
            page = self._open()
            if fresh:
                self._fresh.append(page)
                return page
            self._windows[who] = page
            if who in _SIGN_IN:
                self._sign_in(page, who)
        return self._windows[who]

    def _open(self) -> Page:
        context: BrowserContext = self.browser.new_context(
            viewport=SIZES[self.size],
            base_url=self.store.url,
            locale="en-GB",
            reduced_motion="reduce",
            has_touch=self.size == "phone",
        )
        context.set_default_timeout(15_000)
        page = context.new_page()
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self._heard.append(f"script error: {error}"))
        return page

    def _hear(self, message: ConsoleMessage) -> None:
        # A broken policy and a failed script come as errors; a refused form is a 4xx by design.
        if message.type == "error" and "the server responded with a status of" not in message.text:
            self._heard.append(message.text)

    def _sign_in(self, page: Page, who: Who) -> None:
        path, email, password = (part.format(**self.places) for part in _SIGN_IN[who])
        page.goto(path)
        page.locator("main [name=email]").fill(email)
        page.locator("main [name=password]").fill(password)
        with page.expect_navigation():
            page.locator("main form").first.evaluate("form => form.requestSubmit()")
        if page.url.endswith(path):
            raise RuntimeError(f"{who} could not sign in at {self.store.url}")

    def look(self, view: View) -> None:
        """Go to a page, do there what is to be done, and take it; once for each of its list."""
        for name, places in self._each(view):
            page = self.window(view.who)
            page.emulate_media(color_scheme="light")
            answer = page.goto(view.address.format(**places))
            self._check_status(name, view, answer)
            if view.route not in PROVE:
                self._prove(page, view.who)
            if view.deed:
                view.deed(page)
            self.take(page, name)
            if view.each == "letters":
                self._look_at_letter(page, name, f"{view.address.format(**places)}/body")

    def _prove(self, page: Page, who: Who) -> None:
        """Where a page asks for a fresh proof, give it."""
        if page.locator(",".join(f"form[action='{path}']" for path in PROVE)).count():
            page.locator("main [name=password]").fill(_SIGN_IN[who][2].format(**self.places))
            with page.expect_navigation():
                page.locator("main [name=password]").evaluate("field => field.form.requestSubmit()")

    def _each(self, view: View) -> Iterator[tuple[str, dict[str, str]]]:
        if not view.each:
            yield view.name, self.places
            return
        for entry in self.places[view.each].split(","):
            word, _is, value = entry.partition("=")
            yield f"{view.name}-{word}", self.places | {"each": value or word}

    def _check_status(self, name: str, view: View, answer: Response | None) -> None:
        if answer is None or answer.status != view.status:
            self._trouble(name, f"answered {answer.status if answer else 'nothing'}, not {view.status}")

    def go(self, page: Page, path: str, who: Who) -> None:
        """Go to a page that may ask for a fresh proof first."""
        page.goto(path)
        self._prove(page, who)

    def _trouble(self, name: str, words: str) -> None:
        self.found.troubles.append(f"{name} ({self.size}, {self.store.kind}): {words}")

    def take(self, page: Page, name: str) -> None:
        """Take the page as it stands, light and dark, and check it in both."""
        page.wait_for_load_state()
        page.evaluate(_LOADED)
        for theme in THEMES:
            page.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            width = SIZES[self.size]["width"]
            file = f"{name}-{width}-{theme}-{self.store.kind}.png"
            self._picture(page, self.out / file)
            self.found.files.setdefault(name, []).append(file)
            self._check(page, name, theme)
        self._check_width(page, name)

    def _picture(self, page: Page, path: Path) -> None:
        """The whole page. A phone's window grows as tall, so that its bar stays at the foot."""
        size = SIZES[self.size]
        tall = max(min(int(page.evaluate("document.documentElement.scrollHeight")), TALLEST), size["height"])
        clip: FloatRect = {"x": 0, "y": 0, "width": size["width"], "height": tall}
        if self.size == "phone":
            page.set_viewport_size({"width": size["width"], "height": tall})
            page.evaluate(_DRAWN)
        page.screenshot(path=path, full_page=True, clip=clip)
        if self.size == "phone":
            page.set_viewport_size(size)

    def _check(
        self, page: Page, name: str, theme: str, more: Mapping[str, Any] = MappingProxyType({})
    ) -> None:
        page.evaluate(f"() => {{ if (!window.axe) {{ {AXE_SCRIPT} }} }}")
        # In the dark nothing differs but colours.
        only = {"runOnly": ["color-contrast", "link-in-text-block"]} if theme == "dark" else {}
        rules = {"resultTypes": ["violations"], "iframes": False, **only, **more}
        result = page.evaluate(f"axe.run({json.dumps(rules)})")
        for violation in result["violations"]:
            node, count = violation["nodes"][0], len(violation["nodes"])
            what = f"{violation['id']} ({count} times, {theme}): {node['html'][:200]}"
            self._trouble(name, f"{what} {(node.get('failureSummary') or '')[:240]}".replace("\n", " "))
        for words in self._heard:
            self._trouble(name, words)
        self._heard.clear()

    def _look_at_letter(self, page: Page, name: str, path: str) -> None:
        """A letter stands in a frame without scripts: it is taken by itself, as wide as in a mail program."""
        width = LETTER_WIDTHS[self.size]
        alone = self.window(Who.STRANGER, fresh=True)
        alone.set_viewport_size({"width": width, "height": 600})
        alone.set_content(page.request.get(path).text())
        for theme in THEMES:
            alone.emulate_media(color_scheme="dark" if theme == "dark" else "light")
            file = f"{name}-alone-{width}-{theme}-{self.store.kind}.png"
            alone.screenshot(path=self.out / file, full_page=True)
            self.found.files.setdefault(name, []).append(file)
            self._check(alone, f"{name}, the letter", theme, _NO_PAGE)
        self._check_width(alone, f"{name}, the letter")
        self.forget()

    def _check_width(self, page: Page, name: str) -> None:
        sideways = page.evaluate(
            "document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )
        if sideways > 1:
            self._trouble(name, f"scrolls sideways by {sideways} px")

    def forget(self) -> None:
        """Close the windows that were opened fresh."""
        for page in self._fresh:
            page.context.close()
        self._fresh.clear()

    def close(self) -> None:
        """Close every window."""
        self.forget()
        for page in self._windows.values():
            page.context.close()
        self._windows.clear()


def chromium() -> str:
    """Where the browser is."""
    named = os.environ.get("CLIENTELA_CHROMIUM")
    found = named or next((path for name in _CHROMIUM if (path := which(name))), "")
    if not found:
        raise SystemExit(
            "The pictures need Chromium; on Debian install it with: sudo apt-get install chromium"
        )
    return found


@contextmanager
def looking(store: Store, size: str, out: Path, found: Found) -> Iterator[Camera]:
    """A browser of one width that looks at a store."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium(), args=FLAGS)
        camera = Camera(browser, store, size, out, found)
        yield camera
        camera.close()
        browser.close()
