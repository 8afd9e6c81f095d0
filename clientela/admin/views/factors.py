"""Setting up a second factor: the first one while signing in, more of them later."""

import segno
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import (
    StaffRequest,
    adds_factor,
    carried,
    carry_once,
    cookie_name,
    drop_cookie,
    is_passkey_place,
    needs,
    put_cookie,
)
from clientela.admin.forms.signing import AddAppForm
from clientela.admin.frame import SeeOther
from clientela.admin.views.signing import shown, status_of
from clientela.core.actor import Actor
from clientela.core.errors import Refused
from clientela.staff import actions, agents, totp
from clientela.staff.actions import Enrolled
from clientela.staff.models import User


def _me(request: StaffRequest) -> User:
    """Whoever is signed in, or about to be."""
    return request.session_row.user


def _as_me(request: StaffRequest) -> Actor:
    return _me(request).as_actor(request.ip)


@adds_factor
@require_safe
def choose(request: StaffRequest) -> HttpResponse:
    """Choose how to prove yourself besides the password: passkey or authenticator app."""
    context = {
        "store": request.store,
        "passkeys": is_passkey_place(request),
        "is_first": request.staff is None,
    }
    return render(request, "admin/factors.html", context)


@adds_factor
@require_http_methods(["GET", "HEAD", "POST"])
def add_app(request: StaffRequest) -> HttpResponse:
    """Add an authenticator app: scan, and type its first code."""
    form = AddAppForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            made = actions.add_app(
                request.session_row, given["sealed"], given["code"], given["name"], by=_as_me(request)
            )
        except Refused as refused:
            return _app_page(request, form, shown(form, refused))
        return _enrolled(request, made)
    return _app_page(request, form, 422 if form.is_bound else 200)


def _app_page(request: StaffRequest, form: AddAppForm, status: int) -> HttpResponse:
    me = _me(request)
    offer = totp.offer(me.pk, me.email, request.store.name, request.POST.get("sealed", ""))
    matrix = segno.make(offer.uri, error="m").matrix
    context = {"form": form, "offer": offer, "store": request.store, "is_first": request.staff is None}
    context |= {"drawing": _drawing(matrix), "side": len(matrix) + 8}
    return render(request, "admin/add_app.html", context, status=status)


def _drawing(matrix: tuple[bytearray, ...]) -> str:
    """The dark squares of a QR code as the path of an SVG, with the quiet edge that readers need."""
    dark = [(x + 4, y + 4) for y, line in enumerate(matrix) for x, is_dark in enumerate(line) if is_dark]
    return "".join(f"M{x} {y}h1v1h-1z" for x, y in dark)


@adds_factor
@require_http_methods(["GET", "HEAD", "POST"])
def add_passkey(request: StaffRequest) -> HttpResponse:
    """Add a passkey: finger, face or PIN of this device, or a key to plug in."""
    if request.method != "POST":
        return _passkey_page(request)
    name = request.POST.get("name", "")[:60] or agents.device(request.headers.get("User-Agent", ""))
    try:
        made = actions.add_passkey(
            request.session_row,
            request.POST.get("credential", ""),
            name,
            browser=request.COOKIES.get(cookie_name(), ""),
            by=_as_me(request),
        )
    except Refused as refused:
        return _passkey_page(request, str(refused.sentence), status_of(refused))
    return _enrolled(request, made)


def _passkey_page(request: StaffRequest, problem: str = "", status: int = 200) -> HttpResponse:
    context = {
        "store": request.store,
        "problem": problem,
        "passkeys": is_passkey_place(request),
        "device": agents.device(request.headers.get("User-Agent", "")),
        "is_first": request.staff is None,
    }
    return render(request, "admin/add_passkey.html", context, status=status)


def _enrolled(request: StaffRequest, made: Enrolled) -> HttpResponse:
    """On to the recovery codes where they are new, else to the account."""
    response = SeeOther("/admin/account/codes" if made.codes else "/admin/account")
    put_cookie(response, made.token)
    if made.codes:
        carry_once(request, response, {"codes": made.codes})
    else:
        messages.success(request, _("Second factor added."))
    return response


@needs(None)
@require_safe
def codes(request: StaffRequest) -> HttpResponse:
    """The recovery codes, shown once after they were made."""
    found = carried(request)
    if not isinstance(found, dict) or "codes" not in found:
        return SeeOther("/admin/account")
    context = {"codes": found["codes"], "store": request.store, "email": request.staff.email}
    response = render(request, "admin/codes.html", context)
    if request.method == "GET":
        drop_cookie(response, "staff-once")
    return response
