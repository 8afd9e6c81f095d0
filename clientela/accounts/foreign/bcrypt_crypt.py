"""The bcrypt of PHP, Laravel, PrestaShop and others: `$2y$`, `$2b$` or `$2a$`."""

import re

import bcrypt

from clientela.accounts.foreign.family import Family

FORM = re.compile(r"(\$2[aby]\$(\d\d)\$[./0-9A-Za-z]{22})([./0-9A-Za-z]{31})")
# A cost of 14 takes a second.
_LEAST, _MOST = 4, 14
# bcrypt knows no more of a password, wherever it was made.
_COUNTS = 72


def read(text: str) -> tuple[str, str] | None:
    """Marker, cost and salt, then the digest."""
    found = FORM.fullmatch(text)
    if found is None or not _LEAST <= int(found[2]) <= _MOST:
        return None
    return found[1], found[3]


def of_bytes(raw: bytes, settings: str) -> str:
    """The digest of the first 72 bytes by these settings."""
    return bcrypt.hashpw(raw[:_COUNTS], settings.encode()).decode()[-31:]


def inner(password: str, settings: str) -> str:
    """The digest of a password by these settings."""
    return of_bytes(password.encode(), settings)


FAMILY = Family("bcrypt", read, inner)
