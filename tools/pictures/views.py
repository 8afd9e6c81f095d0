"""The list of what is pictured, and of what isn't and why. A test compares it with the addresses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from playwright.sync_api import Page

Deed = Callable[[Page], None]


class Who(StrEnum):
    """Who looks at a page."""

    VISITOR = "visitor"
    STRANGER = "stranger"  # a visitor whose browser opened no link and holds no cart
    SHOPPER = "shopper"
    NEWCOMER = "newcomer"
    OWNER = "owner"
    READER = "reader"


@dataclass(frozen=True)
class View:
    """One page in one state: its file's name, its route as the addresses spell it, and how to get there.

    `path` names places of the scene in braces and stands for the route where that has no variable parts.
    `each` names a list of the scene: one picture for each of its `word` or `word=value`.
    """

    name: str
    route: str
    who: Who = Who.VISITOR
    path: str = ""
    deed: Deed | None = None
    kinds: tuple[str, ...] = ("full",)
    sizes: tuple[str, ...] = ("wide", "phone")
    status: int = 200
    each: str = ""

    @property
    def address(self) -> str:
        return self.path or self.route


BOTH = ("full", "empty")


def send(typed: Mapping[str, str]) -> Deed:
    """Type into fields by their names, and send the form they stand in."""

    def deed(page: Page) -> None:
        form = page.locator("main form[method=post]").last
        for name, value in typed.items():
            field = page.locator(f"main [name={name}]").last
            field.fill(value)
            form = page.locator("main form", has=page.locator(f"[name={name}]")).last
        with page.expect_navigation():
            form.evaluate("form => form.requestSubmit()")

    return deed


def collide(name: str, *values: str) -> Deed:
    """Type into a field, and send the form after somebody else did: two of three values, none it has."""

    def deed(page: Page) -> None:
        now = page.locator(f"main [name={name}]").last.input_value()
        theirs, mine = [value for value in values if value != now][:2]
        other = page.context.new_page()
        other.goto(page.url)
        send({name: theirs})(other)
        other.close()
        send({name: mine})(page)

    return deed


def press(selector: str) -> Deed:
    """Press something that opens something else."""
    return lambda page: page.locator(selector).first.click()


def press_key(key: str) -> Deed:
    """Press a key."""
    return lambda page: page.keyboard.press(key)


def search(words: str) -> Deed:
    """Type into the search over everything, and wait for what it finds."""

    def deed(page: Page) -> None:
        opener = page.locator("global-search [data-opener]").first
        if opener.is_visible():
            opener.click()
        field = page.locator("global-search [name=q]").first
        field.click()
        field.press_sequentially(words, delay=20)
        page.locator("#search-found a, #search-found [role=option]").first.wait_for()

    return deed


def write(name: str, value: str) -> Deed:
    """Type into a field, and leave it there."""

    def deed(page: Page) -> None:
        field = page.locator(f"main [name={name}]").last
        field.fill(value)
        field.dispatch_event("change")

    return deed


WRONG = "not an address"
MORE = "main .page-head .menu > summary"
