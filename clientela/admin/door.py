"""Who comes through the staff door: only those signed in, to the pages their role opens."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.utils import translation
from django.utils.functional import SimpleLazyObject

from clientela.core.actor import Actor, visitor
from clientela.core.errors import NotAllowed
from clientela.core.powers import Power
from clientela.staff.models import Session, User
from clientela.staff.queries import session_of
from clientela.store.models import Store

Answer = Callable[[HttpRequest], HttpResponseBase]
P = ParamSpec("P")


class StaffRequest(HttpRequest):
    """A request as the admin's views get it."""

    id: str
    ip: str
    store: Store
    session_row: Session
    staff: User
    actor: Actor


View = Callable[Concatenate[StaffRequest, P], HttpResponse]


def cookie_name() -> str:
    """The staff cookie's name, another than the customers'; bound to this host over TLS."""
    return "__Host-staff" if settings.TLS else "staff"


def enter(request: HttpRequest, answer: Answer) -> HttpResponseBase:
    """Put store, member of staff and actor on the request, and speak their language."""
    session = session_of(token) if (token := request.COOKIES.get(cookie_name(), "")) else None
    user, ip = session.user if session else None, request.ip  # type: ignore[attr-defined]
    request.store = SimpleLazyObject(Store.current)  # type: ignore[attr-defined]
    request.session_row = session  # type: ignore[attr-defined]
    request.staff = user  # type: ignore[attr-defined]
    request.actor = user.as_actor(ip) if user else visitor(ip)  # type: ignore[attr-defined]
    with translation.override(user.language if user else "en"):
        return answer(request)


def needs(power: Power | None) -> Callable[[View[P]], Callable[Concatenate[HttpRequest, P], HttpResponse]]:
    """Open a page to staff who hold this power (`None`: to all staff). Others sign in, or see why not."""

    def wrap(view: View[P]) -> Callable[Concatenate[HttpRequest, P], HttpResponse]:
        @wraps(view)
        def guarded(request: Any, /, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            if request.staff is None:
                return _to_sign_in(request)
            if power and not request.actor.can(power):
                raise NotAllowed
            return view(request, *args, **kwargs)

        guarded.power = power  # type: ignore[attr-defined]
        return guarded

    return wrap


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    where = request.get_full_path() if request.method == "GET" else "/admin"
    target = f"/admin/login?{urlencode({'next': where})}"
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": target})
    return HttpResponseRedirect(target)
