"""Argon2 in its usual text form: `$argon2id$v=19$m=…,t=…,p=…$salt$digest`, of Laravel, plugins and others."""

import base64
import binascii
import re

from argon2 import low_level

from clientela.accounts.foreign.family import Family

_FORM = re.compile(
    r"(\$argon2(id|i|d)(?:\$v=(16|19))?\$m=(\d{1,7}),t=(\d{1,2}),p=(\d{1,2})\$([A-Za-z0-9+/]{11,64}))"
    r"\$([A-Za-z0-9+/]{16,86})"
)
_SETTINGS = re.compile(_FORM.pattern.rpartition(r"\$(")[0] + r"\$(\d+)")
_KINDS = {"d": low_level.Type.D, "i": low_level.Type.I, "id": low_level.Type.ID}
# 256 MiB; ours takes 19.
_MOST_MEMORY, _MOST_PASSES, _MOST_LANES = 262_144, 16, 16


def _raw(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4))


def read(text: str) -> tuple[str, str] | None:
    """Kind, figures, salt and the digest's length, then the digest."""
    found = _FORM.fullmatch(text)
    if found is None:
        return None
    memory, passes, lanes = (int(found[place]) for place in (4, 5, 6))
    if not (8 * lanes <= memory <= _MOST_MEMORY and 1 <= passes <= _MOST_PASSES and lanes <= _MOST_LANES):
        return None
    try:
        length = len(_raw(found[8]))
        return (f"{found[1]}${length}", found[8]) if len(_raw(found[7])) >= 8 else None
    except binascii.Error:
        return None


def inner(password: str, settings: str) -> str:
    """The digest of a password by these settings."""
    found = _SETTINGS.fullmatch(settings)
    if found is None:
        raise ValueError(settings)
    made = low_level.hash_secret_raw(
        password.encode(),
        _raw(found[7]),
        time_cost=int(found[5]),
        memory_cost=int(found[4]),
        parallelism=int(found[6]),
        hash_len=int(found[8]),
        type=_KINDS[found[2]],
        version=int(found[3] or 16),
    )
    return base64.b64encode(made).decode().rstrip("=")


FAMILY = Family("argon2", read, inner)
