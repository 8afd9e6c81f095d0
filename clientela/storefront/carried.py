"""What the store keeps in a shopper's own browser: sealed, so that only we can read or make it."""

from typing import Any

from django.http import HttpResponseBase

from clientela.core.seals import SealBroken, seal, unseal
from clientela.storefront.door import YEAR, ShopperRequest, cookie_name, drop_cookie, put_cookie

# A guest's contact and address, where "Save this information for next time" was ticked.
REMEMBERED = "remembered"
# Email and name of a guest's order, for the account that may be made from it. Proves nothing.
FROM_ORDER = "from_order"
_SECONDS = {REMEMBERED: YEAR, FROM_ORDER: 3600}


def keep(response: HttpResponseBase, name: str, values: dict[str, Any]) -> None:
    """Put values into the browser: a year for the remembered, an hour for what comes from an order."""
    put_cookie(response, name, seal(values, purpose=f"cookie-{name}", place="cookie"), _SECONDS[name])


def kept(request: ShopperRequest, name: str) -> dict[str, Any]:
    """What was put there; empty where nothing was, or somebody changed it."""
    try:
        found = unseal(request.COOKIES[cookie_name(name)], purpose=f"cookie-{name}", place="cookie")
    except (KeyError, SealBroken, UnicodeError):
        return {}
    return found if isinstance(found, dict) else {}


def forget(response: HttpResponseBase, name: str) -> None:
    """Take it back."""
    drop_cookie(response, name)
