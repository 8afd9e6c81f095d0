"""Editing products: two colleagues, variants, stock under sales."""

import threading

import pytest
from django.db import connection

from clientela.catalog.actions import (
    Edited,
    EditedVariant,
    HandleTaken,
    MoreOrLess,
    NewProduct,
    NewVariant,
    SetTo,
    TooFewLeft,
    add_product,
    adjust_stock,
    edit_product,
    take_stock,
)
from clientela.catalog.models import Product, Variant
from clientela.catalog.queries import for_staff, search
from clientela.core.actor import SYSTEM
from clientela.core.errors import ChangedMeanwhile, NotAllowed, NotThere, Refused, SeveralRefused
from clientela.journal.models import Event
from tests.cast import VISITOR
from tests.checkout.goods import Shelf, stock_shelf


@pytest.fixture
def shelf(db: None) -> Shelf:
    return stock_shelf()


def facts(name: str) -> list[dict[str, object]]:
    return list(Event.objects.filter(name=name).order_by("pk").values_list("data", flat=True))


def test_only_those_who_may(shelf: Shelf) -> None:
    """AC-01: visitors change neither words nor stock."""
    with pytest.raises(NotAllowed):
        edit_product(shelf.mug.product_id, Edited({"title": "Mine"}), by=VISITOR)
    with pytest.raises(NotAllowed):
        adjust_stock(shelf.mug.pk, MoreOrLess(1), by=VISITOR)
    with pytest.raises(NotThere):
        edit_product(10**9, Edited({"title": "Mine"}), by=SYSTEM)
    with pytest.raises(NotThere):
        adjust_stock(10**9, MoreOrLess(1), by=SYSTEM)


def test_what_was_changed_is_saved_found_and_told(shelf: Shelf) -> None:
    product = edit_product(
        shelf.mug.product_id,
        Edited({"title": "Clay beaker", "tags": ["new"]}, {"title": "Stoneware mug", "tags": ["kitchen"]}),
        variants=[EditedVariant({"price": 1800, "stock": 12}, {"price": 1600, "stock": 10}, id=shelf.mug.pk)],
        by=SYSTEM,
    )
    variant = Variant.objects.get(pk=shelf.mug.pk)
    assert (product.version, variant.price, variant.stock) == (2, 1800, 12)
    assert [p.title for p in search("beak")] == ["Clay beaker"] and not search("stonew")
    assert facts("product.edited") == [{"title": "Clay beaker", "fields": ["price", "tags", "title"]}]
    assert facts("product.stock_adjusted") == [{"name": "Clay beaker (Chalk)", "change": "+2", "left": 12}]
    edit_product(shelf.mug.product_id, Edited({"title": "Clay beaker"}), by=SYSTEM)
    assert len(facts("product.edited")) == 1


def test_colleagues_at_other_fields_don_t_disturb_one_another(shelf: Shelf) -> None:
    """The same field changed twice shows both values and saves nothing; others are merged."""
    first = Edited({"title": "A"}, {"title": "Stoneware mug"})
    edit_product(shelf.mug.product_id, first, by=SYSTEM)
    edit_product(shelf.mug.product_id, Edited({"vendor": "B"}, {"vendor": "Nordre"}), by=SYSTEM)
    with pytest.raises(ChangedMeanwhile) as refused:
        edit_product(
            shelf.mug.product_id,
            Edited({"title": "C", "vendor": "D"}, {"title": "Stoneware mug", "vendor": "B"}),
            variants=[EditedVariant({"price": 1}, {"price": 1500}, id=shelf.mug.pk)],
            by=SYSTEM,
        )
    key = f"variant.{shelf.mug.pk}.price"
    assert refused.value.details == {"theirs": {"title": "A", key: 1600}, "yours": {"title": "C", key: 1}}
    product = Product.objects.get(pk=shelf.mug.product_id)
    assert (product.title, product.vendor, product.version) == ("A", "B", 3)


