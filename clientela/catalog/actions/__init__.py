"""The verbs of the catalogue."""

from clientela.catalog.actions.editing import Edited, EditedVariant, edit_product
from clientela.catalog.actions.picturing import PictureRefused, keep_picture, remove_pictures
from clientela.catalog.actions.products import NewProduct, NewVariant, add_product
from clientela.catalog.actions.stock import (
    MoreOrLess,
    OutOfStock,
    SetTo,
    TooFewLeft,
    adjust_stock,
    put_back,
    take_stock,
)
from clientela.catalog.rules import HandleTaken

__all__ = [
    "Edited",
    "EditedVariant",
    "HandleTaken",
    "MoreOrLess",
    "NewProduct",
    "NewVariant",
    "OutOfStock",
    "PictureRefused",
    "SetTo",
    "TooFewLeft",
    "add_product",
    "adjust_stock",
    "edit_product",
    "keep_picture",
    "put_back",
    "remove_pictures",
    "take_stock",
]
