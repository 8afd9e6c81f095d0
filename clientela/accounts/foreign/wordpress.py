"""WordPress 6.8 and newer: bcrypt over a keyed digest of the password, marked `$wp`."""

import base64
import hmac

from clientela.accounts.foreign import bcrypt_crypt
from clientela.accounts.foreign.family import Family
from clientela.accounts.foreign.phpass import TRIMMED

_MARK, _KEY = "$wp", b"wp-sha384"


def read(text: str) -> tuple[str, str] | None:
    """The settings of the bcrypt behind the mark, then the digest."""
    return bcrypt_crypt.read(text.removeprefix(_MARK)) if text.startswith(_MARK) else None


def inner(password: str, settings: str) -> str:
    """The digest of a password by these settings; every letter counts, past the 72nd byte too."""
    keyed = hmac.new(_KEY, password.strip(TRIMMED).encode(), "sha384").digest()
    return bcrypt_crypt.of_bytes(base64.b64encode(keyed), settings)


FAMILY = Family("wordpress", read, inner)
