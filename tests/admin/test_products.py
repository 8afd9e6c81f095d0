"""Products in the admin: the list, adding one, editing one."""

import re
from html import unescape
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from clientela.catalog.actions import Edited, MoreOrLess, adjust_stock, edit_product
from clientela.catalog.models import Product, Variant
from clientela.core.actor import SYSTEM
from tests.admin.scenes import make_product
from tests.cast import Cast, as_staff

_FIELD = re.compile(
    r'<input[^>]*?name="(?P<name>[^"]+)"[^>]*>|<textarea[^>]*name="(?P<area>[^"]+)"[^>]*>(?P<text>.*?)</textarea>'
    r'|<select[^>]*name="(?P<select>[^"]+)".*?</select>',
    re.S,
)


@pytest.fixture
def client(cast: Cast, settings, tmp_path) -> Client:
    settings.MEDIA_ROOT = tmp_path
    return as_staff(cast.manager)


def text(client: Client, address: str) -> str:
    return client.get(address).content.decode()


def fields(page: str) -> dict[str, str]:
    """What a browser would send of the page's form."""
    found: dict[str, str] = {}
    for match in _FIELD.finditer(page[page.index("<main") : page.index("</main>")]):
        tag = match.group(0)
        if name := match["area"]:
            found[name] = unescape(match["text"]).removeprefix("\n")
        elif name := match["select"]:
            chosen = re.search(r'<option value="([^"]*)" selected', tag)
            found[name] = chosen[1] if chosen else ""
        elif (name := match["name"]) and not re.search(r'type="(checkbox|radio|file|search)"', tag):
            value = re.search(r' value="([^"]*)"', tag)
            found[name] = unescape(value[1]) if value else ""
    return found


def picture(kind: str = "PNG") -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (500, 500), "teal").save(out, kind)
    return SimpleUploadedFile("../../my holiday.png", out.getvalue(), "image/png")


def save(client: Client, product: Product, **typed: Any) -> Any:
    address = f"/admin/products/{product.pk}"
    return client.post(f"{address}/save", fields(text(client, address)) | typed)


def test_list_is_searched_and_of_one_status(client: Client) -> None:
    assert "No products yet" in text(client, "/admin/products")
    product = make_product()
    page = text(client, "/admin/products")
    for words in ("Wool blanket", "5 in stock", "£89.00", "Active"):
        assert words in page
    assert "Wool blanket" in text(client, "/admin/products?q=bl-i&status=active")
    assert "No product fits" in text(client, "/admin/products?q=teapot")
    assert "No product has this status" in text(client, "/admin/products?status=draft")
    edit_product(product.pk, Edited({"status": "draft"}), by=SYSTEM)
    assert "Wool blanket" in text(client, "/admin/products?status=draft")


def test_list_costs_the_same_however_long(client: Client, django_assert_max_num_queries) -> None:
    for number in range(9):
        edit_product(make_product().pk, Edited({"handle": f"blanket-{number}"}), by=SYSTEM)
    with django_assert_max_num_queries(6):
        client.get("/admin/products")


def test_a_product_is_added_with_picture_and_variants(client: Client) -> None:
    """FI-04: the file's own name is nowhere."""
    page = fields(text(client, "/admin/products/new"))
    page |= {"title": "Tea Øl", "option_1": "Size", "v0-value_1": "S", "v0-price": "12.50", "redraw": "add"}
    answer = client.post("/admin/products/new", page | {"upload": picture()})
    assert answer.status_code == 200 and not Product.objects.exists()
    page = fields(answer.content.decode())
    assert page["rows"] == "2" and page["picture"].startswith("product-")
    page |= {"v1-value_1": "L", "v1-price": "1,500", "v1-stock": "7"}
    answer = client.post("/admin/products/new", page)
    product = Product.objects.get()
    assert answer.headers["Location"] == f"/admin/products/{product.pk}"
    assert (product.handle, product.option_names) == ("tea-ol", ["Size"])
    assert list(product.variants.order_by("pk").values_list("title", "price", "stock")) == [
        ("S", 1250, None),
        ("L", 150000, 7),
    ]
    answer = client.get(f"/files/{product.picture}")
    assert answer.headers["Content-Type"] == "image/webp"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    page = text(client, "/admin/products")
    small = re.search(r"/files/(product-small-\w+\.webp)", page)
    assert small and client.get(small[0]).status_code == 200 and "holiday" not in page


def test_what_is_wrong_stands_beside_its_field(client: Client) -> None:
    """What was typed and the picture stay."""
    page = fields(text(client, "/admin/products/new"))
    for price in ("", "abc", "-1", "12.505", "9" * 20):
        answer = client.post("/admin/products/new", page | {"title": "Typed", "v0-price": price})
        assert answer.status_code == 422 and 'value="Typed"' in answer.content.decode(), price
    typed = page | {"title": "Typed", "v0-price": "9", "v0-compare_at": "8"}
    answer = client.post("/admin/products/new", typed | {"upload": picture()})
    assert answer.status_code == 422 and "product-small-" in answer.content.decode()
    svg = SimpleUploadedFile("a.png", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "image/png")
    answer = client.post("/admin/products/new", typed | {"v0-compare_at": "", "upload": svg})
    assert answer.status_code == 422 and "JPEG, PNG or WebP" in answer.content.decode()
    answer = client.post("/admin/products/new", typed | {"v0-compare_at": "", "picture": "../../secret"})
    assert answer.status_code == 422 and not Product.objects.exists()


