"""US military addresses in a real browser: a shopper is corrected, staff fix an order that is wrong."""

import re
from collections.abc import Callable

from playwright.sync_api import Page, Route, expect

from clientela.core.places import Place
from clientela.customers.models import Address
from clientela.orders.models import Order
from tests.journeys import steps
from tests.journeys.conftest import Visitor

Visit = Callable[..., Visitor]


def choose_slowly(page: Page, country: str, line: str) -> None:
    """Choose a country on a slow line, and type on while its fields are on their way: none of it is lost."""
    held: list[Route] = []
    page.route("**/address-fields", lambda route: held.append(route))
    with page.expect_request("**/address-fields"):
        page.get_by_label("Country or region").select_option(country)
    page.get_by_label("Address", exact=True).fill(line)
    with page.expect_response(re.compile("/address-fields")):
        held[0].continue_()
    expect(page.get_by_label("City", exact=True)).to_be_visible()
    expect(page.get_by_label("Address", exact=True)).to_have_value(line)


def test_a_country_chosen_before_the_scripts_came(visit: Visit) -> None:
    """Whoever is quicker than the line gets that country's fields all the same, once scripts are there."""
    staff = visit()
    page = steps.staff_in(staff, "owner")
    customer = Address.objects.order_by("-pk")[0].customer_id
    held = steps.Held(page, "**/ui/js/index*.js")
    page.goto(f"/admin/customers/{customer}/addresses/new", wait_until="commit")
    page.get_by_label("Country or region").select_option("DE")
    page.get_by_label("Company").fill("Haus am Hang")
    expect(page.get_by_label("City", exact=True)).to_have_count(0)
    held.let_go()
    expect(page.get_by_label("City", exact=True)).to_be_visible()
    expect(page.get_by_label("Country or region")).to_have_value("DE")
    expect(page.get_by_label("Company")).to_have_value("Haus am Hang")


def test_a_shopper_is_refused_then_corrected(visit: Visit, size: dict[str, int]) -> None:
    """The base's country and town are typed; what is missing is said at its field; the rest is corrected."""
    shopper = visit()
    steps.fill_cart(shopper)
    page = shopper.open("/checkout")
    page.locator("main").get_by_label("Email", exact=True).fill(f"jane{size['width']}@example.com")
    page.get_by_role("button", name="Continue to delivery").click()
    expect(page.get_by_label("First name")).to_be_visible()
    choose_slowly(page, "DE", "Psc 3")
    page.get_by_label("First name").fill("Jane")
    page.get_by_label("Last name").fill("Doe")
    page.get_by_label("Apartment, suite, etc.").fill("APO AE")
    page.get_by_label("Postcode").fill("09021")
    page.get_by_label("City").fill("Ramstein")
    page.get_by_role("button", name="Continue to shipping").click()
    expect(page.get_by_text("The BOX number is missing.")).to_be_visible()
    expect(page.get_by_label("City", exact=True)).to_have_value("Ramstein")
    shopper.check()
    page.get_by_label("Address", exact=True).fill("Psc 3 Box 4120")
    page.get_by_role("button", name="Continue to shipping").click()
    expect(page.get_by_text("We corrected the US military address.")).to_be_visible()
    expect(page.get_by_text("City: APO instead of Ramstein.")).to_be_visible()
    expect(page.get_by_text("PSC 3 BOX 4120, APO, AE 09021, United States")).to_be_visible()
    steps.choose_shipping(shopper)
    steps.pay(shopper)
    name = steps.place(shopper)
    assert Order.objects.get(number=int(name.strip("#"))).place.region == "AE"


def test_staff_ask_and_fix(visit: Visit, size: dict[str, int]) -> None:
    """Staff are warned of an order, may ask, and correct order and saved address at once."""
    shopper = visit()
    name = steps.order_as_guest(shopper, f"posted{size['width']}@example.com", last=f"Posted{size['width']}")
    order = Order.objects.get(number=int(name.strip("#")))
    wrong = Place("Alva", "Posted", "", "Unit 2050 Box 4190", "", "APO", "AP", "96278", "US", "")
    Order.objects.filter(pk=order.pk).update(shipping_address=wrong.as_dict())
    Address.objects.filter(customer=order.customer_id).update(**wrong.as_dict())
    staff, here = visit(), f"/admin/orders/{order.number}"
    page = steps.staff_in(staff, "support")
    staff.open(here)
    expect(page.get_by_text("This US military address can’t be right")).to_be_visible()
    expect(page.get_by_text("Fix the address before you send this")).to_be_visible()
    staff.check()
    page.get_by_role("link", name="Ask the customer").first.click()
    expect(page.get_by_label("Message")).to_have_value(re.compile("> Unit 2050 Box 4190"))
    staff.check()
    staff.open(here)
    page.get_by_role("link", name="Fix address").first.click()
    expect(page.get_by_text("APO addresses have a PSC number").first).to_be_visible()
    staff.check()
    page.get_by_label("Address", exact=True).fill("psc 2050 box 4190")
    page.get_by_role("button", name="Review").click()
    expect(page.get_by_text("As it will be")).to_have_count(2)
    staff.check()
    page.get_by_role("button", name="Fix address").click()
    expect(page.get_by_text(f"The address of {order.name} was corrected.")).to_be_visible()
    expect(page.get_by_text("This US military address can’t be right")).to_have_count(0)
    staff.check()
    assert Order.objects.get(pk=order.pk).place.line1 == "PSC 2050 BOX 4190"
    assert set(Address.objects.filter(customer=order.customer_id).values_list("line1", flat=True)) == {
        "PSC 2050 BOX 4190"
    }
