"""A product's address: one product for each, and links to an old one still lead there."""

import pytest

from clientela.catalog.actions import Edited, HandleTaken, NewProduct, NewVariant, add_product, edit_product
from clientela.catalog.models import OldHandle, Product
from clientela.catalog.queries import moved
from clientela.catalog.rules import HandleLeadsElsewhere
from clientela.core.actor import SYSTEM
from clientela.core.errors import Refused
from tests.checkout.goods import Shelf, stock_shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def renamed(product_id: int, handle: str) -> Product:
    return edit_product(product_id, Edited({"handle": handle}), by=SYSTEM)


def test_old_ones_lead_to_today_s(client, shelf: Shelf) -> None:
    """Through two renamings, with what was asked; an archived product is not told of."""
    for handle in ("beaker", "cup"):
        renamed(shelf.mug.product_id, handle)
    for old in ("mug", "beaker"):
        answer = client.get(f"/products/{old}?variant=3")
        assert (answer.status_code, answer.headers["Location"]) == (301, "/products/cup?variant=3")
    assert client.get("/products/cup").status_code == 200 and client.get("/products/nix").status_code == 404
    Product.objects.filter(pk=shelf.mug.product_id).update(status=Product.Status.ARCHIVED)
    assert client.get("/products/mug").status_code == 404 and moved("mug") == ""


def test_taken_back_it_is_old_no_longer(client, shelf: Shelf) -> None:
    renamed(shelf.mug.product_id, "cup")
    renamed(shelf.mug.product_id, "mug")
    assert list(OldHandle.objects.values_list("handle", flat=True)) == ["cup"]
    assert client.get("/products/mug").status_code == 200
    assert client.get("/products/cup").headers["Location"] == "/products/mug"


def test_nobody_else_takes_it(shelf: Shelf) -> None:
    """Neither by typing nor by a title; what is refused changes nothing."""
    renamed(shelf.mug.product_id, "cup")
    with pytest.raises(HandleLeadsElsewhere):
        renamed(shelf.rug.product_id, "mug")
    with pytest.raises(HandleTaken):
        renamed(shelf.rug.product_id, "cup")
    with pytest.raises(HandleLeadsElsewhere):
        add_product(NewProduct("mug", "Another"), [NewVariant(1)], by=SYSTEM)
    assert add_product(NewProduct("", "Mug"), [NewVariant(1)], by=SYSTEM).handle == "mug-2"
    assert moved("rug") == ""


@pytest.mark.parametrize(
    "variant",
    [
        NewVariant(-1),
        NewVariant(10**13),
        NewVariant(1, compare_at=-1),
        NewVariant(1, grams=-1),
        NewVariant(1, stock=-1),
        NewVariant(1, sku="x" * 81),
    ],
)
def test_numbers_that_can_t_be(db: None, variant: NewVariant) -> None:
    """Refused in words, whoever sends them."""
    with pytest.raises(Refused):
        add_product(NewProduct("a", "A"), [variant], by=SYSTEM)
    assert not Product.objects.exists()
