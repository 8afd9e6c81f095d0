"""What the account's views share: who may come in, where to go back to, and how a refusal looks."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

import structlog
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import translation

from clientela.accounts.actions import known_device
from clientela.accounts.models import AccountSettings
from clientela.core.errors import Busy, Refused, TooMany
from clientela.core.paths import own_path
from clientela.customers.models import Customer
from clientela.storefront.context import accounts_open, page
from clientela.storefront.door import YEAR, ShopperRequest, cookie_name, put_cookie
from clientela.ui import failures, forms

P = ParamSpec("P")
View = Callable[Concatenate[ShopperRequest, P], HttpResponse]
DoorView = Callable[Concatenate[HttpRequest, P], HttpResponse]
HOME = "/account"
DAY = 24 * 3600
log = structlog.get_logger()


class SeeOther(HttpResponseRedirect):
    """Go there with GET."""

    status_code = 303


def with_accounts(view: View[P]) -> DoorView[P]:
    """A page that exists only while the store has accounts, and takes each field of a form once (LK-08)."""

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not accounts_open():
            return page(request, "account/not_available.html", status=404)
        if request.method == "POST" and not _is_plain(request):
            return failures.page(request, 400)
        return view(request, *args, **kwargs)

    return guarded


def _is_plain(request: HttpRequest) -> bool:
    """Whether a form was sent in which every field stands once."""
    once = all(len(values) == 1 and "[" not in name for name, values in request.POST.lists())
    return once and request.content_type in {"application/x-www-form-urlencoded", "multipart/form-data"}


def signed_in(view: View[P]) -> DoorView[P]:
    """A page of a customer's own: others log in first and come back."""

    @with_accounts
    @wraps(view)
    def guarded(request: ShopperRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if not request.customer:
            return to_log_in(request)
        return view(request, *args, **kwargs)

    return guarded


def to_log_in(request: ShopperRequest) -> HttpResponse:
    """The way to the login page and back."""
    where = request.get_full_path() if request.method in {"GET", "HEAD"} else HOME
    target = f"/account/login?{urlencode({'next': where})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def own(request: ShopperRequest) -> Customer:
    """The customer of a page that `signed_in` guards."""
    assert request.customer
    return request.customer


def next_of(request: HttpRequest) -> str:
    """Where the shopper wanted to go, if that is a page of ours; empty otherwise (security WB-07)."""
    return own_path(request.POST.get("next", "") or request.GET.get("next", ""), "")


def carry(path: str, request: HttpRequest) -> str:
    """A path of ours that keeps the way back."""
    target = next_of(request)
    return f"{path}?{urlencode({'next': target})}" if target else path


def sheet(
    request: ShopperRequest, template: str, form: BaseForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    """A page of the account around one form, with the way back."""
    values = {"form": form, "next": next_of(request), "carried": carry("", request)}
    return page(request, template, values | more, status=status)


def posted(request: HttpRequest) -> QueryDict | None:
    """What the form was sent with; nothing where the page is only looked at."""
    return request.POST if request.method == "POST" else None


def attempt(
    request: HttpRequest, form: BaseForm, act: Callable[[], HttpResponse]
) -> tuple[HttpResponse | None, int]:
    """Do what was posted. Gives the answer, or none and the status of the page that shows the form again."""
    if request.method != "POST":
        return None, 200
    if not form.is_valid():
        return None, 422
    try:
        return act(), 303
    except Refused as refused:
        # Brakes and dead codes are no facts of the journal: this line tells of them (security PR-08).
        log.info("refused", reason=refused.code)
        forms.show(form, refused)
        return None, {TooMany: 429, Busy: 503}.get(type(refused), 422)


def is_robot(request: HttpRequest) -> bool:
    """Whether the field that people don't see was filled in."""
    return bool(request.POST.get("website"))


def agent(request: HttpRequest) -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")


def session_token(request: HttpRequest) -> str:
    """The token of this browser's session, if any."""
    return request.COOKIES.get(cookie_name("customer"), "")


def let_in(response: HttpResponse, customer: Customer, token: str) -> HttpResponse:
    """Give the browser its session, know it again later, and speak the language the customer chose."""
    put_cookie(response, "customer", token, AccountSettings.current().longest_days * DAY)
    put_cookie(response, "device", known_device(customer.email_key or ""), YEAR)
    return speak(response, customer.language)


def speak(response: HttpResponse, language: str) -> HttpResponse:
    """Let the store speak this language in this browser from now on."""
    if language:
        put_cookie(response, "language", language, YEAR)
    return response


def language() -> str:
    """The language in which the shopper reads now."""
    return translation.get_language() or ""