@pytest.mark.parametrize("field", ["tags", "initial-tags", "title", "initial-title", "v0-sku"])
def test_what_cannot_be_kept_is_refused_in_words(client: Client, field: str) -> None:
    """AP-07: no text of the database holds a NUL, nor do words between commas."""
    answer = save(client, make_product(), **{field: "wool\x00"})
    assert answer.status_code == (303 if field.startswith("initial-") else 422)


def test_a_file_too_large_is_never_kept_whole(client: Client) -> None:
    """FI-04: what lies beyond the bound is dropped while it comes in, and the rest of the form is read."""
    page = fields(text(client, "/admin/products/new")) | {"title": "Typed", "v0-price": "9"}

    def upload(name: str) -> SimpleUploadedFile:
        return SimpleUploadedFile(name, b"\xff\xd8\xff" + bytes(12 * 1024 * 1024), "image/jpeg")

    answer = client.post("/admin/products/new", page | {"upload": upload("a.jpg"), "other": upload("b.jpg")})
    assert answer.status_code == 422 and "larger than 8 MB" in answer.content.decode()
    assert sum(file.size for file in answer.wsgi_request.FILES.values()) <= 8_500_000
    assert not Product.objects.exists()


def test_editing_saves_what_was_changed(client: Client) -> None:
    product = make_product()
    moss, ink = product.variants.order_by("pk")
    assert save(client, product).status_code == 303
    assert Product.objects.get().version == 1
    answer = save(client, product, **{"title": "Throw", "v0-price": "95", "v0-stock": "8", "v1-stock": "2"})
    assert answer.status_code == 303
    found = dict(Variant.objects.values_list("pk", "stock"))
    assert (Product.objects.get().title, found) == ("Throw", {moss.pk: 8, ink.pk: 2})
    page = text(client, f"/admin/products/{product.pk}")
    assert "+3, now 8" in page and 'value="95.00"' in page


def test_stock_typed_while_things_are_sold_loses_no_sale(client: Client) -> None:
    """Five were seen and eight typed; two were sold in between: six are left."""
    product = make_product()
    moss = product.variants.order_by("pk")[0]
    page = fields(text(client, f"/admin/products/{product.pk}"))
    adjust_stock(moss.pk, MoreOrLess(-2), by=SYSTEM)
    assert client.post(f"/admin/products/{product.pk}/save", page | {"v0-stock": "8"}).status_code == 303
    moss.refresh_from_db()
    assert moss.stock == 6


def test_two_colleagues_see_both_values(client: Client) -> None:
    product = make_product()
    address = f"/admin/products/{product.pk}"
    mine = fields(text(client, address)) | {"title": "Mine", "v0-price": "70", "vendor": "Mine too"}
    assert save(client, product, **{"title": "Theirs", "v0-price": "80"}).status_code == 303
    answer = client.post(f"{address}/save", mine)
    page = answer.content.decode()
    assert answer.status_code == 422 and "A colleague changed this" in page
    assert Product.objects.get().title == "Theirs"
    key = f"keep_variant.{product.variants.order_by('pk')[0].pk}.price"
    assert key in page and "80.00" in page
    again = fields(page) | {"keep_title": "yours", key: "theirs"}
    assert client.post(f"{address}/save", again).status_code == 303
    found = Product.objects.get()
    price = product.variants.order_by("pk")[0].price
    assert (found.title, found.vendor, price) == ("Mine", "Mine too", 8000)


def test_variants_come_and_go(client: Client) -> None:
    """By buttons that draw the form anew: nothing is saved until it is."""
    product = make_product()
    address = f"/admin/products/{product.pk}"
    answer = client.post(f"{address}/save", fields(text(client, address)) | {"redraw": "remove-0"})
    page = answer.content.decode()
    assert answer.status_code == 200 and "Moss is removed when you save" in page
    kept = client.post(f"{address}/save", fields(page) | {"redraw": "keep-0"}).content.decode()
    assert "removed when you save" not in kept and fields(kept)["v0-price"] == "89.00"
    assert client.post(f"{address}/save", fields(page)).status_code == 303
    assert list(product.variants.values_list("title", flat=True)) == ["Ink"]
    for nonsense in ("remove-9", "remove-x", "keep-", "else"):
        assert save(client, product, redraw=nonsense).status_code < 500


def test_a_removed_variant_that_a_colleague_removed_too(client: Client) -> None:
    product = make_product()
    page = fields(text(client, f"/admin/products/{product.pk}")) | {"v0-price": "1"}
    moss = product.variants.order_by("pk")[0]
    edit_product(product.pk, Edited(), removed=[moss.pk], by=SYSTEM)
    answer = client.post(f"/admin/products/{product.pk}/save", page)
    assert answer.status_code == 422 and "removed by a colleague" in answer.content.decode()


def test_who_may_only_look_has_no_buttons(cast: Cast) -> None:
    """AC-02."""
    product = make_product()
    page = text(as_staff(cast.read_only), f"/admin/products/{product.pk}")
    assert "Wool blanket" in page and "<save-bar" not in page and 'name="redraw"' not in page
