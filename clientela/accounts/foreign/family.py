"""What every family of foreign password hashes is: how it is read, and how a password is hashed its way."""

from collections.abc import Callable
from dataclasses import dataclass

# Salt and figures stand beside the wrapped hash in a column of 255 letters.
LONGEST_SETTINGS = 80


@dataclass(frozen=True)
class Foreign:
    """A hash brought from another shop, taken apart: all that isn't secret, and the digest itself."""

    format: str
    settings: str
    digest: str


@dataclass(frozen=True)
class Family:
    """One family. `read` gives settings and digest of a hash that is of it; `inner` the digest of a password.

    Both are pure. A password and the settings always give the same digest, so that only a hash of the digest
    needs to be kept. `read` gives nothing for what is of another family, or would cost too much to check.
    """

    format: str
    read: Callable[[str], tuple[str, str] | None]
    inner: Callable[[str, str], str]
