"""The oldest of all: a bare MD5 or SHA-256 of the password in hex, without salt."""

import hashlib
import re
from collections.abc import Callable

from clientela.accounts.foreign.family import Family


def _reads(length: int) -> Callable[[str], tuple[str, str] | None]:
    form = re.compile(f"[0-9a-fA-F]{{{length}}}")
    return lambda text: ("", text.lower()) if form.fullmatch(text) else None


def _md5(password: str, _settings: str) -> str:
    return hashlib.md5(password.encode(), usedforsecurity=False).hexdigest()


def _sha256(password: str, _settings: str) -> str:
    return hashlib.sha256(password.encode()).hexdigest()


MD5 = Family("md5", _reads(32), _md5)
SHA256 = Family("sha256", _reads(64), _sha256)
