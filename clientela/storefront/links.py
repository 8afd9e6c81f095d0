"""Links from emails: their token leaves the address at once and waits in a cookie for the page behind it."""

from collections.abc import Callable
from typing import TypeVar

from clientela.storefront.account.gates import SeeOther
from clientela.storefront.door import ShopperRequest, cookie_name, put_cookie

HOUR = 3600
Found = TypeVar("Found")


def take(page: str, cookie: str, customer_id: int, token: str) -> SeeOther:
    """Lead on to a page whose address holds no token (security LK-04, LK-06); nothing is used up by it."""
    response = SeeOther(page)
    # What isn't ASCII is no token of ours, and no cookie holds it.
    put_cookie(response, cookie, f"{customer_id}.{token if token.isascii() else ''}", HOUR)
    response["Referrer-Policy"] = "no-referrer"
    return response


def held(
    request: ShopperRequest, cookie: str, find: Callable[[int, str], Found | None]
) -> tuple[Found | None, str]:
    """What the cookie's link opens, as `find` knows it by customer and token; and the token."""
    number, _dot, token = request.COOKIES.get(cookie_name(cookie), "").partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None, ""
    return find(int(number), token), token
