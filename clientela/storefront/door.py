"""Who comes through the shoppers' door: store, language, customer and actor on every request."""

from collections.abc import Callable
from dataclasses import replace

from csp.constants import SELF
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from clientela.accounts.models import AccountSettings, Session
from clientela.accounts.queries import session_of
from clientela.accounts.visits import Visit, visit_of
from clientela.core.actor import Actor, shopper, visitor
from clientela.customers.models import Customer
from clientela.gate import proofs
from clientela.store import previews
from clientela.store.look import Look
from clientela.store.models import Store
from clientela.storefront import visiting

Answer = Callable[[HttpRequest], HttpResponseBase]
YEAR = 365 * 24 * 3600


class ShopperRequest(HttpRequest):
    """A request as the storefront's views get it."""

    id: str
    ip: str
    # Whether staff are shown how the store would look; the link for it is theirs, and short-lived.
    is_preview: bool
    store: Store
    session_row: Session | None
    customer: Customer | None
    # A member of staff who is signed in as this customer for a while.
    guest_staff: Visit | None
    actor: Actor
    accounts: AccountSettings


def cookie_name(name: str) -> str:
    """The cookie's name, bound to this host over TLS (security SE-03)."""
    return f"__Host-{name}" if settings.TLS else name


def enter(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """Put store, session, customer and actor on the request, and speak the shopper's language."""
    # Django's request declares no room for what a door adds; views see it typed, by this door's own request.
    look = _previewed(request)
    request.is_preview = look is not None  # type: ignore[attr-defined]
    request.store = SimpleLazyObject(lambda: _store(look))  # type: ignore[attr-defined]
    # A preview is what a stranger sees, whoever else uses this browser.
    request.guest_staff = None if look else SimpleLazyObject(lambda: _visit(request))  # type: ignore[attr-defined]
    request.session_row = None if look else SimpleLazyObject(lambda: _session(request))  # type: ignore[attr-defined]
    request.customer = SimpleLazyObject(lambda: _customer(request))  # type: ignore[attr-defined]
    request.actor = SimpleLazyObject(lambda: _actor(request))  # type: ignore[attr-defined]
    request.accounts = SimpleLazyObject(AccountSettings.current)  # type: ignore[attr-defined]
    with translation.override(_language(request)):
        response = visiting.turned_away(request) or answer(request)
        response.headers.setdefault("Content-Language", translation.get_language() or "en")
    if look:
        _let_admin_frame(response)
    return response


def _previewed(request: HttpRequest) -> Look | None:
    """The look of which staff are shown how it would be; it changes how a page looks, and nothing else."""
    token = request.GET.get("brand", "") if request.method in {"GET", "HEAD"} else ""
    return previews.look_of(token) if token else None


def _store(look: Look | None) -> Store:
    store = Store.current()
    if look:
        store.look = look
    return store


def _let_admin_frame(response: HttpResponseBase) -> None:
    """Let the admin's own page show this one in a frame; nobody else may."""
    response["X-Frame-Options"] = "SAMEORIGIN"
    response._csp_replace = {"frame-ancestors": [SELF]}  # type: ignore[attr-defined]


def _visit(request: HttpRequest) -> Visit | None:
    token = request.COOKIES.get(cookie_name(visiting.COOKIE), "")
    return visit_of(token, request.ip) if token else None  # type: ignore[attr-defined]


def _session(request: HttpRequest) -> Session | None:
    visit: Visit | None = request.guest_staff  # type: ignore[attr-defined]
    if visit:
        return visit.session
    token = request.COOKIES.get(cookie_name("customer"), "")
    return session_of(token) if token else None


def _customer(request: HttpRequest) -> Customer | None:
    session: Session | None = request.session_row  # type: ignore[attr-defined]
    return session.customer if session else None


def _actor(request: HttpRequest) -> Actor:
    ip: str = request.ip  # type: ignore[attr-defined]
    customer: Customer | None = request.customer  # type: ignore[attr-defined]
    visit: Visit | None = request.guest_staff  # type: ignore[attr-defined]
    via = visit.staff if visit else None
    who = shopper(customer.pk, customer.name, ip, via=via) if customer else visitor(ip)
    who = replace(who, device=request.COOKIES.get(cookie_name("device"), ""))
    answer = request.POST.get("proof", "") if request.method == "POST" else ""
    return replace(who, has_proof=proofs.holds(answer, by=who)) if answer else who


def _language(request: HttpRequest) -> str:
    """What the shopper chose, else what the browser asks for, among the store's languages; else its first."""
    offered = request.store.languages or ["en"]  # type: ignore[attr-defined]
    chosen = request.COOKIES.get(cookie_name("language"), "")
    if chosen in offered:
        return chosen
    for part in request.headers.get("Accept-Language", "").split(","):
        code = part.split(";")[0].strip().lower()
        for spoken in (code, code.split("-")[0], {"no": "nb", "nn": "nb"}.get(code.split("-")[0], "")):
            if spoken in offered:
                return spoken
    return str(offered[0])


def put_cookie(response: HttpResponseBase, name: str, value: str, seconds: int | None) -> None:
    """Set one of our cookies: this host only, not for scripts, same site (security SE-03)."""
    response.set_cookie(
        cookie_name(name),
        value,
        max_age=seconds,
        secure=settings.TLS,
        httponly=True,
        samesite="Lax",
        path="/",
    )


def drop_cookie(response: HttpResponseBase, name: str) -> None:
    """Take one of our cookies back."""
    response.delete_cookie(cookie_name(name), path="/", samesite="Lax")
