"""Pictures on the way of doing something to many customers at once."""

from playwright.sync_api import Page

from tools.pictures.flows import Flow, Taker
from tools.pictures.views import Who

CHOSEN = "/admin/customers?query=number_of_orders+%3E%3D+2"


def _many(camera: Taker) -> None:
    page = camera.window(Who.OWNER)
    camera.go(page, CHOSEN, Who.OWNER)
    for box in page.locator("tbody .select input").all():
        box.check()
    camera.take(page, "customers-chosen")
    with page.expect_navigation():
        page.get_by_role("button", name="Add tags").click()
    page.get_by_text("50 customers are selected.").wait_for()
    camera.take(page, "selection-tags")
    page.get_by_role("combobox", name="Tags").fill("regular")
    with page.expect_navigation():
        page.locator("main").get_by_role("button", name="Add tags").click()
    page.goto("/admin/jobs")
    with page.expect_navigation():
        page.get_by_role("link", name="Adding tags").first.click()
    camera.take(page, "job")
    _sheet(camera, page)


def _sheet(camera: Taker, page: Page) -> None:
    """The bulk editor with a change, and with a cell that is wrong."""
    camera.go(page, CHOSEN, Who.OWNER)
    for box in page.locator("tbody .select input").all():
        box.check()
    with page.expect_navigation():
        page.get_by_role("button", name="Edit customers").click()
    camera.take(page, "selection-edit")
    cells = page.locator("tbody tr").first.locator(".value")
    cells.nth(0).fill("Anna-Maria")
    cells.nth(3).fill("12")
    with page.expect_navigation():
        page.get_by_role("button", name="Save").click()
    camera.take(page, "selection-edit-wrong")


def _mailing(camera: Taker) -> None:
    page = camera.window(Who.OWNER)
    camera.go(page, CHOSEN, Who.OWNER)
    page.locator("tbody .select input").first.check()
    page.locator(".bulk-bar summary").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Send email").click()
    camera.take(page, "mailing-write")
    page.get_by_label("Subject").fill("New in spring")
    page.get_by_label("Message").fill("The first **blankets** of the year are here.")
    with page.expect_navigation():
        page.get_by_role("button", name="Review").click()
    camera.take(page, "mailing-review")


MAILING = Flow(
    "mailing",
    {
        "mailing-write": "/admin/selections/<int:selection_id>/email",
        "mailing-review": "/admin/mailings/<int:mailing_id>",
    },
    _mailing,
)
MANY = Flow(
    "many",
    {
        "customers-chosen": "/admin/customers",
        "selection-tags": "/admin/selections/<int:selection_id>/<str:deed>",
        "job": "/admin/jobs/<int:job_id>",
        "selection-edit": "/admin/selections/<int:selection_id>/edit",
        "selection-edit-wrong": "/admin/selections/<int:selection_id>/edit",
    },
    _many,
)