def test_variants_are_added_and_removed(shelf: Shelf) -> None:
    """Names come from the options; two alike, one without a value, or none at all are refused."""
    product_id, options = shelf.mug.product_id, {"Colour": "Moss"}
    edit_product(product_id, Edited(), added=[NewVariant(1700, options=options, stock=3)], by=SYSTEM)
    moss = Variant.objects.get(title="Moss")
    assert (moss.position, moss.stock) == (1, 3)
    for added in ([NewVariant(1, options=options)], [NewVariant(1, options={"Size": "L"})]):
        with pytest.raises(Refused):
            edit_product(product_id, Edited(), added=added, by=SYSTEM)
    both = [shelf.mug.pk, moss.pk]
    with pytest.raises(Refused, match="at least one"):
        edit_product(product_id, Edited(), removed=both, by=SYSTEM)
    edit_product(product_id, Edited(), removed=both[:1], by=SYSTEM)
    assert list(Variant.objects.filter(product=product_id)) == [moss]
    with pytest.raises(Refused, match="removed by a colleague"):
        edit_product(product_id, Edited(), variants=[EditedVariant({"price": 1}, id=shelf.mug.pk)], by=SYSTEM)


def test_handles_are_made_and_kept_apart(shelf: Shelf) -> None:
    names = [add_product(NewProduct("", "Blåbær Øl & Co"), [NewVariant(1)], by=SYSTEM).handle for _ in "ab"]
    assert names == ["blabaer-ol-co", "blabaer-ol-co-2"]
    assert add_product(NewProduct("", "東京"), [NewVariant(1)], by=SYSTEM).handle == "product"
    with pytest.raises(HandleTaken):
        edit_product(shelf.mug.product_id, Edited({"handle": "rug"}), by=SYSTEM)
    for handle in ("../x", "A b", "a--b", "x" * 121):
        with pytest.raises(SeveralRefused):
            edit_product(shelf.mug.product_id, Edited({"handle": handle}), by=SYSTEM)


def test_stock_is_counted_anew(shelf: Shelf) -> None:
    assert adjust_stock(shelf.mug.pk, MoreOrLess(-4), by=SYSTEM) == 6
    with pytest.raises(TooFewLeft):
        adjust_stock(shelf.mug.pk, MoreOrLess(-7), by=SYSTEM)
    assert adjust_stock(shelf.mug.pk, SetTo(2), by=SYSTEM) == 2
    assert adjust_stock(shelf.mug.pk, SetTo(None), by=SYSTEM) is None
    assert adjust_stock(shelf.mug.pk, SetTo(None), by=SYSTEM) is None
    assert [f["change"] for f in facts("product.stock_adjusted")] == ["-4", "-4"]
    assert len(facts("product.stock_uncounted")) == 1


def test_typing_fewer_than_are_left_never_goes_below_none(shelf: Shelf) -> None:
    """Ten were seen and none typed, while two were sold: none are left."""
    take_stock({shelf.mug.pk: 2}, by=VISITOR)
    edited = EditedVariant({"stock": 0}, {"stock": 10}, id=shelf.mug.pk)
    edit_product(shelf.mug.product_id, Edited(), variants=[edited], by=SYSTEM)
    assert Variant.objects.get(pk=shelf.mug.pk).stock == 0


def test_the_new_picture_is_shown_by_variants_that_showed_the_old_one(shelf: Shelf) -> None:
    Product.objects.filter(pk=shelf.mug.product_id).update(picture="old.svg")
    Variant.objects.filter(pk=shelf.mug.pk).update(picture="old.svg")
    edit_product(shelf.mug.product_id, Edited({"picture": "new.webp"}), by=SYSTEM)
    assert Variant.objects.get(pk=shelf.mug.pk).picture == ""


def test_staff_find_drafts_too(shelf: Shelf) -> None:
    edit_product(shelf.rug.product_id, Edited({"status": "draft"}), by=SYSTEM)
    assert [p.handle for p in for_staff().rows] == ["rug", "mug"]
    assert [p.handle for p in for_staff(status="draft").rows] == ["rug"]
    assert [p.handle for p in for_staff("MUG-C").rows] == ["mug"]
    assert not search("rug")


def test_sales_and_adjustments_at_once_lose_nothing(real_db: None) -> None:
    """Staff put on 5 times 10 pieces in the form while shoppers buy 20 times 1: all are counted."""
    mug = stock_shelf(20).mug

    def staff() -> None:
        for _time in range(5):
            edited = EditedVariant({"stock": 30}, {"stock": 20}, id=mug.pk)
            edit_product(mug.product_id, Edited(), variants=[edited], by=SYSTEM)
        connection.close()

    def shopper() -> None:
        for _time in range(10):
            take_stock({mug.pk: 1}, by=VISITOR)
        connection.close()

    threads = [threading.Thread(target=who) for who in (staff, shopper, shopper)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Variant.objects.get(pk=mug.pk).stock == 20 + 50 - 20
