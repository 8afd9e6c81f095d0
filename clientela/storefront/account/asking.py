"""What ties a mailed code or a passkey's challenge to the browser that asked for it."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase

from clientela.core import seals
from clientela.storefront.account.gates import SeeOther, carry
from clientela.storefront.door import cookie_name, drop_cookie, put_cookie

HOUR = 3600
BROWSER = "browser"


def browser_of(request: HttpRequest) -> str:
    """The token by which this browser is known for a day; a new one where it has none yet."""
    return request.COOKIES.get(cookie_name(BROWSER), "") or seals.new_token()


def keep_browser(response: HttpResponseBase, browser: str) -> None:
    """Let this browser be known for a day."""
    put_cookie(response, BROWSER, browser, 24 * HOUR)


def asked(request: HttpRequest, cookie: str) -> tuple[UUID | None, str]:
    """The challenge that a cookie names, and the browser that asked for it."""
    try:
        challenge_id = UUID(request.COOKIES.get(cookie_name(cookie), ""))
    except ValueError:
        return None, ""
    return challenge_id, request.COOKIES.get(cookie_name(BROWSER), "")


def to_code(request: HttpRequest, page: str, cookie: str, challenge_id: UUID, browser: str) -> HttpResponse:
    """On to the page that takes the code, in this browser."""
    response = SeeOther(carry(page, request))
    keep_browser(response, browser)
    put_cookie(response, cookie, str(challenge_id), HOUR)
    return response


def asked_no_more(response: HttpResponse, cookie: str) -> HttpResponse:
    """The answer after which the code is of no use any more."""
    drop_cookie(response, cookie)
    return response
