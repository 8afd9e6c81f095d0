"""How passwords are hashed: Argon2id by OWASP's figures (security PW-01)."""

import unicodedata

from django.contrib.auth.hashers import Argon2PasswordHasher

LONGEST_BYTES = 1024


class Argon2idHasher(Argon2PasswordHasher):
    """Argon2id with 19 MiB, two passes and one lane: about 30 ms on ordinary hardware."""

    time_cost = 2
    memory_cost = 19456
    parallelism = 1


def normal(password: str) -> str:
    """The one form in which a password is hashed and checked: NFC, nothing trimmed or cut."""
    return unicodedata.normalize("NFC", password)


def fits_in(password: str) -> bool:
    """Whether the password is short enough to be hashed at all (security PW-03)."""
    return len(password.encode()) <= LONGEST_BYTES
