"""Links by mail: accepting an invitation, and setting a new password."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, cookie_name, drop_cookie, put_cookie
from clientela.admin.forms.signing import ForgotForm, NewPasswordForm
from clientela.admin.frame import SeeOther
from clientela.admin.views.signing import shown
from clientela.core.errors import Refused
from clientela.staff import actions, queries
from clientela.staff.models import Link

HOUR = 3600
COOKIE = "staff-link"


@require_http_methods(["GET", "HEAD", "POST"])
def forgot(request: StaffRequest) -> HttpResponse:
    """Ask for a link to set a new password; the answer is the same for every address."""
    form, status = ForgotForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                language = get_language() or "en"
                actions.request_reset(form.cleaned_data["email"], language=language, by=request.actor)
                return SeeOther("/admin/forgot/sent")
            except Refused as refused:
                status = shown(form, refused)
    return render(request, "admin/forgot.html", {"form": form, "store": request.store}, status=status)


@require_safe
def forgot_sent(request: StaffRequest) -> HttpResponse:
    """Where to look for the link."""
    return render(request, "admin/forgot_sent.html", {"store": request.store})


@require_safe
def open_invitation(request: StaffRequest, user_id: int, token: str) -> HttpResponse:
    """Move an invitation's token out of the address; opening it uses nothing up (security LK-04, LK-06)."""
    return _opened("/admin/join", user_id, token)


@require_safe
def open_reset(request: StaffRequest, user_id: int, token: str) -> HttpResponse:
    """Move a reset link's token out of the address; opening it uses nothing up (security LK-04, LK-06)."""
    return _opened("/admin/reset", user_id, token)


def _opened(page: str, user_id: int, token: str) -> HttpResponse:
    response = SeeOther(page)
    put_cookie(response, f"{user_id}.{token}", COOKIE, HOUR)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _held(request: StaffRequest, purpose: Link.Purpose) -> tuple[Link | None, str]:
    """The open link that the cookie names, with its token."""
    number, _dot, token = request.COOKIES.get(cookie_name(COOKIE), "").partition(".")
    if not (number.isascii() and number.isdigit() and len(number) < 19):
        return None, ""
    return queries.link_of(purpose, int(number), token), token


def _over(request: StaffRequest, template: str) -> HttpResponse:
    return render(request, template, {"store": request.store}, status=410)


@require_http_methods(["GET", "HEAD", "POST"])
def join(request: StaffRequest) -> HttpResponse:
    """Accept an invitation with a password; a second factor comes next."""
    link, token = _held(request, Link.Purpose.INVITATION)
    if link is None:
        return _over(request, "admin/join_over.html")
    with translation.override(link.user.language):
        return _choose(
            request, link, "admin/join.html", lambda password: _joined(request, link, token, password)
        )


def _choose(
    request: StaffRequest, link: Link, template: str, finish: Callable[[str], HttpResponse]
) -> HttpResponse:
    """Have a password chosen, in the language of whom the link is for."""
    form, status = NewPasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                return finish(form.cleaned_data["password"])
            except Refused as refused:
                status = shown(form, refused)
    context = {"form": form, "store": request.store, "user": link.user}
    return render(request, template, context, status=status)


def _joined(request: StaffRequest, link: Link, token: str, password: str) -> HttpResponse:
    session = actions.join(
        link.user_id,
        token,
        password,
        agent=request.headers.get("User-Agent", ""),
        replaces=request.COOKIES.get(cookie_name(), ""),
        by=request.actor,
    )
    response = SeeOther("/admin/account/factors")
    drop_cookie(response, COOKIE)
    put_cookie(response, session)
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def reset(request: StaffRequest) -> HttpResponse:
    """Set the new password. Nobody is signed in by it, and the second factor stays (security LK-07)."""
    link, token = _held(request, Link.Purpose.RESET)
    if link is None:
        return _over(request, "admin/reset_over.html")
    with translation.override(link.user.language):
        return _choose(
            request, link, "admin/reset.html", lambda password: _set(request, link, token, password)
        )


def _set(request: StaffRequest, link: Link, token: str, password: str) -> HttpResponse:
    actions.finish_reset(link.user_id, token, password, by=request.actor)
    messages.success(request, _("Your password is set. Log in with it now."))
    response = SeeOther("/admin/login")
    drop_cookie(response, COOKIE)
    drop_cookie(response)
    return response
