"""Multipass tokens: what another site of the merchant's own says of who comes (api-facts 5, security MP-01).

Pure: keys, a clock and a token in, claims out. Encrypted with AES-128-CBC, then signed with HMAC-SHA256, both
keys from SHA-256 of the secret; the signature is checked in constant time before anything is decrypted.
"""

import base64
import hashlib
import hmac
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives import padding
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

LASTS = timedelta(minutes=15)
# The other site's clock may be a little ahead of ours.
AHEAD = timedelta(minutes=2)
# A token with a hundred addresses has fewer letters.
LONGEST = 65_536
_BLOCK, _MAC = 16, 32


class NotValid(Exception):
    """This is no token of this store's, or no longer: which of these is never told."""


@dataclass(frozen=True)
class Claims:
    """Who comes, as the other site says. `tags` is nothing where it says nothing of them; `once` names the
    token, whatever way it is written."""

    email: str
    created_at: datetime
    once: str
    identifier: str = ""
    first_name: str = ""
    last_name: str = ""
    tags: str | None = None
    return_to: str = ""
    addresses: tuple[dict[str, Any], ...] = ()

    @property
    def until(self) -> datetime:
        """From when on it is too old anyway."""
        return self.created_at + LASTS + AHEAD


def open_token(token: str, secrets: Sequence[str], now: datetime) -> Claims:
    """What a token says, made with one of these secrets at most fifteen minutes ago. Raises `NotValid`."""
    try:
        raw = _decoded(token)
        keys = [hashlib.sha256(secret.encode()).digest() for secret in secrets if secret]
        signed = [key for key in keys if _is_signed(raw, key[_BLOCK:])]
        if not signed:
            raise NotValid
        claims = _claims(json.loads(_decrypted(raw[:-_MAC], signed[0][:_BLOCK])), raw)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotValid from error
    if not now - LASTS <= claims.created_at <= now + AHEAD:
        raise NotValid
    return claims


def _decoded(token: str) -> bytes:
    """The bytes behind URL-safe Base64, with its padding or without."""
    if len(token) > LONGEST:
        raise NotValid
    plain = token.rstrip("=").replace("-", "+").replace("_", "/")
    raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    # An initial vector, a block of text at least, and the signature.
    if len(raw) < 2 * _BLOCK + _MAC or (len(raw) - _MAC) % _BLOCK:
        raise NotValid
    return raw


def _is_signed(raw: bytes, key: bytes) -> bool:
    return hmac.compare_digest(hmac.new(key, raw[:-_MAC], "sha256").digest(), raw[-_MAC:])


def _decrypted(body: bytes, key: bytes) -> bytes:
    # The protocol fixes the mode; the signature around it was checked before.
    cipher = Cipher(algorithms.AES(key), modes.CBC(body[:_BLOCK])).decryptor()
    padded = cipher.update(body[_BLOCK:]) + cipher.finalize()
    unpadder = padding.PKCS7(8 * _BLOCK).unpadder()
    return unpadder.update(padded) + unpadder.finalize()


def _claims(said: dict[str, Any], raw: bytes) -> Claims:
    made = datetime.fromisoformat(str(said["created_at"]))
    addresses, email = said.get("addresses") or [], _text(said["email"])
    if not email:
        raise NotValid
    return Claims(
        email=email,
        created_at=made if made.tzinfo else made.replace(tzinfo=UTC),
        once=hashlib.sha256(raw).hexdigest(),
        identifier=_text(said.get("identifier")),
        first_name=_text(said.get("first_name")),
        last_name=_text(said.get("last_name")),
        tags=None if said.get("tag_string") is None else _text(said["tag_string"]),
        return_to=str(said.get("return_to") or ""),
        addresses=tuple(address for address in addresses if isinstance(address, dict)),
    )


def _text(value: Any) -> str:
    """A claim's text; other sites send numbers as identifiers, too."""
    if value is None:
        return ""
    if isinstance(value, bool | list | dict) or "\0" in str(value):
        raise NotValid
    return str(value).strip()


def places_of(claims: Claims, most: int) -> list[tuple[dict[str, str], bool]]:
    """The addresses a token brings, in our words, each with whether it is to be the default."""
    return [(_place(address), address.get("default") is True) for address in claims.addresses[:most]]


_OURS = {
    "line1": ("address1",),
    "line2": ("address2",),
    "city": ("city",),
    "region": ("province_code", "province"),
    "postcode": ("zip",),
    "country": ("country_code", "country"),
    "phone": ("phone",),
    "company": ("company",),
    "first_name": ("first_name",),
    "last_name": ("last_name",),
}


def _place(address: dict[str, Any]) -> dict[str, str]:
    given = {name: str(value).replace("\0", "") for name, value in address.items() if isinstance(value, str)}
    return {ours: next((given[t] for t in theirs if given.get(t)), "") for ours, theirs in _OURS.items()}
