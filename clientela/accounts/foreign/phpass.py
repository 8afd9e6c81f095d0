"""The phpass of WordPress before 6.8, WooCommerce, phpBB and others: MD5 over and over, `$P$` or `$H$`."""

import hashlib
import re

from clientela.accounts.foreign.family import Family

_LETTERS = "./0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_FORM = re.compile(r"(\$[PH]\$[./0-9A-Za-z]{9})([./0-9A-Za-z]{22})")
# Two to the power of 18 rounds take a tenth of a second; WordPress makes do with 13.
_LEAST, _MOST = 7, 18
# What PHP's `trim` takes off: WordPress trims a password before it is hashed or checked.
TRIMMED = " \t\n\r\0\x0b"


def _rounds(settings: str) -> int:
    return _LETTERS.index(settings[3])


def read(text: str) -> tuple[str, str] | None:
    """Marker, cost and salt, then the digest."""
    found = _FORM.fullmatch(text)
    if found is None or not _LEAST <= _rounds(found[1]) <= _MOST:
        return None
    return found[1], found[2]


def inner(password: str, settings: str) -> str:
    """The digest of a password by these settings."""
    raw = (password.strip(TRIMMED) if settings.startswith("$P$") else password).encode()
    digest = hashlib.md5(settings[4:12].encode() + raw, usedforsecurity=False).digest()
    for _round in range(2 ** _rounds(settings)):
        digest = hashlib.md5(digest + raw, usedforsecurity=False).digest()
    return _encoded(digest)


def _encoded(raw: bytes) -> str:
    """Its own Base64: six bits at a time, lowest first, in groups of three bytes."""
    letters = []
    for start in range(0, len(raw), 3):
        group = raw[start : start + 3]
        value = int.from_bytes(group, "little")
        letters += [_LETTERS[value >> 6 * place & 63] for place in range(len(group) + 1)]
    return "".join(letters)


FAMILY = Family("phpass", read, inner)
