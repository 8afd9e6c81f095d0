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
