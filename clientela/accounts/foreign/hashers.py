"""Foreign hashes wrapped in Argon2id: what is kept until the customer signs in (security PW-07)."""

import base64
from typing import Any

from django.contrib.auth.hashers import Argon2PasswordHasher, BasePasswordHasher

from clientela.accounts import foreign
from clientela.accounts.foreign.family import Foreign
from clientela.core.hashing import Argon2idHasher


class WrappedForeign(BasePasswordHasher):
    """Argon2id of a foreign digest, beside the salt and figures by which a password gives that digest.

    `foreign$<format>$<settings in Base64>$argon2$argon2id$…`: the bare foreign hash isn't in it.
    """

    algorithm = "foreign"

    def wrap(self, bare: Foreign) -> str:
        """The hash to keep in the place of a bare one."""
        strong = Argon2idHasher()
        settings = base64.urlsafe_b64encode(bare.settings.encode()).decode()
        # In this very thread, which the caller made to wait for sign-ins.
        around = Argon2PasswordHasher.encode(strong, bare.digest, strong.salt())
        return f"{self.algorithm}${bare.format}${settings}${around}"

    def encode(self, password: str, salt: str) -> str:
        """Nothing new is ever hashed this way."""
        raise ValueError("A foreign hash is only wrapped, never made.")

    def decode(self, encoded: str) -> dict[str, Any]:
        """Format, settings and the Argon2id hash around the digest."""
        _name, format_, settings, strong = encoded.split("$", 3)
        plain = base64.urlsafe_b64decode(settings).decode()
        return {"algorithm": self.algorithm, "format": format_, "settings": plain, "hash": strong}

    def verify(self, password: str, encoded: str) -> bool:
        """Whether the password gives the foreign digest that was wrapped."""
        parts = self.decode(encoded)
        digest = foreign.FAMILIES[parts["format"]].inner(password, parts["settings"])
        return Argon2idHasher().verify(digest, parts["hash"])

    def must_update(self, encoded: str) -> bool:
        """Always: at the first sign-in it becomes a hash of ours."""
        return True

    def safe_summary(self, encoded: str) -> Any:
        """What may be shown of it."""
        return {"algorithm": self.algorithm, "format": self.decode(encoded)["format"]}

    def harden_runtime(self, password: str, encoded: str) -> None:
        """The work is what the foreign format asks for, and one Argon2id."""


def is_wrapped(encoded: str) -> bool:
    """Whether a stored password is a foreign hash, wrapped."""
    return encoded.startswith(f"{WrappedForeign.algorithm}$")
