"""Uploaded pictures: bounded, drawn anew, kept under names of ours."""

import hashlib
import struct
import zlib
from io import BytesIO

import pytest
from django.core.files.storage import default_storage
from PIL import Image

from clientela.catalog import pictures
from clientela.catalog.actions import PictureRefused, keep_picture
from clientela.core.actor import SYSTEM
from clientela.core.errors import NotAllowed
from tests.cast import VISITOR


@pytest.fixture(autouse=True)
def _files(settings, tmp_path) -> None:
    settings.MEDIA_ROOT = tmp_path


def drawn(kind: str = "JPEG", size: tuple[int, int] = (2400, 1200), mode: str = "RGB", **more) -> BytesIO:
    out = BytesIO()
    Image.new(mode, size, "teal" if mode == "RGB" else None).save(out, kind, **more)
    out.seek(0)
    return out


def png(width: int, height: int, body: bytes = b"") -> BytesIO:
    """A PNG file whose head says these measures, whatever its body holds."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    data = chunk(b"IDAT", zlib.compress(body))
    return BytesIO(b"\x89PNG\r\n\x1a\n" + head + data + chunk(b"IEND", b""))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_in_two_sizes(kind: str) -> None:
    """FI-04: the name is ours and tells the content; the same picture is kept once."""
    name = keep_picture(drawn(kind), by=SYSTEM)
    assert keep_picture(drawn(kind), by=SYSTEM) == name
    sizes = {}
    for kept in (name, pictures.small(name)):
        with default_storage.open(kept) as file:
            body = file.read()
        with Image.open(BytesIO(body)) as picture:
            assert picture.format == "WEBP"
            sizes[kept] = picture.size
        if kept == name:
            assert hashlib.sha256(body).hexdigest() in name
    assert list(sizes.values()) == [(1600, 800), (400, 200)]
    assert pictures.is_kept(name) and not pictures.is_kept(pictures.small(name))
    assert len(default_storage.listdir("")[1]) == 2


def test_where_and_with_what_it_was_taken_is_left_out() -> None:
    """WB-08: nothing but colours goes into the store; a picture taken sideways stands upright."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F] = 6, "SECRET-CAMERA"
    exif.get_ifd(0x8825)[2] = (59.0, 54.0, 0.0)
    name = keep_picture(drawn(size=(800, 400), exif=exif, comment=b"SECRET-WORDS"), by=SYSTEM)
    with default_storage.open(name) as file:
        body = file.read()
    assert b"SECRET" not in body and b"EXIF" not in body
    with Image.open(BytesIO(body)) as picture:
        assert picture.size == (400, 800) and not picture.getexif()


def test_small_and_see_through_ones_stay_so() -> None:
    name = keep_picture(drawn("PNG", (90, 60), "RGBA"), by=SYSTEM)
    with Image.open(BytesIO(default_storage.open(name).read())) as picture:
        assert picture.size == (90, 60) and picture.mode == "RGBA"
    for mode in ("P", "L", "1"):
        assert keep_picture(drawn("PNG", (90, 60), mode), by=SYSTEM)
    assert keep_picture(drawn("JPEG", (90, 60), "CMYK"), by=SYSTEM)


def test_what_is_no_picture_is_refused() -> None:
    """WB-08: no drawings with scripts, other formats, broken files, bombs; each with what to do about it."""
    script = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
    whole = drawn().getvalue()
    for body in (
        script,
        b"",
        b"GIF89a;",
        drawn("GIF").getvalue(),
        drawn("TIFF", (9, 9)).getvalue(),
        whole[:900],
    ):
        with pytest.raises(PictureRefused, match="JPEG, PNG or WebP"):
            keep_picture(BytesIO(body), by=SYSTEM)
    with pytest.raises(PictureRefused, match="8 MB"):
        keep_picture(BytesIO(b"\xff\xd8" + bytes(8 * 1024 * 1024)), by=SYSTEM)
    for size in ((6001, 10), (10, 6001), (60_000, 60_000), (2**31 - 1, 2**31 - 1)):
        with pytest.raises(PictureRefused):
            keep_picture(png(*size), by=SYSTEM)
    with pytest.raises(PictureRefused):
        keep_picture(png(5000, 5000, bytes(1000)), by=SYSTEM)
    assert not default_storage.listdir("")[1]


def test_only_those_who_may_upload() -> None:
    """AC-01."""
    with pytest.raises(NotAllowed):
        keep_picture(drawn(), by=VISITOR)


def test_no_name_of_others_making_is_taken() -> None:
    """FI-04: neither paths nor files that happen to be there."""
    for name in ("", "../settings", "product-1.webp", "mug-0123456789ab.svg", "/etc/passwd"):
        assert not pictures.is_kept(name)
    assert pictures.small("mug-0123456789ab.svg") == "mug-0123456789ab.svg"
