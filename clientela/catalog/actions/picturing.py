"""Keeping pictures that staff upload."""

from collections.abc import Iterable

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from clientela.catalog import pictures
from clientela.core.actor import Actor
from clientela.core.powers import Power
from clientela.store import decoding
from clientela.store.decoding import PictureRefused, Readable

__all__ = ["PictureRefused", "keep_picture", "remove_pictures"]


def keep_picture(file: Readable, *, by: Actor) -> str:
    """Draw an uploaded picture anew, keep it with a small one, and give its name for a product.

    The name is ours and tells the content: the same picture is kept once. Raises `PictureRefused`, `Busy`.
    """
    by.must(Power.PRODUCTS_EDIT)
    drawn = decoding.drawn_anew(file)
    name = pictures.name_of(drawn.large)
    for kept, body in ((pictures.small(name), drawn.small), (name, drawn.large)):
        if not default_storage.exists(kept):
            default_storage.save(kept, ContentFile(body))
    return name


def remove_pictures(names: Iterable[str], *, by: Actor) -> None:
    """Remove uploaded pictures that nothing shows, each with its small one. Safe twice."""
    by.must_be()
    for name in names:
        for kept in (name, pictures.small(name)):
            default_storage.delete(kept)
