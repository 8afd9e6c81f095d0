"""Magento, Adobe Commerce, OpenMage: `digest:salt:version`, where a chain of versions is applied in turn.

Also `digest:salt` of Magento 1, and of shops that put one key before every password (PrestaShop 1.6).
"""

import hashlib
import re

from argon2 import low_level

from clientela.accounts.foreign.family import Family

_FORM = re.compile(r"([0-9a-f]{32,128}):([^:\s]{1,64})((?::[0-9_]+){0,4})")
_TUNED = re.compile(r"3_(\d{2,3})_(\d)_(\d{5,9})")
# Length of the digest, passes, bytes of memory; version 2 has them fixed.
_FIXED = (32, 2, 67_108_864)
_MOST_MEMORY, _MOST_PASSES = 268_435_456, 8
_SALT_BYTES = 16


def _tuning(version: str) -> tuple[int, int, int] | None:
    """What an Argon2id step of a chain takes; nothing where it is none, or takes too much."""
    if version == "2":
        return _FIXED
    found = _TUNED.fullmatch(version)
    if found is None:
        return None
    length, passes, memory = (int(found[place]) for place in (1, 2, 3))
    fair = 16 <= length <= 64 and 1 <= passes <= _MOST_PASSES and 8192 <= memory <= _MOST_MEMORY
    return (length, passes, memory) if fair else None


def _length(version: str) -> int:
    """How many hex letters a step of the chain gives; none where there is no such step."""
    tuned = _tuning(version)
    return tuned[0] * 2 if tuned else {"0": 32, "1": 64}.get(version, 0)


def read(text: str) -> tuple[str, str] | None:
    """Salt and versions, then the digest. Without a version its length tells which it is."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    digest, salt = found[1], found[2]
    versions = found[3].split(":")[1:] or [{32: "0", 64: "1"}.get(len(digest), "")]
    if not all(map(_length, versions)) or _length(versions[-1]) != len(digest):
        return None
    return ":".join((salt, *versions)), digest


def inner(password: str, settings: str) -> str:
    """The digest of a password: each version hashes what the one before it gave."""
    salt, *versions = settings.split(":")
    made = password
    for version in versions:
        made = _step(made, salt, version)
    return made


def _step(text: str, salt: str, version: str) -> str:
    if tuned := _tuning(version):
        return _argon2(text, salt, *tuned)
    salted = (salt + text).encode()
    if version == "0":
        return hashlib.md5(salted, usedforsecurity=False).hexdigest()
    return hashlib.sha256(salted).hexdigest()


def _argon2(text: str, salt: str, length: int, passes: int, memory: int) -> str:
    # Sodium takes sixteen bytes of salt: ours is cut, or repeated until it is long enough.
    raw = salt.encode()
    exact = (raw * (_SALT_BYTES // len(raw) + 1))[:_SALT_BYTES]
    return low_level.hash_secret_raw(
        text.encode(), exact, passes, memory // 1024, 1, length, low_level.Type.ID
    ).hex()


FAMILY = Family("magento", read, inner)
