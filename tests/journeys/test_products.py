"""A product is added by the manager, seen and sold, and bought again."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import expect

from clientela.catalog.models import Product, Variant
from tests.journeys import steps
from tests.journeys.conftest import Visitor

pytestmark = pytest.mark.journey
Visit = Callable[..., Visitor]


def photo() -> dict[str, object]:
    """A picture as a camera's."""
    picture = Image.new("RGB", (1800, 1500), "#d8cfc0")
    ImageDraw.Draw(picture).ellipse((450, 300, 1350, 1200), fill="#5f8798")
    out = BytesIO()
    picture.save(out, "JPEG")
    return {"name": "IMG 0042.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def test_a_product_is_added_sold_and_bought_again(visit: Visit, size: dict[str, int]) -> None:
    """Two variants and a picture; stock down by one; the account puts it into the cart once more."""
    title = f"Harbour bowl {size['width']}"
    staff = visit()
    page = steps.staff_in(staff, "manager")
    page = staff.open("/admin/products")
    page.get_by_role("link", name="Add product").click()
    expect(page.get_by_label("Title")).to_be_visible()
    staff.check()
    page.get_by_label("Title").fill(title)
    page.get_by_label("Description").fill("Thrown by hand.\nGlazed twice.")
    page.get_by_label("Upload a picture").set_input_files(photo())
    page.get_by_label("First option").fill("Colour")
    page.get_by_role("button", name="Use these options").click()
    expect(page.locator(".product-picture")).to_be_visible()
    staff.check()
    page.get_by_label("Colour").fill("Fjord")
    page.get_by_label("Price", exact=True).fill("24.00")
    page.get_by_label("Stock").fill("5")
    page.get_by_role("button", name="Add variant").click()
    rows = page.locator(".variant-row")
    expect(rows).to_have_count(2)
    rows.nth(1).get_by_label("Colour").fill("Oat")
    rows.nth(1).get_by_label("Price", exact=True).fill("26.00")
    staff.check()
    page.locator("main").get_by_role("button", name="Add product").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()
    staff.check()
    product = Product.objects.get(title=title)
    staff.open(f"/admin/products?q=harbour+{size['width']}")
    expect(page.get_by_role("link", name=title)).to_be_visible()

    shopper = visit()
    steps.log_in(shopper, shopper.shop.shopper, shopper.shop.password)
    store = shopper.open(f"/products?q=harbour+{size['width']}")
    store.get_by_role("link", name=re.compile(title)).click()
    expect(store.get_by_text("Glazed twice.")).to_be_visible()
    natural = "document.querySelector('.gallery img').naturalWidth"
    assert store.evaluate(natural) == 1600
    shopper.check()
    steps.fill_cart(shopper, product.handle)
    store = shopper.open("/checkout")
    for step in ("Continue to delivery", "Continue to shipping"):
        if (button := store.get_by_role("button", name=step)).is_visible():
            with store.expect_navigation():
                button.click()
    steps.choose_shipping(shopper)
    steps.pay(shopper)
    name = steps.place(shopper)
    fjord = Variant.objects.get(product=product, title="Fjord")
    assert fjord.stock == 4

    staff.open(f"/admin/products/{product.pk}")
    page.get_by_label("Stock").first.fill("14")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("+10, now 14")).to_be_visible()
    staff.check()

    store = shopper.open("/account/orders")
    store.get_by_role("button", name=f"Buy again {name}").click()
    expect(store).to_have_url(re.compile("/cart$"))
    expect(store.get_by_role("link", name=title)).to_be_visible()
    shopper.check()
    shopper.open(f"/account/orders/{name[1:]}")
