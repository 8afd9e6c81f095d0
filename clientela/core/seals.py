"""Keys by purpose, sealed secrets, hashed tokens (security SC-01, LK-01, CD-02)."""

import base64
import hashlib
import hmac
import json
import secrets
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

TOKEN_BYTES = 32


class SealBroken(Exception):
    """The sealed text was changed, belongs elsewhere, or its key is gone."""


@lru_cache(maxsize=64)
def _key(secret: str, purpose: str) -> bytes:
    derive = HKDF(hashes.SHA256(), length=32, salt=None, info=f"clientela:{purpose}".encode())
    return derive.derive(secret.encode())


def _key_id(key: bytes) -> bytes:
    return hashlib.sha256(key).digest()[:4]


def purpose_key(purpose: str) -> bytes:
    """The 32-byte key for one purpose, derived from the secret key by HKDF."""
    return _key(settings.SECRET_KEY, purpose)


def purpose_keys(purpose: str) -> list[bytes]:
    """The key for one purpose, and those derived from former secret keys."""
    return [_key(secret, purpose) for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)]


def seal(value: Any, *, purpose: str, place: str) -> str:
    """Encrypt a JSON value with AES-GCM. `place` (table|row|column) binds it to where it stands."""
    key, nonce = purpose_key(purpose), secrets.token_bytes(12)
    body = AESGCM(key).encrypt(nonce, json.dumps(value).encode(), place.encode())
    return base64.urlsafe_b64encode(_key_id(key) + nonce + body).decode()


def unseal(text: str, *, purpose: str, place: str) -> Any:
    """Decrypt what `seal` made, also with a former secret key. Raises `SealBroken`."""
    try:
        raw = base64.urlsafe_b64decode(text.encode())
        for secret in (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS):
            key = _key(secret, purpose)
            if hmac.compare_digest(_key_id(key), raw[:4]):
                return json.loads(AESGCM(key).decrypt(raw[4:16], raw[16:], place.encode()))
    except (ValueError, InvalidTag) as error:
        raise SealBroken from error
    raise SealBroken


def new_token() -> str:
    """A random token of 256 bits for a cookie or a link."""
    return secrets.token_urlsafe(TOKEN_BYTES)


def token_hash(token: str) -> str:
    """How a token is stored: SHA-256 in hex, so that reading the database gives no way in."""
    return hashlib.sha256(token.encode()).hexdigest()


def mac(purpose: str, *parts: str) -> str:
    """A keyed digest of the parts, for short secrets such as codes and for signed links."""
    return _mac(settings.SECRET_KEY, purpose, parts)


def _mac(secret: str, purpose: str, parts: Sequence[str]) -> str:
    return hmac.new(_key(secret, purpose), "\x1f".join(parts).encode(), hashlib.sha256).hexdigest()


def mac_fits(given: str, purpose: str, *parts: str) -> bool:
    """Whether this is the keyed digest of the parts, made with the secret key or a former one."""
    secrets_known = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    return any(same(given, _mac(secret, purpose, parts)) for secret in secrets_known)


def same(one: str, other: str) -> bool:
    """Whether two texts are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
