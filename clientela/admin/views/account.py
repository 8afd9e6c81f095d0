"""One's own account: name, language, password, second factors, open browsers."""

from collections.abc import Callable
from functools import partial

from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from clientela.admin.door import StaffRequest, carry_once, fresh, needs, put_cookie
from clientela.admin.forms.staff import ChangePasswordForm, OwnForm
from clientela.admin.frame import SeeOther, show
from clientela.admin.views.signing import shown, status_of
from clientela.core.errors import NotThere, Refused
from clientela.staff import actions, queries
from clientela.ui.posting import shown_at

ACCOUNT = "/admin/account"


@needs(None)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: StaffRequest) -> HttpResponse:
    """Your own name and language, and what you prove yourself with."""
    me = request.staff
    form, status = OwnForm(request.POST or None, initial={"name": me.name, "language": me.language}), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                actions.edit_own(me.pk, **form.cleaned_data, by=request.actor)
            except Refused as refused:
                status = shown(form, refused)
            else:
                messages.success(request, _("Your account is saved."))
                return SeeOther(ACCOUNT)
    return _page(request, form, status=status)


def _page(
    request: StaffRequest, form: OwnForm | None = None, problem: str = "", status: int = 200
) -> HttpResponse:
    me = request.staff
    context = {
        "form": form or OwnForm(initial={"name": me.name, "language": me.language}),
        "problem": problem,
        "me": me,
        "apps": list(me.apps.order_by("pk")),
        "passkeys": list(me.passkeys.order_by("pk")),
        "codes_left": me.recovery_codes.filter(used_at=None).count(),
        "sessions": len(queries.sessions_of(me)),
    }
    return show(request, "admin/account.html", context, status=status)


@needs(None)
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: StaffRequest) -> HttpResponse:
    """Change your password; other browsers are signed out."""
    form, status = ChangePasswordForm(request.POST or None), 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            try:
                token = actions.change_password(
                    request.session_row, given["current"], given["password"], by=request.actor
                )
            except Refused as refused:
                status = shown(form, refused)
            else:
                messages.success(request, _("Your password is changed."))
                response = SeeOther(ACCOUNT)
                put_cookie(response, token)
                return response
    return show(request, "admin/account_password.html", {"form": form}, status=status)


@needs(None)
@shown_at(ACCOUNT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def remove_app(request: StaffRequest, app_id: int) -> HttpResponse:
    """Take one of your authenticator apps away; the last second factor stays."""
    return _without(request, partial(actions.remove_app, app_id=app_id))


@needs(None)
@shown_at(ACCOUNT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def remove_passkey(request: StaffRequest, passkey_id: int) -> HttpResponse:
    """Take one of your passkeys away; the last second factor stays."""
    return _without(request, partial(actions.remove_passkey, passkey_id=passkey_id))


def _without(request: StaffRequest, remove: Callable[..., None]) -> HttpResponse:
    """Take a second factor away; one that is gone already is no trouble."""
    try:
        remove(request.staff.pk, by=request.actor)
    except NotThere:
        return SeeOther(ACCOUNT)
    except Refused as refused:
        return _page(request, problem=str(refused.sentence), status=status_of(refused))
    messages.success(request, _("Second factor removed."))
    return SeeOther(ACCOUNT)


@needs(None)
@shown_at(ACCOUNT)
@fresh()
@require_http_methods(["GET", "HEAD", "POST"])
def new_codes(request: StaffRequest) -> HttpResponse:
    """Make new recovery codes; the older ones are dead."""
    made = actions.new_recovery_codes(request.staff.pk, by=request.actor)
    response = SeeOther("/admin/account/codes")
    carry_once(request, response, {"codes": made})
    return response


@needs(None)
@require_safe
def sessions(request: StaffRequest) -> HttpResponse:
    """The browsers in which you are signed in."""
    found = queries.sessions_of(request.staff)
    context = {"sessions": found, "here": request.session_row.pk, "base": ACCOUNT}
    return show(request, "admin/account_sessions.html", context)


@needs(None)
@shown_at("/admin/account/sessions")
@require_http_methods(["GET", "HEAD", "POST"])
def end_session(request: StaffRequest, session_id: int) -> HttpResponse:
    """Sign out in one of your browsers."""
    try:
        actions.end_session(request.staff.pk, session_id, by=request.actor)
    except NotThere:
        return SeeOther("/admin/account/sessions")
    messages.success(request, _("Signed out there."))
    return SeeOther("/admin/account/sessions")


@needs(None)
@shown_at("/admin/account/sessions")
@require_http_methods(["GET", "HEAD", "POST"])
def end_others(request: StaffRequest) -> HttpResponse:
    """Sign out in all your other browsers."""
    actions.end_other_sessions(request.staff.pk, by=request.actor, keep=request.session_row)
    messages.success(request, _("Signed out everywhere else."))
    return SeeOther("/admin/account/sessions")
