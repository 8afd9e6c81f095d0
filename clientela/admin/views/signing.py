"""Signing in to the admin and out of it."""

import structlog
from django import forms
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods, require_POST

from clientela.admin.door import (
    StaffRequest,
    begun,
    cookie_name,
    drop_cookie,
    is_passkey_place,
    onward,
    own_page,
    put_cookie,
)
from clientela.admin.forms.signing import SignInForm
from clientela.admin.frame import SeeOther
from clientela.core.errors import Busy, Refused, TooMany
from clientela.core.seals import new_token
from clientela.staff import actions
from clientela.staff.actions import Proof
from clientela.staff.models import Challenge
from clientela.ui.forms import show as show_refusal
from clientela.ui.posting import shown_at

log = structlog.get_logger()
# The cookie that ties a passkey's challenge to a browser in which nobody is signed in yet.
BROWSER = "staff-passkey"
Ceremony = Challenge.Ceremony


def target_of(request: HttpRequest) -> str:
    """Where to go on to, as the page or the form says."""
    return own_page(request.POST.get("next") or request.GET.get("next") or "")


def status_of(refused: Refused) -> int:
    """The status of a page that shows a refusal, which is written to the log too."""
    log.info("refused", reason=refused.code)
    return 429 if isinstance(refused, TooMany) else 503 if isinstance(refused, Busy) else 422


def shown(form: forms.BaseForm, refused: Refused) -> int:
    """Put a refusal into a form. Gives the status of the page that shows it."""
    show_refusal(form, refused)
    return status_of(refused)


def passkey_proof(request: StaffRequest) -> Proof:
    """What a passkey signed, bound to the browser that sent it."""
    known = request.staff or request.entering
    browser = request.COOKIES.get(cookie_name() if known else cookie_name(BROWSER), "")
    return Proof(credential=request.POST.get("credential", ""), browser=browser)


@require_http_methods(["GET", "HEAD", "POST"])
def login(request: StaffRequest) -> HttpResponse:
    """The sign-in page of staff."""
    target = target_of(request)
    if request.method != "POST":
        return SeeOther(target) if request.staff else _page(request, SignInForm(), target)
    form = SignInForm(request.POST)
    if form.is_valid():
        try:
            return _signed_in(request, form, target)
        except Refused as refused:
            return _page(request, form, target, status=shown(form, refused))
    return _page(request, form, target, status=422)


def _signed_in(request: StaffRequest, form: SignInForm, target: str) -> HttpResponse:
    made = actions.sign_in(
        email=form.cleaned_data["email"],
        password=form.cleaned_data["password"],
        agent=request.headers.get("User-Agent", ""),
        replaces=request.COOKIES.get(cookie_name(), ""),
        by=request.actor,
    )
    response = SeeOther(target if made.is_whole else onward(made.user, target))
    put_cookie(response, made.token)
    return response


def _page(
    request: StaffRequest, form: forms.Form, target: str, problem: str = "", status: int = 200
) -> HttpResponse:
    context = {
        "form": form,
        "target": target,
        "problem": problem,
        "store": request.store,
        "passkeys": is_passkey_place(request),
    }
    return render(request, "admin/login.html", context, status=status)


@shown_at("/admin/login")
@require_http_methods(["GET", "HEAD", "POST"])
def login_by_passkey(request: StaffRequest) -> HttpResponse:
    """Sign in by a passkey alone: it says who comes."""
    target = target_of(request)
    try:
        made = actions.sign_in_by_passkey(
            passkey_proof(request),
            agent=request.headers.get("User-Agent", ""),
            replaces=request.COOKIES.get(cookie_name(), ""),
            by=request.actor,
        )
    except Refused as refused:
        return _page(request, SignInForm(), target, str(refused.sentence), status_of(refused))
    response = SeeOther(target)
    put_cookie(response, made.token)
    drop_cookie(response, BROWSER)
    return response


@require_POST
def passkey_options(request: StaffRequest) -> HttpResponse:
    """What a browser asks its passkeys for: to sign in, to prove somebody, or to add one."""
    user = request.staff or request.entering
    wanted = Ceremony.PROVE if user else Ceremony.SIGN_IN
    if user and request.POST.get("ceremony") == Ceremony.ADD:
        wanted = Ceremony.ADD
    browser = request.COOKIES.get(cookie_name(), "") if user else new_token()
    try:
        answer = JsonResponse(actions.ask(wanted, browser=browser, by=request.actor, user=user))
    except TooMany as refused:
        return JsonResponse({"error": str(refused.sentence)}, status=status_of(refused))
    if not user:
        put_cookie(answer, browser, BROWSER, 300)
    return answer


@begun
@require_POST
def logout(request: StaffRequest) -> HttpResponse:
    """End this browser's session for good."""
    actions.sign_out(request.COOKIES.get(cookie_name(), ""), by=request.actor)
    response = SeeOther("/admin/login")
    drop_cookie(response)
    response.headers["Clear-Site-Data"] = '"cache"'
    return response
