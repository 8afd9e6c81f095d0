"""Hashes as Django stores them: `pbkdf2_sha256$…`, `bcrypt_sha256$…`, `argon2$…`, `scrypt$…`, `md5$…`."""

import binascii
import hashlib
import re

from django.contrib.auth.hashers import (
    PBKDF2PasswordHasher,
    PBKDF2SHA1PasswordHasher,
    ScryptPasswordHasher,
)

from clientela.accounts.foreign import argon2_phc, bcrypt_crypt
from clientela.accounts.foreign.family import Family

_PBKDF2 = re.compile(r"(pbkdf2_sha(?:256|1)\$(\d{1,8})\$[^$\s]{1,48})\$([A-Za-z0-9+/]{27,43}=)")
_SCRYPT = re.compile(r"(scrypt\$(\d{1,6})\$[^$\s]{1,40}\$(\d{1,2})\$(\d{1,2}))\$([A-Za-z0-9+/]{86}==)")
_MD5 = re.compile(r"(md5\$[^$\s]{1,48})\$([0-9a-f]{32})")
# Twice what Django asks for today; scrypt's memory is 128 bytes × work × block size.
_MOST_ROUNDS, _MOST_SCRYPT = 3_000_000, 2**20
_BEHIND = {"bcrypt": bcrypt_crypt, "bcrypt_sha256": bcrypt_crypt, "argon2": argon2_phc}


def read(text: str) -> tuple[str, str] | None:
    """All but the last part, then the digest."""
    name, _dollar, rest = text.partition("$")
    if behind := _BEHIND.get(name):
        found = behind.read(rest if rest.startswith("$") else f"${rest}")
        return (f"{name}${found[0]}", found[1]) if found else None
    if pbkdf2 := _PBKDF2.fullmatch(text):
        return (pbkdf2[1], pbkdf2[3]) if 0 < int(pbkdf2[2]) <= _MOST_ROUNDS else None
    if scrypt := _SCRYPT.fullmatch(text):
        return (scrypt[1], scrypt[5]) if _is_fair(*(int(scrypt[place]) for place in (2, 3, 4))) else None
    md5 = _MD5.fullmatch(text)
    return (md5[1], md5[2]) if md5 else None


def _is_fair(work: int, block: int, lanes: int) -> bool:
    is_power = work > 1 and not work & (work - 1)
    return is_power and block > 0 and lanes > 0 and work * block * lanes <= _MOST_SCRYPT


def inner(password: str, settings: str) -> str:
    """The digest of a password by these settings."""
    name, *parts = settings.split("$", 1)
    rest = parts[0]
    if name == "argon2":
        return argon2_phc.inner(password, rest)
    if name == "bcrypt":
        return bcrypt_crypt.inner(password, rest)
    if name == "bcrypt_sha256":
        return bcrypt_crypt.of_bytes(binascii.hexlify(hashlib.sha256(password.encode()).digest()), rest)
    if name == "md5":
        return hashlib.md5((rest + password).encode(), usedforsecurity=False).hexdigest()
    return _by_django(name, password, rest.split("$"))


def _by_django(name: str, password: str, figures: list[str]) -> str:
    if name == "scrypt":
        work, salt, block, lanes = figures
        made = ScryptPasswordHasher().encode(password, salt, int(work), int(block), int(lanes))
    else:
        kind = PBKDF2PasswordHasher if name == "pbkdf2_sha256" else PBKDF2SHA1PasswordHasher
        made = kind().encode(password, figures[1], int(figures[0]))
    return made.rpartition("$")[2]


FAMILY = Family("django", read, inner)
