"""Fonts: the stacks that every device has, and the check of those that a store uploads (WOFF2)."""

import struct
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from clientela.core.errors import Refused

MOST_BYTES = 300 * 1024
# What it may unpack to: browsers refuse more as well.
_MOST_UNPACKED = 30 * 1024 * 1024
_HEAD = struct.Struct(">4sIIHHIIHHIIIII")
_FLAVOURS = (0x00010000, 0x4F54544F, 0x74727565)
_MOST_TABLES = 64
# Places in the format's own list of known tables (https://www.w3.org/TR/WOFF2/#table_dir_format).
_FREE_TAG, _GLYF, _LOCA, _HMTX, _VARIABLE = 63, 10, 11, 3, 47
_NEEDED = frozenset({0, 1, 2})

STACKS = {
    "sans": "",
    "serif": '"Iowan Old Style", "Palatino Linotype", Palatino, "URW Palladio L", Georgia, serif',
    "humanist": 'Seravek, "Gill Sans Nova", "Gill Sans", Ubuntu, Calibri, "DejaVu Sans", sans-serif',
    "mono": 'ui-monospace, "SF Mono", "Cascadia Mono", "Roboto Mono", Menlo, Consolas, monospace',
}


class FontRefused(Refused):
    """The file isn't a font that pages can use."""

    code = "font_refused"
    sentence = _("This file can't be used as a font. Choose a WOFF2 file.")
    field = "font_file"


@dataclass(frozen=True)
class Font:
    """A font file that was looked through; a variable one holds every weight."""

    body: bytes
    is_variable: bool


class _Short(Exception):
    """The file ends in the middle of a number."""


def checked(body: bytes) -> Font:
    """The font, if it is one from its first byte to its last (security FI-04). Raises `FontRefused`.

    Its tables are packed, so that only browsers look into them; they check every font before they use it.
    """
    if len(body) > MOST_BYTES:
        raise FontRefused(
            _("The font is larger than 300 KB. Leave out signs that you don't need, or choose another.")
        )
    try:
        return Font(body, _VARIABLE in _tables(body))
    except (_Short, struct.error) as error:
        raise FontRefused from error


def _tables(body: bytes) -> set[int]:
    """The known tables of a font whose head, list of tables and packed part fill the file exactly."""
    (sign, flavour, length, count, reserved, unpacked, packed, *_version, meta, _m, _mo, private, _p) = (
        _HEAD.unpack(body[: _HEAD.size])
    )
    if sign != b"wOF2" or flavour not in _FLAVOURS or length != len(body) or reserved:
        raise FontRefused
    # Whatever else may hang on a font (its maker's notes, private data) could be a file of another kind.
    if meta or private or not 0 < count <= _MOST_TABLES or not 0 < unpacked <= _MOST_UNPACKED:
        raise FontRefused
    at, found = _HEAD.size, set[int]()
    for _table in range(count):
        at, kind = _entry(body, at)
        found.add(kind)
    end = at + packed
    if not found >= _NEEDED or not packed or length not in {end, end + (-end % 4)} or any(body[end:]):
        raise FontRefused
    return found


def _entry(body: bytes, at: int) -> tuple[int, int]:
    """One entry of the list of tables: where the next begins, and which table it is."""
    flags = _byte(body, at)
    kind, changed = flags & 0x3F, flags >> 6
    at += 5 if kind == _FREE_TAG else 1
    at = _skip_number(body, at)
    is_glyphs = kind in {_GLYF, _LOCA}
    if (is_glyphs and changed == 0) or (kind == _HMTX and changed == 1):
        at = _skip_number(body, at)
    elif changed != (3 if is_glyphs else 0):
        raise FontRefused
    return at, kind


def _skip_number(body: bytes, at: int) -> int:
    """Where the number of one to five bytes that begins here ends."""
    for length in range(1, 6):
        if _byte(body, at + length - 1) < 0x80:
            return at + length
    raise FontRefused


def _byte(body: bytes, at: int) -> int:
    if at >= len(body):
        raise _Short
    return body[at]
