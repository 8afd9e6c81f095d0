"""Pictures on the way of doing something to many customers at once."""

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


MANY = Flow(
    "many",
    {
        "customers-chosen": "/admin/customers",
        "selection-tags": "/admin/selections/<int:selection_id>/<str:deed>",
        "job": "/admin/jobs/<int:job_id>",
    },
    _many,
)
