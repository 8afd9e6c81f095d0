"""Adding products and taking stock."""

import pytest

from clientela.catalog.actions import (
    HandleTaken,
    NewProduct,
    NewVariant,
    OutOfStock,
    add_product,
    put_back,
    take_stock,
)
from clientela.catalog.models import Variant
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, Refused
from clientela.journal.models import Event
from tests.cast import VISITOR
from tests.checkout.goods import Shelf, stock_shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def test_adding_is_for_those_who_may(db: None) -> None:
    """AC-01: visitors add nothing; each product is one fact."""
    with pytest.raises(NotAllowed):
        add_product(NewProduct("x", "X"), [NewVariant(1)], by=VISITOR)
    with pytest.raises(Refused):
        add_product(NewProduct("x", "X"), [], by=SYSTEM)
    add_product(NewProduct("x", "X"), [NewVariant(1)], by=SYSTEM)
    with pytest.raises(HandleTaken):
        add_product(NewProduct("x", "X again"), [NewVariant(1)], by=SYSTEM)
    assert Event.objects.filter(name="product.added").count() == 1


def test_all_or_nothing(shelf: Shelf) -> None:
    """What is short is named with what is left, and nothing is taken."""
    with pytest.raises(OutOfStock, match="Only 10 of Stoneware mug") as refused:
        take_stock({shelf.mug.pk: 11, shelf.rug.pk: 1}, by=VISITOR)
    assert refused.value.details["left"] == {shelf.mug.pk: 10}
    take_stock({shelf.mug.pk: 10, shelf.rug.pk: 500}, by=VISITOR)
    assert list(Variant.objects.order_by("pk").values_list("stock", flat=True)) == [0, None]
    put_back({shelf.mug.pk: 4, shelf.rug.pk: 1}, by=VISITOR)
    assert list(Variant.objects.order_by("pk").values_list("stock", flat=True)) == [4, None]


def test_what_is_gone_is_not_sold(shelf: Shelf) -> None:
    """A variant that was deleted meanwhile refuses."""
    with pytest.raises(Refused):
        take_stock({shelf.mug.pk: 1, 10**9: 1}, by=VISITOR)
