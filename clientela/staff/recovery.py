"""Recovery codes: twelve letters without those that look alike, kept as keyed digests."""

import secrets

from clientela.core import seals

MANY = 10
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


def new_codes() -> list[str]:
    """Ten codes of about 59 bits each, in groups of four."""
    return ["-".join(_group() for _ in range(3)) for _ in range(MANY)]


def _group() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(4))


def plain(code: str) -> str:
    """The code as it was made, whatever case, spaces or strokes it was typed with."""
    return "".join(letter for letter in code.lower() if letter in _LETTERS)


def digest(user_id: int, code: str) -> str:
    """How a code is kept: it opens nothing in the hands of another, and can't be read back."""
    return seals.mac("recovery", str(user_id), plain(code))


def fits(kept: str, user_id: int, code: str) -> bool:
    """Whether this is the code that the digest was made of."""
    return seals.mac_fits(kept, "recovery", str(user_id), plain(code))
