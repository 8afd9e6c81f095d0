"""Picture files of others: decoded within bounds, and drawn anew without what else they carry (WB-08)."""

import struct
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any, Protocol, TypeVar

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageOps

from clientela.core.errors import Busy, Refused

MOST_BYTES = 8 * 1024 * 1024
MOST_PIXELS = 6000
LARGE, SMALL = 1600, 400
QUALITY = 82
T = TypeVar("T")
_FORMATS = ("JPEG", "PNG", "WEBP")
_BROKEN = (
    OSError,
    SyntaxError,
    ValueError,
    TypeError,
    EOFError,
    LookupError,
    OverflowError,
    struct.error,
    Image.DecompressionBombError,
    Image.DecompressionBombWarning,
)
# One at a time in each process: a picture of 6000 by 6000 takes some 150 MB while it is decoded.
_TURN = BoundedSemaphore(1)
_PATIENCE = 10

Image.MAX_IMAGE_PIXELS = MOST_PIXELS * MOST_PIXELS


class Readable(Protocol):
    """A file that can be read from where it stands."""

    def read(self, most: Any = ..., /) -> Any:
        """At most so many bytes."""


@dataclass(frozen=True)
class Drawn:
    """A picture as we keep it, and a small one for lists, both WebP."""

    large: bytes
    small: bytes


class PictureRefused(Refused):
    """The file isn't a picture that can be shown."""

    code = "picture_refused"
    sentence = _("This file can't be shown as a picture. Choose a JPEG, PNG or WebP file.")
    field = "picture"


def drawn_anew(file: Readable) -> Drawn:
    """The picture in both sizes, upright, without place, camera or anything else that came with it.

    Raises `PictureRefused` with what to do about it, `Busy` where others are being drawn.
    """
    return _in_turn(file, _drawn)


def drawn_within(file: Readable, width: int, height: int) -> bytes:
    """The picture at most so wide and high, as a PNG: every mail program shows it. Raises as `drawn_anew`."""
    return _in_turn(file, lambda body: _png(_opened(body, (width, height))))


def drawn_square(file: Readable, side: int) -> bytes:
    """The picture in the middle of a square of this side, see-through around it, as a PNG."""
    return _in_turn(file, lambda body: _png(_square(_opened(body, (side, side)), side)))


@contextmanager
def _turn() -> Iterator[None]:
    if not _TURN.acquire(timeout=_PATIENCE):
        raise Busy(_("Other pictures are being prepared right now. Please try again in a moment."))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            yield
    finally:
        _TURN.release()


def _in_turn(file: Readable, draw: Callable[[bytes], T]) -> T:
    body = file.read(MOST_BYTES + 1)
    if len(body) > MOST_BYTES:
        raise PictureRefused(_("The file is larger than 8 MB. Choose a smaller one."))
    with _turn():
        try:
            return draw(body)
        except _BROKEN as error:
            raise PictureRefused from error


def _drawn(body: bytes) -> Drawn:
    plain = _opened(body, (LARGE, LARGE))
    large = _webp(plain)
    plain.thumbnail((SMALL, SMALL), Image.Resampling.LANCZOS)
    return Drawn(large, _webp(plain))


def _opened(body: bytes, most: tuple[int, int]) -> Image.Image:
    """The picture upright, in plain colours, no larger than asked."""
    with Image.open(BytesIO(body), formats=_FORMATS) as picture:
        # Only the head was read so far: nothing large is decoded before its size is known.
        if max(picture.size) > MOST_PIXELS:
            raise PictureRefused(_("The picture is wider or higher than 6,000 pixels. Choose a smaller one."))
        picture.draft("RGB", most)
        picture.load()
        plain = _plain(ImageOps.exif_transpose(picture))
    plain.thumbnail(most, Image.Resampling.LANCZOS)
    return plain


def _square(picture: Image.Image, side: int) -> Image.Image:
    ground = Image.new("RGBA", (side, side))
    ground.paste(picture, ((side - picture.width) // 2, (side - picture.height) // 2))
    return ground


def _plain(picture: Image.Image) -> Image.Image:
    """Colours alone, see-through where the picture is."""
    return picture.convert("RGBA" if picture.has_transparency_data else "RGB")


def _webp(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "WEBP", quality=QUALITY, method=4, exif=b"", icc_profile=b"", xmp=b"")
    return out.getvalue()


def _png(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "PNG", optimize=True, exif=b"", icc_profile=b"")
    return out.getvalue()
