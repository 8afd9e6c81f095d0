"""Where a redirect may lead: a plain path of our own, never what a browser reads as another site (WB-07)."""

import re
from urllib.parse import unquote

_BAD = re.compile(r"[\x00-\x20\x7f\\]|//|(^|/)\.{1,2}(/|$)")


def own_path(target: str, otherwise: str) -> str:
    """The target where it is a local path without dot segments, double slashes or escapes of them."""
    plain = unquote(unquote(target.split("?")[0].split("#")[0]))
    if not target.startswith("/") or _BAD.search(plain) or _BAD.search(target.split("?")[0]):
        return otherwise
    return target if not re.search(r"[\x00-\x1f\x7f\\]", target) else otherwise


def of_store(target: str, store_url: str, otherwise: str) -> str:
    """The path behind a whole address of the store's own, or behind a path; anything else is no way back.

    Scheme, host and port are those of the store, letter by letter: browsers read other spellings their way.
    """
    home = store_url.rstrip("/")
    if target == home:
        return "/"
    return own_path(target.removeprefix(home) if target.startswith(f"{home}/") else target, otherwise)
