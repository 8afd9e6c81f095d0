"""Removing uploaded pictures that nothing shows."""

import os
import time

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clientela.catalog import pictures
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from clientela.orders.actions import sweep_pictures
from clientela.orders.models import OrderLine
from tests.admin.scenes import make_order, make_product
from tests.cast import VISITOR, Cast


def uploaded(body: bytes, *, days: int) -> str:
    name = pictures.name_of(body)
    for kept in (name, pictures.small(name)):
        default_storage.delete(kept)
        default_storage.save(kept, ContentFile(body))
        then = time.time() - days * 24 * 3600
        os.utime(default_storage.path(kept), (then, then))
    return name


def test_old_ones_that_nothing_shows_go(cast: Cast) -> None:
    """On a product or an order it stays, uploaded today too; other files are never touched."""
    product, order = make_product(), make_order(cast.ingrid)
    shown, bought, fresh = uploaded(b"a", days=9), uploaded(b"b", days=9), uploaded(b"c", days=0)
    unused = uploaded(b"d", days=2)
    default_storage.delete("logo-0123456789abcdef.png")
    other = default_storage.save("logo-0123456789abcdef.png", ContentFile(b"x"))
    os.utime(default_storage.path(other), (0, 0))
    type(product).objects.update(picture=shown)
    OrderLine.objects.filter(order=order).update(picture=bought)
    for _again in range(2):
        sweep_pictures(by=SYSTEM)
    there = [default_storage.exists(name) for name in (shown, bought, fresh, other, pictures.small(shown))]
    assert all(there)
    assert not default_storage.exists(unused) and not default_storage.exists(pictures.small(unused))


def test_only_by_the_clock(db: None) -> None:
    """AC-01."""
    with pytest.raises(NotAllowed):
        sweep_pictures(by=VISITOR)
