"""Who comes through the staff door: only those signed in, to the pages their role opens."""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    HttpResponseRedirect,
    QueryDict,
)
from django.shortcuts import render
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from clientela.admin.forms.signing import ProofForm
from clientela.core.actor import Actor, visitor
from clientela.core.errors import NotAllowed
from clientela.core.paths import own_path
from clientela.core.powers import Power
from clientela.core.seals import SealBroken, seal, unseal
from clientela.gate.ceremony import Place
from clientela.staff.models import Session, User
from clientela.staff.queries import has_factor, session_of
from clientela.store.models import Store

Answer = Callable[[HttpRequest], HttpResponseBase]
P = ParamSpec("P")
HOME = "/admin"
# How long what was typed is kept while somebody proves who they are.
KEPT_SECONDS = 15 * 60
# What pages ask for again and again carries it (unseen-polls.js): nobody pressed anything.
BY_ITSELF = "X-By-Itself"


class StaffRequest(HttpRequest):
    """A request as the admin's views get it.

    `staff` is whoever is signed in whole; `entering` whoever gave the password and not yet the second factor.
    """

    id: str
    ip: str
    store: Store
    session_row: Session
    staff: User
    entering: User | None
    actor: Actor


View = Callable[Concatenate[StaffRequest, P], HttpResponse]
# What a guard lets through: files are streamed.
Answering = Callable[Concatenate[StaffRequest, P], HttpResponseBase]
Guarded = Callable[Concatenate[HttpRequest, P], HttpResponseBase]


def cookie_name(name: str = "staff") -> str:
    """A staff cookie's name, another than the customers'; bound to this host over TLS."""
    return f"__Host-{name}" if settings.TLS else name


def put_cookie(
    response: HttpResponseBase, value: str, name: str = "staff", seconds: int | None = None
) -> None:
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


def drop_cookie(response: HttpResponseBase, name: str = "staff") -> None:
    """Take one of our cookies back."""
    response.delete_cookie(cookie_name(name), path="/", samesite="Lax")


