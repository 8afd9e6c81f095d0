"""Contents of files, packed and encrypted where they lie (security FI-04)."""

import secrets
import zlib

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.utils.translation import gettext_lazy as _

from clientela.core import seals
from clientela.core.errors import Refused

_PURPOSE = "files of customers"
_NONCE = 12


class FileUnreadable(Refused):
    """The key with which the file was sealed is gone."""

    code = "file_unreadable"
    sentence = _("This file was sealed with another key and can't be opened any more.")


def seal(content: bytes, place: str) -> bytes:
    """Pack and encrypt; `place` binds it to where it stands."""
    nonce = secrets.token_bytes(_NONCE)
    packed = zlib.compress(content, 1)
    return nonce + AESGCM(seals.purpose_key(_PURPOSE)).encrypt(nonce, packed, place.encode())


def unseal(sealed: bytes | memoryview, place: str) -> bytes:
    """What `seal` was given. Raises `FileUnreadable`."""
    raw = bytes(sealed)
    for key in seals.purpose_keys(_PURPOSE):
        try:
            return zlib.decompress(AESGCM(key).decrypt(raw[:_NONCE], raw[_NONCE:], place.encode()))
        except InvalidTag:
            continue
    raise FileUnreadable
