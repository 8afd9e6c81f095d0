"""The README's pictures, from a running demo: `bin/pictures URL EMAIL PASSWORD` (an owner's)."""

import sys
from pathlib import Path

from playwright.sync_api import Page, ViewportSize, sync_playwright

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "pictures"
SIZE: ViewportSize = {"width": 1280, "height": 800}
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update"]


def take(url: str, email: str, password: str) -> None:
    """Take every picture anew."""
    FOLDER.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        context = browser.new_context(viewport=SIZE, base_url=url, reduced_motion="reduce", locale="en-GB")
        page = context.new_page()
        _picture(page, "/", "store")
        _checkout(page)
        _admin(page, email, password)
        browser.close()


def _picture(page: Page, path: str, name: str) -> None:
    page.goto(path)
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / f"{name}.png")


def _checkout(page: Page) -> None:
    page.goto("/products/hallow-stoneware-mug")
    page.get_by_role("button", name="Add to cart").click()
    page.goto("/checkout")
    page.locator("main").get_by_label("Email", exact=True).fill("alva@example.net")
    page.get_by_role("button", name="Continue to delivery").click()
    page.get_by_label("First name").fill("Alva")
    page.get_by_label("Last name").fill("Lindqvist")
    page.screenshot(path=FOLDER / "checkout.png")


def _admin(page: Page, email: str, password: str) -> None:
    page.goto("/admin/login")
    page.get_by_label("Email").fill(email)
    page.get_by_label("Password", exact=True).fill(password)
    page.locator("main").get_by_role("button", name="Log in").click()
    page.wait_for_url("**/admin")
    _picture(page, "/admin/customers?sort=-spent", "customers")
    page.locator("tbody th a").first.click()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=FOLDER / "profile.png")


if __name__ == "__main__":
    take(*sys.argv[1:4])