def enter(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """Put store, member of staff and actor on the request, and speak their language."""
    # Django's request declares no room for what a door adds; views see it typed, by this door's own request.
    asked: Any = request
    ip = asked.ip
    token, by_itself = request.COOKIES.get(cookie_name(), ""), BY_ITSELF in request.headers
    session = session_of(token, ip, counts=not by_itself) if token else None
    user = session.user if session else None
    staff = user if session and session.is_whole else None
    asked.store = SimpleLazyObject(Store.current)
    asked.session_row = session
    asked.staff = staff
    asked.entering = None if staff else user
    asked.actor = staff.as_actor(ip) if staff else visitor(ip)
    with translation.override(user.language if user else "en"):
        return answer(request)


def needs(power: Power | None) -> Callable[[Answering[P]], Guarded[P]]:
    """Open a page to staff who hold this power (`None`: to all staff). Others sign in, or see why not."""

    def wrap(view: Answering[P]) -> Guarded[P]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
            if request.staff is None:
                return _to_sign_in(request)
            if power and not request.actor.can(power):
                raise NotAllowed
            return view(request, *args, **kwargs)

        return _marked(guarded, power)

    return wrap


def _marked(guarded: Guarded[P], power: Power | None) -> Guarded[P]:
    """The view with the power that its guard asks for, where `powers_of` reads it."""
    vars(guarded)["power"] = power
    return guarded


def powers_of(view: Any) -> frozenset[Power]:
    """The powers without which a page stays shut, as its guards name them."""
    found = set()
    while view:
        found.add(vars(view).get("power"))
        view = getattr(view, "__wrapped__", None)
    return frozenset(found - {None})


def begun(view: View[P]) -> Guarded[P]:
    """Open a page also to those who gave their password and not yet the second factor."""

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.staff is None and request.entering is None:
            return _to_sign_in(request)
        return view(request, *args, **kwargs)

    return _marked(guarded, None)


def fresh(when: Callable[..., bool] = lambda *_args, **_kwargs: True) -> Callable[[View[P]], View[P]]:
    """Let somebody through who proved a few minutes ago who they are; others are asked first (AC-05).

    What was typed is kept, sealed, and comes back after the proof. `when` looks at the request and the view's
    own arguments and says whether a proof is needed at all.
    """

    def wrap(view: View[P]) -> View[P]:
        @wraps(view)
        def guarded(request: StaffRequest, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if not when(request, *args, **kwargs):
                return view(request, *args, **kwargs)
            if not request.session_row.is_fresh:
                return _ask_proof(request)
            if "kept" in request.POST:
                # The stubs know a request's form as something that is only read.
                asked: Any = request
                asked.POST = _unkept(request)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def adds_factor(view: View[P]) -> Guarded[P]:
    """Open a page to whoever sets up a first second factor, or proved a moment ago who they are."""
    proven = fresh()(view)

    @wraps(view)
    def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.staff:
            return proven(request, *args, **kwargs)
        if request.entering and not has_factor(request.entering):
            return view(request, *args, **kwargs)
        return _to_sign_in(request)

    return _marked(guarded, None)


def own_page(wanted: str) -> str:
    """Where to go afterwards: a page of the admin, never anywhere else (security WB-07)."""
    wanted = own_path(wanted or HOME, HOME)
    path = wanted.split("?")[0]
    inside = path == HOME or path.startswith(f"{HOME}/")
    return wanted if inside and path not in {"/admin/login", "/admin/logout"} else HOME


def onward(user: User, target: str) -> str:
    """The page on which somebody proves themselves by a second factor, or sets one up first."""
    if not has_factor(user):
        return "/admin/account/factors"
    return f"/admin/second-factor?{urlencode({'next': target})}" if target != HOME else "/admin/second-factor"


def _wanted(request: HttpRequest) -> str:
    """The page that somebody was on, or asked for."""
    if request.headers.get("HX-Request"):
        parts = urlsplit(request.headers.get("HX-Current-URL", ""))
        return f"{parts.path}?{parts.query}" if parts.query else parts.path or HOME
    return request.get_full_path() if request.method == "GET" else HOME


def _led(request: HttpRequest, target: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)


def _to_sign_in(request: StaffRequest) -> HttpResponse:
    entering = request.entering
    wanted = own_page(_wanted(request))
    if entering:
        return _led(request, onward(entering, wanted))
    return _led(request, f"/admin/login?{urlencode({'next': wanted})}")


def _ask_proof(request: StaffRequest) -> HttpResponse:
    """The page of proof; a form that was sent waits there until it is given."""
    is_htmx = bool(request.headers.get("HX-Request"))
    if request.method in {"GET", "HEAD"} or is_htmx:
        return _led(request, f"/admin/prove?{urlencode({'next': own_page(_wanted(request))})}")
    kept = request.POST.get("kept") or _keep(request)
    return proof_page(request, ProofForm(needs_code=request.staff.needs_second_factor), request.path, kept)


def proof_page(
    request: StaffRequest,
    form: ProofForm,
    target: str,
    kept: str = "",
    problem: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page that asks who sits there; `target` and `kept` are where it goes on, and with what."""
    context = {
        "form": form,
        "target": target,
        "kept": kept,
        "problem": problem,
        "store": request.store,
        "passkeys": has_passkey_here(request, request.staff),
    }
    return render(request, "admin/prove.html", context, status=status)


def is_passkey_place(request: StaffRequest) -> bool:
    """Whether passkeys are good at the address by which somebody came: the store's own (security PK-03)."""
    return Place.of_admin(request.store).origin == f"{request.scheme}://{request.get_host()}"


def has_passkey_here(request: StaffRequest, user: User) -> bool:
    """Whether somebody can prove themselves by a passkey on this page."""
    return is_passkey_place(request) and user.passkeys.exists()


def _place(request: StaffRequest) -> str:
    return f"staff_session|{request.session_row.pk}|{request.path}"


def _keep(request: StaffRequest) -> str:
    return seal([request.POST.urlencode(), int(time.time())], purpose="kept", place=_place(request))


def _unkept(request: StaffRequest) -> QueryDict:
    """The form as it was sent before the proof; an empty one where it is too old or belongs elsewhere."""
    try:
        fields, sent = unseal(request.POST["kept"], purpose="kept", place=_place(request))
    except (SealBroken, UnicodeError):
        return QueryDict("")
    return QueryDict(fields if time.time() - sent < KEPT_SECONDS else "")


def carry_once(request: StaffRequest, response: HttpResponseBase, what: object) -> None:
    """Give the next page something that is shown once, such as a new token; it stands nowhere else."""
    place = f"staff_session|{request.session_row.pk}|once"
    put_cookie(response, seal(what, purpose="once", place=place), "staff-once", 300)


def carried(request: StaffRequest) -> Any:
    """What the page before gave to be shown once, if anything. The answer should drop the cookie."""
    try:
        place = f"staff_session|{request.session_row.pk}|once"
        return unseal(request.COOKIES.get(cookie_name("staff-once"), ""), purpose="once", place=place)
    except (SealBroken, UnicodeError):
        return None
