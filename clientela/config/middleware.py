"""What every request goes through, outermost first (see `settings.MIDDLEWARE`)."""

import ipaddress
import secrets
import time
from collections.abc import Callable
from threading import BoundedSemaphore

import structlog
from django.conf import settings
from django.core.exceptions import DisallowedHost, SuspiciousOperation
from django.db import DatabaseError, InterfaceError, OperationalError, connection
from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseForbidden,
    HttpResponseRedirect,
    JsonResponse,
)

from clientela.admin import door as admin_door
from clientela.config import metrics
from clientela.core.errors import Refused
from clientela.core.networks import FORWARDED, is_local
from clientela.gate.slots import SLOTS
from clientela.store.models import Store
from clientela.storefront import door as storefront_door
from clientela.ui import failures

Answer = Callable[[HttpRequest], HttpResponseBase]
log = structlog.get_logger("request")

SAFE = {"GET", "HEAD", "OPTIONS"}
# Asked by programs beside us, under whatever name and without TLS.
PROBES = {"/healthz", "/readyz", "/metrics"}
# Between programs, without a browser: no cookie is read there.
_PERMISSIONS = "accelerometer=(), camera=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()"


def request_log(answer: Answer) -> Answer:
    """One line per request: its id, route, status and time; never the path, which may hold a token."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        identity = request.id = secrets.token_hex(8)  # type: ignore[attr-defined]  # we add it
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=identity)
        began = time.monotonic()
        response = answer(request)
        route = request.resolver_match.route if request.resolver_match else ""
        spent = time.monotonic() - began
        if not request.path.startswith(settings.STATIC_URL):
            status, ms = response.status_code, round(spent * 1000, 1)
            log.info("request", method=request.method, route=route, status=status, ms=ms)
            where = f"/{route}" if request.resolver_match else "other"
            metrics.observe(where, request.method or "", status, spent)
        response["X-Request-Id"] = identity
        return response

    return middleware


def headers(answer: Answer) -> Answer:
    """Headers of every answer, errors too (security WB-06, SE-08)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        response = answer(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.headers.setdefault("Permissions-Policy", _PERMISSIONS)
        response.headers.setdefault("Cache-Control", "no-store")
        return response

    return middleware


def plain_failures(answer: Answer) -> Answer:
    """Turn what nobody caught into a page in plain words."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method not in {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}:
            return HttpResponse(status=405)
        # The page that says no needs its styles, which are the same for every host.
        is_for_all = request.path in PROBES or request.path.startswith("/static/")
        if not is_for_all and not _is_our_host(request):
            return failures.page(request, 400)
        # No address of ours holds one, and the database takes none.
        if "\x00" in request.path:
            return failures.missing(request)
        return answer(request)

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Refused):
            return failures.refused(request, exception)
        if isinstance(exception, OperationalError | InterfaceError):
            return _unreachable(request, exception)
        if not isinstance(exception, Http404 | SuspiciousOperation):
            log.error("unhandled", exc_info=exception)
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]  # Django seeks it
    return middleware


def _is_our_host(request: HttpRequest) -> bool:
    try:
        request.get_host()
    except DisallowedHost:
        return False
    return True


def _unreachable(request: HttpRequest, problem: Exception) -> HttpResponse:
    log.error("database_unreachable", problem=type(problem).__name__)
    connection.close()
    return failures.page(request, 503)


# Where passwords are hashed; so many may be there at once, and some threads stay free for other pages.
_DOORS = {
    *("/account/login", "/account/register", "/account/reset", "/account/password", "/account/invitation"),
    *("/admin/login", "/admin/join", "/admin/reset", "/admin/prove", "/admin/account/password"),
}
_seats = BoundedSemaphore(SLOTS + 1)


def crowd(answer: Answer) -> Answer:
    """Turn away at once whom a flood of sign-ins leaves no room for, before anything costly is done."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.method != "POST" or request.path not in _DOORS:
            return answer(request)
        if not _seats.acquire(blocking=False):
            return failures.busy(request)
        try:
            return answer(request)
        finally:
            _seats.release()

    return middleware


def health(answer: Answer) -> Answer:
    """`/healthz`: the process is up. `/readyz`: database and queue answer too. `/metrics`: figures."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if request.path == "/healthz":
            return JsonResponse({"status": "up"})
        if request.path == "/readyz":
            return _ready()
        if request.path == "/metrics":
            return metrics.answer(request)
        return answer(request)

    return middleware


def _ready() -> JsonResponse:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1 FROM django_migrations LIMIT 1")
            cursor.execute("SELECT 1 FROM procrastinate_jobs LIMIT 1")
    except DatabaseError:
        connection.close()
        return JsonResponse({"status": "not ready"}, status=503)
    return JsonResponse({"status": "ready"})


def client_address(answer: Answer) -> Answer:
    """Put the client's address on the request; only our own proxies are believed (security RL-04)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        request.ip = _address(request)  # type: ignore[attr-defined]  # we add it
        return answer(request)

    return middleware


def _address(request: HttpRequest) -> str:
    chain = request.META.get("HTTP_X_FORWARDED_FOR", "")
    hops = [hop.strip() for hop in chain.split(",") if hop.strip()]
    trusted = settings.TRUSTED_PROXIES
    claimed = hops[-trusted] if trusted and len(hops) >= trusted else _peer(request)
    try:
        return str(ipaddress.ip_address(claimed))
    except ValueError:
        return ""


def _peer(request: HttpRequest) -> str:
    """Who holds the other end of the line; nobody known where that is a proxy here that we weren't told of.

    Else everybody behind it would count as this machine, to which the demo's accounts are open (AC-05).
    """
    peer: str = request.META.get("REMOTE_ADDR", "")
    return "" if is_local(peer) and FORWARDED & request.META.keys() else peer


def same_site(answer: Answer) -> Answer:
    """Refuse changes that another site's page asks for, besides the token check (security WB-01)."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        site = request.headers.get("Sec-Fetch-Site", "none")
        if request.method not in SAFE and site not in {"same-origin", "none"}:
            return HttpResponseForbidden()
        return answer(request)

    return middleware


def realm(answer: Answer) -> Answer:
    """Let the door of this address see who comes: staff behind `/admin`, shoppers elsewhere."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        staff = request.path == "/admin" or request.path.startswith("/admin/")
        if settings.ADMIN_HOST and (elsewhere := _other_name(request, staff=staff)):
            return elsewhere
        try:
            response: HttpResponseBase = (admin_door if staff else storefront_door).enter(request, answer)
        except (OperationalError, InterfaceError) as problem:
            # The doors ask the database themselves, before any view whose failure would be caught.
            return _unreachable(request, problem)
        return response

    return middleware


# What pages of the admin show of the store: drafts of its look, and pictures.
_FRAMED = ("/brand/", "/files/")


def _other_name(request: HttpRequest, *, staff: bool) -> HttpResponseBase | None:
    """The answer to whoever asks for the admin under the store's name, or for the store under the admin's.

    So the cookies of the one are never sent to the other (security SE-03).
    """
    is_admins = request.get_host() == settings.ADMIN_HOST
    if is_admins == staff or request.path == "/csp-report":
        return None
    if staff:
        return failures.missing(request)
    if request.method in SAFE:
        if "brand" in request.GET or request.path.startswith(_FRAMED):
            return None
        return HttpResponseRedirect(Store.current().link(request.get_full_path()))
    return failures.missing(request)
