"""What the account's views share: who may come in, where to go back to, and how a refusal looks."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

import structlog
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils import translation

from clientela.accounts import queries
from clientela.accounts.actions import known_device
from clientela.accounts.models import AccountSettings, Method, Session
from clientela.core import seals
from clientela.core.errors import Busy, NotAllowed, Refused, TooMany
from clientela.core.paths import own_path
from clientela.customers.models import Customer
from clientela.gate.ceremony import Place
from clientela.storefront.account import proof
from clientela.storefront.account.forms import ProveForm
from clientela.storefront.context import accounts_open, page
from clientela.storefront.door import YEAR, ShopperRequest, cookie_name, put_cookie
from clientela.ui import failures, forms

P = ParamSpec("P")
View = Callable[Concatenate[ShopperRequest, P], HttpResponse]
DoorView = Callable[Concatenate[HttpRequest, P], HttpResponse]
HOME = "/account"
DAY = 24 * 3600
PROVE = "/account/prove"
# How long what was typed is kept while somebody proves who they are.
KEPT_SECONDS = 15 * 60
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
    return _led(request, f"/account/login?{urlencode({'next': where})}")


def fresh(view: View[P]) -> View[P]:
    """Let a customer through who proved at most ten minutes ago who they are; others are asked first (SE-02).

    It stands below `signed_in`. What was typed is kept, sealed, and comes back after the proof. Staff who are
    signed in as a customer can't prove to be them.
    """

    @wraps(view)
    def guarded(request: ShopperRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        session = own_session(request)
        if session.staff_id:
            raise NotAllowed
        if not queries.is_fresh(session):
            return _ask_proof(request)
        if "kept" in request.POST:
            # The stubs know a request's form as something that is only read.
            asked: Any = request
            asked.POST = _unkept(request)
        return view(request, *args, **kwargs)

    return guarded


def _ask_proof(request: ShopperRequest) -> HttpResponse:
    """The page of proof; a form that was sent waits there until it is given."""
    is_htmx = bool(request.headers.get("HX-Request"))
    if request.method in {"GET", "HEAD"} or is_htmx:
        parts = urlsplit(request.headers.get("HX-Current-URL", "") if is_htmx else request.get_full_path())
        wanted = own_path(f"{parts.path}?{parts.query}" if parts.query else parts.path, HOME)
        target = f"{PROVE}?{urlencode({'next': wanted})}"
        return _led(request, target)
    return proof_page(request, ProveForm(), request.path, request.POST.get("kept") or _keep(request))


def _led(request: HttpRequest, target: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def proof_page(
    request: ShopperRequest,
    form: ProveForm,
    target: str,
    kept: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page that asks who sits there; `target` and `kept` are where it goes on, and with what."""
    ways = queries.ways_of(own(request).pk)
    values = {
        "form": form,
        "target": target,
        "kept": kept,
        "problem": problem,
        "by_password": ways.password,
        "by_passkey": bool(ways.passkeys) and is_passkey_place(request),
        "by_code": bool(own(request).email),
    }
    return page(request, "account/prove.html", values, status=status)


def is_passkey_place(request: ShopperRequest) -> bool:
    """Whether passkeys are good at the address by which somebody came: the store's own (security PK-03)."""
    return Place.of(request.store).origin == f"{request.scheme}://{request.get_host()}"


def offers_passkeys(request: ShopperRequest) -> bool:
    """Whether customers may sign in by passkeys, at the address by which somebody came."""
    return request.accounts.allows(Method.PASSKEY) and is_passkey_place(request)


def _kept_place(request: ShopperRequest) -> str:
    return f"accounts_session|{own_session(request).pk}|{request.path}"


def _keep(request: ShopperRequest) -> str:
    sent = [request.POST.urlencode(), int(time.time())]
    return seals.seal(sent, purpose="kept", place=_kept_place(request))


def _unkept(request: ShopperRequest) -> QueryDict:
    """The form as it was sent before the proof; an empty one where it is too old or belongs elsewhere."""
    try:
        fields, sent = seals.unseal(request.POST["kept"], purpose="kept", place=_kept_place(request))
    except (seals.SealBroken, UnicodeError):
        return QueryDict("")
    return QueryDict(fields if time.time() - sent < KEPT_SECONDS else "")


def own(request: ShopperRequest) -> Customer:
    """The customer of a page that `signed_in` guards."""
    assert request.customer
    return request.customer


def own_session(request: ShopperRequest) -> Session:
    """The session of a page that `signed_in` guards."""
    assert request.session_row
    return request.session_row


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
        forms.show(form, refused)
        return None, status_of(refused)


def status_of(refused: Refused) -> int:
    """The status of a page that shows a refusal, which is written to the log too."""
    # Brakes and dead codes are no facts of the journal: this line tells of them (security PR-08).
    log.info("refused", reason=refused.code)
    return {TooMany: 429, Busy: 503}.get(type(refused), 422)


def is_robot(request: ShopperRequest) -> bool:
    """Whether somebody is turned away unseen: a robot, or from where the store keeps people out.

    Raises `TooMany` where many come whose browser did no work.
    """
    return proof.is_unwelcome(request)


def agent(request: HttpRequest) -> str:
    """What the browser calls itself."""
    return request.headers.get("User-Agent", "")


def session_token(request: HttpRequest) -> str:
    """The token of this browser's session, if any."""
    return request.COOKIES.get(cookie_name("customer"), "")


def let_in(response: HttpResponse, customer: Customer, token: str) -> HttpResponse:
    """Give the browser its session, know it again later, and speak the language the customer chose.

    Without a token the account is held back: the page says that the store looks at it.
    """
    if not token:
        return SeeOther("/account/waiting")
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
