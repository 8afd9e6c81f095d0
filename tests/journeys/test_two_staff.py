"""Two colleagues have one profile open: they see one another, and neither's work is lost."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from clientela.customers.models import Customer
from tests.journeys import slow
from tests.journeys.conftest import PHONE, Visitor
from tests.journeys.steps import staff_in

# Pages ask every five seconds, and whoever left is shown for half a minute.
SOON, LATER = slow.patience(20_000), slow.patience(45_000)


def save(visitor: Visitor, page: Page) -> None:
    with page.expect_navigation():
        page.get_by_role("button", name="Save", exact=True).click()
    visitor.check()


def test_two_edit_one_profile(visit: Callable[..., Visitor], size: dict[str, int]) -> None:
    """Presence on both pages; different fields survive silently, the same field is asked about."""
    one, two = visit(), visit()
    first, second = staff_in(one, "manager"), staff_in(two, "support")
    customer = Customer.objects.known().exclude(default_address=None).order_by("-pk")[int(size == PHONE)]
    profile = f"/admin/customers/{customer.pk}"

    one.open(profile)
    two.open(f"{profile}/edit")
    expect(first.get_by_text("Support Person is editing")).to_be_visible(timeout=SOON)
    expect(second.get_by_text("Manager Person has this open")).to_be_visible(timeout=SOON)
    one.check()
    two.check()

    one.open(f"{profile}/edit")
    second.get_by_label("First name").fill("Ingeborg")
    second.get_by_label("Language").select_option("da")
    save(two, second)
    first.get_by_label("First name").fill("Inger")
    first.get_by_label("Last name").fill("Dahl-Berg")
    save(one, first)
    asked = first.get_by_role("group", name="First name")
    expect(asked.get_by_role("radio", name="Ingeborg")).to_be_checked()
    expect(asked.get_by_text("Support Person, ")).to_be_visible()
    asked.get_by_role("radio", name="Inger", exact=True).check()
    save(one, first)
    expect(first).to_have_url(re.compile(f"{profile}$"))
    customer.refresh_from_db()
    assert (customer.name, customer.language) == ("Inger Dahl-Berg", "da")

    address = f"{profile}/addresses/{customer.default_address_id}/edit"
    one.open(address)
    two.open(address)
    second.get_by_label("Company").fill("Berg and Daughters")
    save(two, second)
    first.get_by_label("Phone").fill("+44 7700 900123")
    save(one, first)
    expect(first.get_by_text("Berg and Daughters").first).to_be_visible()
    expect(first.get_by_text("+44 7700 900123").first).to_be_visible()

    # Whoever closed the page isn't told of any more.
    one.open(profile)
    expect(first.get_by_text("Support Person has this open")).to_be_visible(timeout=SOON)
    two.open("/admin")
    expect(first.get_by_text("Support Person has this open")).to_be_hidden(timeout=LATER)
