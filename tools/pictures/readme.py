"""The README's pictures, in docs/pictures: what a store looks like at first sight."""

from pathlib import Path

from playwright.sync_api import Page

from tools.pictures.camera import Camera
from tools.pictures.stores import ROOT
from tools.pictures.views import Who

FOLDER = ROOT / "docs" / "pictures"
_LOADED = "() => Promise.all([...document.images].map(image => image.decode().catch(() => 0)))"


def take(camera: Camera) -> list[Path]:
    """Take them all anew. Gives the files."""
    FOLDER.mkdir(exist_ok=True)
    buyer, owner = camera.window(Who.VISITOR, fresh=True), camera.window(Who.OWNER)
    return [
        _kept(_at(buyer, "/"), "store"),
        _kept(_checkout(buyer, camera.places["handle"]), "checkout"),
        _kept(_at(owner, "/admin"), "home"),
        _kept(_at(owner, "/admin/customers?sort=-orders"), "customers"),
        _kept(_at(owner, f"/admin/customers/{camera.places['customer']}"), "profile"),
        _kept(_at(owner, f"/admin/orders/{camera.places['order']}"), "order"),
    ]


def _at(page: Page, path: str) -> Page:
    page.goto(path)
    return page


def _checkout(page: Page, handle: str) -> Page:
    page.goto(f"/products/{handle}")
    with page.expect_navigation():
        page.get_by_role("button", name="Add to cart").click()
    page.goto("/checkout")
    page.locator("main").get_by_label("Email", exact=True).fill("alva@example.net")
    with page.expect_navigation():
        page.get_by_role("button", name="Continue to delivery").click()
    page.get_by_label("First name").fill("Alva")
    page.get_by_label("Last name").fill("Lindqvist")
    return page


def _kept(page: Page, name: str) -> Path:
    page.wait_for_load_state("networkidle")
    page.evaluate(_LOADED)
    path = FOLDER / f"{name}.png"
    page.screenshot(path=path)
    return path
