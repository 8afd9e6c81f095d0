"""Buying again."""

import pytest

from clientela.catalog.actions import Edited, EditedVariant, edit_product
from clientela.checkout import actions, queries
from clientela.checkout.whose import Whose
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed, NotThere
from clientela.orders.models import Order, OrderLine
from tests.cast import VISITOR, Cast, actor_of, as_customer
from tests.checkout.goods import Shelf, stock_shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


@pytest.fixture
def order(cast: Cast, shelf: Shelf) -> Order:
    """Three mugs and a rug."""
    order = Order.objects.create(number=1001, customer=cast.ingrid, currency="GBP", subtotal=1, total=1)
    for variant, pieces in ((shelf.mug, 3), (shelf.rug, 1)):
        values = {"title": variant.product.title, "variant_title": variant.title, "price": variant.price}
        OrderLine.objects.create(
            order=order, variant=variant, quantity=pieces, total=variant.price * pieces, **values
        )
    return order


def again(cast: Cast) -> actions.Again:
    who = Whose(cast.ingrid.pk)
    return actions.buy_again(who, 1001, currency="GBP", by=actor_of(cast.ingrid))


def in_cart(cast: Cast) -> dict[int, int]:
    return {item.variant.pk: item.quantity for item in queries.items(Whose(cast.ingrid.pk))}


def test_only_one_s_own_orders(cast: Cast, order: Order) -> None:
    """AC-01: another's order looks like one that isn't there."""
    with pytest.raises(NotThere):
        actions.buy_again(Whose(cast.stranger.pk), 1001, currency="GBP", by=actor_of(cast.stranger))
    with pytest.raises(NotAllowed):
        actions.buy_again(Whose(cast.ingrid.pk), 1001, currency="GBP", by=actor_of(cast.stranger))
    with pytest.raises(NotThere):
        actions.buy_again(Whose(token="x"), 1001, currency="GBP", by=VISITOR)
    assert as_customer(cast.stranger).post("/account/orders/1001/again").status_code == 404


def test_everything_is_put_into_the_cart_once(cast: Cast, shelf: Shelf, order: Order) -> None:
    """Asking twice puts nothing in twice; more that lies there already stays."""
    assert again(cast) == actions.Again(4, ())
    assert again(cast) == actions.Again(4, ())
    assert in_cart(cast) == {shelf.mug.pk: 3, shelf.rug.pk: 1}
    actions.change_cart(Whose(cast.ingrid.pk), shelf.mug.pk, 5, by=actor_of(cast.ingrid))
    again(cast)
    assert in_cart(cast)[shelf.mug.pk] == 5


def test_what_can_t_be_bought_is_said(cast: Cast, shelf: Shelf, order: Order) -> None:
    mug = EditedVariant({"stock": 2, "price": 1800}, {"stock": 10, "price": 1600}, id=shelf.mug.pk)
    edit_product(shelf.mug.product_id, Edited(), variants=[mug], by=SYSTEM)
    edit_product(shelf.rug.product_id, Edited({"status": "archived"}), by=SYSTEM)
    found = again(cast)
    assert found.pieces == 2 and in_cart(cast) == {shelf.mug.pk: 2}
    assert found.notes == (
        "Only 2 of Stoneware mug (Chalk) are left.",
        "Stoneware mug (Chalk) costs £18.00 now.",
        "Wool rug is no longer sold.",
    )


def test_nothing_left(cast: Cast, shelf: Shelf, order: Order) -> None:
    """The cart's page says so."""
    edit_product(
        shelf.mug.product_id,
        Edited(),
        variants=[EditedVariant({"stock": 0}, {"stock": 10}, id=shelf.mug.pk)],
        by=SYSTEM,
    )
    shelf.rug.delete()
    client = as_customer(cast.ingrid)
    assert client.post("/account/orders/1001/again").headers["Location"] == "/cart"
    page = client.get("/cart").content.decode()
    for words in ("Nothing of this order", "(Chalk) is sold out", "Wool rug is no longer sold"):
        assert words in page
    assert client.get("/account/orders/1001/again").headers["Location"] == "/account/orders/1001"


def test_the_account_offers_it(cast: Cast, order: Order) -> None:
    client = as_customer(cast.ingrid)
    for path in ("/account/orders", "/account/orders/1001"):
        assert 'action="/account/orders/1001/again"' in client.get(path).content.decode()
