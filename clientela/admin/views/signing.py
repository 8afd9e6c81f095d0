"""Signing in to the admin and out of it."""

import structlog
from django import forms
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from clientela.admin.door import StaffRequest, cookie_name, needs
from clientela.admin.frame import SeeOther
from clientela.core.errors import Busy, Refused, TooMany
from clientela.core.paths import own_path
from clientela.staff import actions
from clientela.ui.forms import show as show_refusal

HOME = "/admin"
log = structlog.get_logger()


class SignInForm(forms.Form):
    """Email and password of a member of staff."""

    email = forms.CharField(
        label=_("Email"),
        max_length=255,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autofocus": True}),
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


def _target(request: HttpRequest) -> str:
    """Where to go afterwards: a page of the admin, never anywhere else (security WB-07)."""
    wanted = own_path(request.POST.get("next") or request.GET.get("next") or HOME, HOME)
    path = wanted.split("?")[0]
    inside = path == HOME or path.startswith(f"{HOME}/")
    return wanted if inside and path not in {"/admin/login", "/admin/logout"} else HOME


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: StaffRequest) -> HttpResponse:
    """The sign-in page of staff."""
    target = _target(request)
    if request.method != "POST":
        return SeeOther(target) if request.staff else _page(request, SignInForm(), target)
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            return _signed_in(request, form, target)
        except Refused as refused:
            log.info("refused", reason=refused.code)
            show_refusal(form, refused)
            return _page(request, form, target, _status(refused))
    return _page(request, form, target, 422)


def _signed_in(request: StaffRequest, form: SignInForm, target: str) -> HttpResponse:
    _user, token = actions.sign_in(
        email=form.cleaned_data["email"],
        password=form.cleaned_data["password"],
        agent=request.headers.get("User-Agent", ""),
        replaces=request.COOKIES.get(cookie_name(), ""),
        by=request.actor,
    )
    response = SeeOther(target)
    response.set_cookie(cookie_name(), token, secure=settings.TLS, httponly=True, samesite="Lax", path="/")
    return response


def _status(refused: Refused) -> int:
    return 429 if isinstance(refused, TooMany) else 503 if isinstance(refused, Busy) else 422


def _page(request: StaffRequest, form: SignInForm, target: str, status: int = 200) -> HttpResponse:
    context = {"form": form, "target": target, "store": request.store}
    return render(request, "admin/login.html", context, status=status)


@needs(None)
@require_POST
def logout(request: StaffRequest) -> HttpResponse:
    """End this browser's session for good."""
    actions.sign_out(request.COOKIES.get(cookie_name(), ""), by=request.actor)
    response = SeeOther("/admin/login")
    response.delete_cookie(cookie_name(), path="/", samesite="Lax")
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
